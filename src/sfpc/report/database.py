"""The release's own database: marts, report and seeds as they stood for the quarter, to be opened and never written.

Views become tables, later quarters are left out, and staging stays behind. It is written without compression: DuckDB
writes compressed text with whatever the memory held before (github.com/duckdb/duckdb/issues/23382, open in June 2026),
so that neither the same bytes would come twice nor would only our own data be in it. The size is the same.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from sfpc.report.tables import descriptions

SCHEMAS = ("seeds", "marts", "report")
STORED_AS = "storage_version 'v1.2.0', block_size 16384"
"""Clients of 2025 and later can open it; the smallest blocks suit many small tables (3 MB instead of 14)."""


def write(path: Path, warehouse: Path, quarter: str, models: Path, mark: str = "") -> None:
    """Copy what a release holds into a database of its own; the same warehouse gives the same bytes.

    What is to be marked of the release stands before what each table says of itself.
    """
    # One thread: several write a table's pieces in whatever order they finish.
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(f"attach {_text(warehouse)} as {_name(warehouse.stem)} (read_only)")
        connection.execute(f"attach {_text(path)} as release ({STORED_AS})")
        connection.execute("set force_compression = 'uncompressed'")
        connection.execute("begin")
        for schema in SCHEMAS:
            connection.execute(f"create schema release.{schema}")
        for schema, table, quarters in _tables(connection, warehouse.stem):
            origin = f"{_name(warehouse.stem)}.{schema}.{_name(table)}"
            kept = "where " + " and ".join(f"{column} <= '{quarter}'" for column in quarters) if quarters else ""
            # names are quoted, and the quarter has been parsed as one
            connection.execute(
                f"create table release.{schema}.{_name(table)} as select * from {origin} {kept} order by all"  # noqa: S608
            )
        _describe(connection, models, mark)
        connection.execute("commit")
        connection.execute("checkpoint release")
        connection.execute("detach release")


def _tables(connection: duckdb.DuckDBPyConnection, database: str) -> list[tuple[str, str, list[str]]]:
    """Each table or view to copy, and the columns of the quarters its rows belong to; seeds are kept whole.

    What a later return says of an earlier quarter belongs to both.
    """
    return connection.execute(
        """
        select
            schema_name,
            table_name,
            coalesce(
                list(column_name order by column_name) filter (
                    column_name in ('quarter', 'return_quarter')
                    and schema_name <> 'seeds'
                    and not starts_with(table_name, 'dim_')
                ),
                []
            )
        from duckdb_columns()
        where database_name = ? and schema_name in ('seeds', 'marts', 'report')
        group by schema_name, table_name
        order by schema_name, table_name
        """,
        [database],
    ).fetchall()


def _describe(connection: duckdb.DuckDBPyConnection, models: Path, mark: str) -> None:
    """Put what the models say of themselves into the database, where an analyst's tool shows it."""
    here = connection.execute(
        "select schema_name, table_name, column_name from duckdb_columns() where database_name = 'release' order by all"
    ).fetchall()
    columns = set(here)
    for schema in ("marts", "report"):
        for model, (about, meanings) in descriptions(models / schema).items():
            if any(place[:2] == (schema, model) for place in here):
                table = f"release.{schema}.{_name(model)}"
                marked = f"{mark}. {about}" if mark else about
                connection.execute(f"comment on table {table} is {_text(marked)}")
                for column, meaning in meanings.items():
                    if (schema, model, column) in columns:
                        connection.execute(f"comment on column {table}.{_name(column)} is {_text(meaning)}")


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(text: Path | str) -> str:
    return "'" + str(text).replace("'", "''") + "'"
