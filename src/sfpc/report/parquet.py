"""Parquet: each table for data tools, with the type of every column and what it means inside the file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sfpc.errors import PipelineError
from sfpc.report.issue import Issue
from sfpc.report.tables import Column, Table

DECIMAL = re.compile(r"DECIMAL\((\d+),\s*(\d+)\)")
TYPES = {
    "BIGINT": pa.int64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "DOUBLE": pa.float64(),
    "INTEGER": pa.int32(),
    "SMALLINT": pa.int16(),
    "TIMESTAMP": pa.timestamp("us"),
    "VARCHAR": pa.string(),
}
"""What DuckDB's types become; a decimal stays one, digit for digit."""


def write(folder: Path, tables: Mapping[str, Table], issue: Issue) -> None:
    """Write each table as `<name>.parquet`; the same rows give the same bytes.

    Raises:
        PipelineError: a column has a type that no Parquet type is known for.
    """
    folder.mkdir()
    for table in tables.values():
        written = arrow_table(table)
        described = {"table": table.name, "description": table.description, **about(issue)}
        pq.write_table(written.replace_schema_metadata(described), folder / f"{table.name}.parquet", compression="zstd")


def about(issue: Issue) -> dict[str, str]:
    """What each file says of the release it belongs to."""
    return {"quarter": issue.quarter, "release": str(issue.number), "partial": issue.coverage.mark}


def arrow_table(table: Table) -> pa.Table:
    """A table as Arrow has it, each column with what it means.

    Raises:
        PipelineError: a column has a type that no Parquet type is known for.
    """
    schema = pa.schema(
        [pa.field(one.name, arrow_type(table, one), metadata={"description": one.description}) for one in table.columns]
    )
    return pa.Table.from_pylist(list(table.rows), schema=schema)


def arrow_type(table: Table, column: Column) -> pa.DataType:
    """The type of a column in Parquet."""
    decimal = DECIMAL.fullmatch(column.data_type.upper())
    if decimal:
        return pa.decimal128(int(decimal[1]), int(decimal[2]))
    if column.data_type.upper() not in TYPES:
        raise PipelineError(
            f"{table.name}.{column.name} is a {column.data_type}, and no Parquet type is known for it; add it to TYPES "
            "in report/parquet.py, or cast it in the model"
        )
    return TYPES[column.data_type.upper()]
