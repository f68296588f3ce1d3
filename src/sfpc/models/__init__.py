"""The dbt project's models in memory, without dbt: what the warehouse would say of a few submissions, in a second.

The rules are written once, in `dbt_project/`; here they are only run. Nothing is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from sfpc.errors import PipelineError
from sfpc.models.rendering import Model, Project
from sfpc.models.seeds import load
from sfpc.settings import Settings

__all__ = ["InMemory", "Model", "Project", "in_memory"]

BOUNDS: dict[str, str | bool | int | float | list[str]] = {
    "memory_limit": "1GB",
    "threads": 2,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "max_temp_directory_size": "0KB",  # what does not fit fails, and says so
}
"""What a run of the models may take. A year's returns of one authority need some 50 MB."""


KINDS = {"string": "varchar", "int32": "integer", "int64": "bigint", "bool": "boolean"}
"""Types of Arrow as DuckDB calls them."""


class InMemory:
    """Models that were run, to be asked."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def rows(self, sql: str, parameters: Sequence[str] = ()) -> list[dict[str, Any]]:
        """Run one query and return its rows as dictionaries."""
        if parameters:
            # within SQL, for handing over parameters would import pandas
            self._connection.execute(f"prepare asked as {sql}")
            sql = f"execute asked({', '.join(quoted(value) for value in parameters)})"
        result = self._connection.execute(sql)
        names = [column[0] for column in result.description or []]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def quoted(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"


@contextmanager
def in_memory(
    settings: Settings,
    wanted: Sequence[str],
    folders: Sequence[str],
    without_rows: Mapping[tuple[str, str], pa.Schema] | None = None,
) -> Iterator[InMemory]:
    """Run models, and all they read, over what was read of some authorities' returns.

    Args:
        settings: where raw, the seeds and the dbt project are.
        wanted: names of models and seeds.
        folders: the authorities, by their inbox folders.
        without_rows: sources other than raw that models read, with their columns: what stands there comes later.

    Raises:
        PipelineError: a model or a seed is not as it should be.
    """
    project = Project(settings.dbt_project, settings.seeds)
    models = project.closure(list(wanted))
    connection = duckdb.connect(":memory:", config=BOUNDS)
    try:
        for (source, table), schema in (without_rows or {}).items():
            connection.execute(f"create schema if not exists {source}")
            # in SQL, for handing over a table would import pandas
            columns = ", ".join(f"{field.name} {KINDS[str(field.type)]}" for field in schema)
            connection.execute(f"create table {source}.{table} ({columns})")
        _lay(connection, settings, models, folders)
        for name in sorted({*wanted, *(name for model in models for name in model.refs)}):
            if project.is_seed(name):
                load(connection, settings.seeds, name)
        # from here on nothing outside this connection can be read or written, whatever a model says
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        for model in models:
            try:
                connection.execute(f"create table {model.relation} as {model.sql}")
            except duckdb.Error as error:
                raise PipelineError(f"{project.models[model.name]}: it cannot be run ({_first_line(error)})") from error
        yield InMemory(connection)
    finally:
        connection.close()


def _lay(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    models: Sequence[Model],
    folders: Sequence[str],
) -> None:
    """Make the schemas, and the tables of what was read of returns."""
    sources = sorted({source for model in models for source in model.sources})
    schemas = {model.relation.partition(".")[0] for model in models} | {source for source, _ in sources}
    for schema in sorted(schemas | {"seeds"}):
        connection.execute(f"create schema if not exists {schema}")
    for source, table in sources:
        if source != "raw":
            continue  # laid without rows, or missed by the model that reads it
        files = [str(path) for path in _files(settings.raw / table, folders)]
        if not files:
            raise PipelineError(f"{settings.raw / table}: nothing has been read yet; run `sfpc read` first")
        # as SQL, for handing over a list would import pandas; the names of schemas and tables are the dbt project's own
        places = ", ".join(quoted(file) for file in files)
        connection.execute(f"create table {source}.{table} as select * from read_parquet([{places}])")  # noqa: S608


def _files(folder: Path, folders: Sequence[str]) -> list[Path]:
    """The Parquet files of a raw table that these authorities' submissions have, and the one without rows."""
    return [path for name in ("_none", *folders) for path in sorted((folder / name).glob("*/[!.]*.parquet"))]


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__
