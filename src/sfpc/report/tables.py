"""What is published: the `report.rpt_*` tables, up to and with one quarter, with what their columns mean."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import yaml

from sfpc.errors import PipelineError

Row = dict[str, Any]
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same loader in C, where it is there: ten times faster."""


@dataclass(frozen=True)
class Column:
    """A column of a published table.

    Attributes:
        data_type: DuckDB's name of it, such as DECIMAL(18,2).
        description: what it means and its unit, from the model's YAML.
    """

    name: str
    data_type: str
    description: str


@dataclass(frozen=True)
class Table:
    """A published table: every quarter up to the one published, in the order of its keys.

    Attributes:
        name: of the model, such as rpt_finance.
        description: what a row is and the key.
    """

    name: str
    description: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def of(self, quarter: str) -> list[Row]:
        """The rows of one quarter."""
        return [row for row in self.rows if row["quarter"] == quarter]

    @cached_property
    def by_authority(self) -> dict[str, tuple[Row, ...]]:
        """The rows of each authority by its code; there are pages of each, so that it is found out once."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            if code := row.get("authority_code"):
                found.setdefault(code, []).append(row)
        return {code: tuple(rows) for code, rows in found.items()}


def is_hidden(row: Row, column: str) -> bool:
    """Whether disclosure control took a figure of a published row away."""
    return column in (row.get("suppressed_columns") or "").split()


def read(connection: duckdb.DuckDBPyConnection, quarter: str, models: Path) -> dict[str, Table]:
    """Read every report table as it stood at the end of a quarter: later quarters are left out.

    Raises:
        PipelineError: the warehouse holds no report tables, or one that the models do not describe.
    """
    described = descriptions(models / "report")
    names = connection.execute(
        "select distinct table_name from duckdb_columns() where schema_name = 'report' order by table_name"
    ).fetchall()
    if not names:
        raise PipelineError("The warehouse holds no report tables; run `sfpc build` again")
    return {name: _table(connection, name, quarter, described) for (name,) in names}


def _table(
    connection: duckdb.DuckDBPyConnection, name: str, quarter: str, described: dict[str, tuple[str, dict[str, str]]]
) -> Table:
    if name not in described:
        raise PipelineError(f"report.{name} is not described in models/report/_*.yml; add it there, then build again")
    about, meanings = described[name]
    types = dict(
        connection.execute(
            "select column_name, data_type from duckdb_columns() where schema_name = 'report' and table_name = ?",
            [name],
        ).fetchall()
    )
    # A table of points repeats the quarters before in each quarter's rows: only this quarter's are shown.
    which = "quarter = ?" if "point_quarter" in types else "quarter <= ?"
    # Every column takes part in the order, so that the same rows are always written the same way.
    # the names are those of our own models
    result = connection.execute(f'select * from report."{name}" where {which} order by all', [quarter])  # noqa: S608
    kinds = [(column[0], str(column[1])) for column in result.description or []]
    rows = tuple(dict(zip([kind[0] for kind in kinds], row, strict=True)) for row in result.fetchall())
    columns = tuple(Column(column, types[column], meanings.get(column, "")) for column, _ in kinds)
    return Table(name, about, columns, rows)


def descriptions(folder: Path) -> dict[str, tuple[str, dict[str, str]]]:
    """What the YAML files of a folder say of each model or seed and its columns; those of unit tests are left out."""
    paths = sorted(path for path in folder.glob("_*.yml") if not path.name.startswith("_unit_tests"))
    if not paths:
        raise PipelineError(f"{folder}: no models are described here (_*.yml); see that the project is whole")
    return {name: described for path in paths for name, described in _descriptions_in(path).items()}


def _descriptions_in(path: Path) -> dict[str, tuple[str, dict[str, str]]]:
    try:
        written = yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)  # noqa: S506 - a safe one
    except (OSError, yaml.YAMLError) as error:
        raise PipelineError(f"{path}: the descriptions of the models cannot be read ({error})") from error
    return {
        model["name"]: (
            " ".join(model.get("description", "").split()),
            {column["name"]: " ".join(column.get("description", "").split()) for column in model.get("columns", [])},
        )
        for kind in ("models", "seeds")
        for model in (written or {}).get(kind, [])
    }
