"""The marts and views of the published database as Parquet, for tools that read no DuckDB file."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from sfpc.report import parquet
from sfpc.report.database.described import name, text
from sfpc.report.issue import Issue
from sfpc.report.tables import Column, Table

FOLDER = "marts"
LEFT_OUT = ("about_release", "contents")
"""What tells of the database itself."""


def write(folder: Path, database: Path, issue: Issue) -> None:
    """Write each mart, and each view that helps analysts, as `<name>.parquet` with what its columns mean.

    The tables of the report are Parquet files already, and reference data is not the release's own.
    """
    folder.mkdir()
    described = tables(database)
    with duckdb.connect(str(database), read_only=True, config={"threads": 1}) as connection:
        for schema, table in described:
            # every column takes part in the order, so that the same rows give the same bytes
            asked = f"select * from {schema}.{name(table.name)} order by all"  # noqa: S608 - our own names, quoted
            result = connection.execute(asked)
            rows = result.to_arrow_table()
            fields = [
                rows.schema.field(column.name).with_metadata({"description": column.description})
                for column in table.columns
            ]
            about = {"table": table.name, "description": table.description, **parquet.about(issue)}
            pq.write_table(
                rows.cast(pa.schema(fields, metadata=about)), folder / f"{table.name}.parquet", compression="zstd"
            )


def tables(database: Path) -> list[tuple[str, Table]]:
    """What is written so, without its rows: the schema of each, what a row is, and what each column means."""
    found: dict[tuple[str, str], list[Column]] = {}
    with duckdb.connect(str(database), read_only=True) as connection:
        left_out = ", ".join(map(text, LEFT_OUT))
        about = {
            (schema, table): said
            for schema, table, said in connection.execute(
                "select schema_name, table_name, comment from duckdb_tables() where not internal "
                "union all select schema_name, view_name, comment from duckdb_views() where not internal"
            ).fetchall()
        }
        columns = connection.execute(
            "select schema_name, table_name, column_name, data_type, comment from duckdb_columns() "  # noqa: S608 - the names above
            f"where not internal and schema_name in ('main', 'marts') and table_name not in ({left_out}) "
            "order by schema_name, table_name, column_index"
        ).fetchall()
    for schema, table, column, data_type, meaning in columns:
        found.setdefault((schema, table), []).append(Column(column, data_type, meaning or ""))
    return [
        (schema, Table(table, about[schema, table] or "", tuple(held), ())) for (schema, table), held in found.items()
    ]
