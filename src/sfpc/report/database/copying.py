"""The tables of a release's database: copied from the warehouse up to a quarter, or the published ones as they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

import duckdb
import yaml

from sfpc.errors import PipelineError
from sfpc.report.database.described import name
from sfpc.report.parquet import arrow_table
from sfpc.report.tables import Table

SCHEMAS = ("seeds", "marts", "report")
RULES = Path(__file__).with_name("published.yml")


def copy_everything(connection: duckdb.DuckDBPyConnection, warehouse: str, quarter: str) -> None:
    """Copy every table and view of the three schemas."""
    for schema, table, quarters in _found(connection, warehouse):
        _copy(connection, f"{warehouse}.{schema}", table, _kept(quarters, quarter))


def copy_reference(connection: duckdb.DuckDBPyConnection, warehouse: str, quarter: str) -> None:
    """Copy the marts and seeds that say nothing of any return: those that published.yml names, and no other.

    Raises:
        PipelineError: one of them is not in the warehouse.
    """
    found = {(schema, table): quarters for schema, table, quarters in _found(connection, warehouse)}
    for schema, tables in published().items():
        for table in sorted(tables):
            if (schema, table) not in found:
                raise PipelineError(
                    f"{RULES}: {schema}.{table} is to be published, and the warehouse has no such table; run `sfpc "
                    "build` again, or take it out of that file"
                )
            _copy(connection, f"{warehouse}.{schema}", table, _kept(found[schema, table], quarter))


def insert_report(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Table]) -> None:
    """Write the report's tables as they are given, with the types they have in the warehouse."""
    for table in sorted(tables.values(), key=lambda each: each.name):
        connection.register("given", arrow_table(table))
        create = f"create table report.{name(table.name)} as select * from given"  # noqa: S608 - a model of our own
        connection.execute(create)
        connection.unregister("given")


@cache
def published() -> dict[str, Collection[str]]:
    """The marts and seeds that are published as they are, by schema."""
    try:
        written = yaml.safe_load(RULES.read_text(encoding="utf-8"))
        return {schema: written[schema]["as_they_are"] for schema in ("marts", "seeds")}
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise PipelineError(f"{RULES}: what is published of marts and seeds cannot be read ({error!r})") from error


def _copy(connection: duckdb.DuckDBPyConnection, origin: str, table: str, kept: str) -> None:
    """Copy the rows of a table that are kept from a schema of another database to the same schema of this one."""
    made = f"{origin.partition('.')[2]}.{name(table)}"
    rows = f"select * from {origin}.{name(table)} {kept} order by all"  # noqa: S608 - quoted names, a parsed quarter
    connection.execute(f"create table {made} as {rows}")


def _kept(quarters: list[str], quarter: str) -> str:
    return "where " + " and ".join(f"{column} <= '{quarter}'" for column in quarters) if quarters else ""


def _found(connection: duckdb.DuckDBPyConnection, warehouse: str) -> list[tuple[str, str, list[str]]]:
    """Each table or view of the warehouse, and the columns of the quarters its rows belong to; seeds are kept whole.

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
        [warehouse],
    ).fetchall()
