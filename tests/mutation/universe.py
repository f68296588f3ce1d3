"""Many authorities out of a few: copies of those that sent the samples, with every seed that names them.

A copy has all the quarters of its original under a code of its own, and may differ in a few cells. All of them stand in
one DuckDB in memory, through which the dbt project's models run once, however many copies there are. The originals stay
beside their copies: each copy can be held against the authority it was made of.

What is changed is raw, the text that reading took from a file, so reading's own checks do not see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from sfpc import gate, raw
from sfpc.gate import rehearsal
from sfpc.gate.suites import Suite
from sfpc.models import Project
from sfpc.models.seeds import load
from sfpc.settings import Settings

BOUNDS = {"memory_limit": "6GB", "threads": 2}
CHANGES = pa.schema(
    [(name, pa.string()) for name in ("copy", "raw_table", "raw_column", "file", "sheet", "place", "text")]
)


@dataclass(frozen=True)
class Change:
    """Another text in one cell of the newest quarter's return; None leaves the cell blank."""

    raw_table: str
    raw_column: str
    file: str
    sheet: str | None
    place: str
    text: str | None


@dataclass(frozen=True)
class Copy:
    """An authority made up: another one's returns and seeds under a code of its own.

    Attributes:
        changes: what differs in the newest quarter's return.
        read_anew: where its newest quarter's return was read to, where that is not what was read of its original.
    """

    code: str
    of: str
    changes: tuple[Change, ...] = ()
    read_anew: Settings | None = None


def copies_of(authorities: Sequence[str], number: int) -> list[Copy]:
    """Copies without a change, of each authority in turn: as many authorities as a test or a benchmark wants."""
    return [Copy(code_of(each), authorities[each % len(authorities)]) for each in range(number)]


def code_of(number: int) -> str:
    """The code of the copy of a number, in the form of an authority's."""
    return f"M{number:08d}"


@contextmanager
def universe(
    settings: Settings, suites: Sequence[Suite], quarter: str, copies: Sequence[Copy] = (), also: Sequence[str] = ()
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Run the models over the returns in raw, those of the quarter and before, and over copies of their authorities.

    Args:
        settings: where raw, the seeds and the dbt project are.
        suites: the checks that will be asked; the tables they read are built.
        quarter: the newest quarter there is; the copies differ from their originals in it alone.
        copies: the authorities made up.
        also: further models that are wanted.
    """
    project = Project(settings.dbt_project, settings.seeds)
    wanted = [*rehearsal.models_asked(suites), *also]
    models = project.closure(wanted)
    seeds = {name for model in models for name in model.refs} | set(wanted)
    with duckdb.connect(":memory:", config=BOUNDS) as connection:
        _register(connection, copies)
        for schema in {"seeds", *(model.relation.partition(".")[0] for model in models)}:
            connection.execute(f"create schema {schema}")
        for name in sorted(name for name in seeds if project.is_seed(name)):
            load(connection, settings.seeds, name)
            _copy_rows(connection, f"seeds.{name}")
        sources = {source for model in models for source in model.sources}
        _lay_sources(connection, settings, sources, quarter)
        for one in copies:
            if one.read_anew:
                _replace(connection, one, one.read_anew, [table for group, table in sources if group == "raw"], quarter)
        for model in models:
            connection.execute(f"create table {model.relation} as {model.sql}")
        yield connection


def _register(connection: duckdb.DuckDBPyConnection, copies: Sequence[Copy]) -> None:
    connection.execute("create schema mutation")
    names = pa.schema([("code", pa.string()), ("of", pa.string())])
    codes = pa.Table.from_pylist([{"code": one.code, "of": one.of} for one in copies], schema=names)
    rows = [{"copy": one.code, **vars(change)} for one in copies for change in one.changes]
    changes = pa.Table.from_pylist(rows, schema=CHANGES)
    for name, given in (("copies", codes), ("changes", changes)):
        connection.register("given", given)
        connection.execute(f"create table mutation.{name} as select * from given")
        connection.unregister("given")


def _lay_sources(
    connection: duckdb.DuckDBPyConnection, settings: Settings, sources: Iterable[tuple[str, str]], quarter: str
) -> None:
    """What was read of returns up to the quarter; of what comes after the models, tables without rows."""
    raw.ensure_tables(settings)
    gate.ensure_result_files(settings)
    for group, table in sorted(sources):
        connection.execute(f"create schema if not exists {group}")
        files = _read_of(settings, table) if group == "raw" else settings.gate / "_none" / f"{table}.parquet"
        connection.execute(
            f"create table {group}.{table} as select * from read_parquet('{files}') where quarter <= '{quarter}'"
        )
        if group == "raw":
            _copy_rows(connection, f"raw.{table}")
            _change(connection, table, quarter)


def _read_of(settings: Settings, table: str) -> Path:
    """The files of a raw table, as a pattern."""
    return settings.raw / table / "*" / "*" / "[!.]*.parquet"


def _replace(
    connection: duckdb.DuckDBPyConnection, copy: Copy, anew: Settings, tables: Iterable[str], quarter: str
) -> None:
    """Put what was read anew of the newest return in place of the original's."""
    for table in tables:
        relation = f"raw.{table}"
        connection.execute(f"delete from {relation} where authority_code = '{copy.code}' and quarter = '{quarter}'")
        connection.execute(
            f"""
            insert into {relation}
            select sent.* replace (copies.code as authority_code, {own_id("submission_id")} as submission_id)
            from (values ('{copy.code}')) as copies (code), read_parquet('{_read_of(anew, table)}') as sent
            where authority_code = '{copy.of}' and quarter = '{quarter}'
            """
        )


def _copy_rows(connection: duckdb.DuckDBPyConnection, relation: str) -> None:
    """Give each copy the rows that its original has; a table that names no authority is everybody's.

    What identifies a row (submission_id, target_id, conflict_id) is made the copy's own, wherever it is referred to.
    """
    types = {row[0]: row[1] for row in connection.execute(f"describe {relation}").fetchall()}
    if "authority_code" not in types:
        return
    own = {name: own_id(f'this."{name}"') for name, kind in types.items() if name.endswith("_id") and kind == "VARCHAR"}
    own["authority_code"] = "copies.code"
    taken = ", ".join(own.get(name, f'this."{name}"') for name in types)
    connection.execute(
        f"insert into {relation} select {taken} from {relation} as this "
        "inner join mutation.copies on this.authority_code = copies.of"
    )


def own_id(expression: str) -> str:
    """What identifies a row, in SQL, as a copy has it."""
    return f"copies.code || ':' || {expression}"


def _change(connection: duckdb.DuckDBPyConnection, table: str, quarter: str) -> None:
    """Put the changed texts into the copies' cells, wherever raw holds them."""
    for (column,) in connection.execute(
        "select distinct raw_column from mutation.changes where raw_table = ?", [table]
    ).fetchall():
        connection.execute(
            f"""
            update raw.{table} as this set "{column}" = changes.text from mutation.changes
            where changes.raw_table = '{table}' and changes.raw_column = '{column}'
                and this.authority_code = changes.copy and this.quarter = '{quarter}'
                and this.file = changes.file and this.sheet is not distinct from changes.sheet
                and this."{column}_place" = changes.place
            """
        )
