"""Raw as Parquet: one file a table and submission, written aside and renamed, the same bytes for the same input."""

from __future__ import annotations

import os
from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sfpc import modes
from sfpc.reference import RAW_FIELDS

IDENTITY = ("submission_id", "authority_code", "quarter")

SCHEMAS: dict[str, pa.Schema] = {
    "submissions": pa.schema(
        [(name, pa.string()) for name in (*IDENTITY, "state", "received_at", "read_with", "content_hash")]
        + [(name, pa.string()) for name in ("withdrawn_at", "withdrawn_by", "withdrawn_reason")]
        + [(name, pa.int64()) for name in ("sequence", "file_count", "values_read", "cells_set_aside")]
    ),
    "arrivals": pa.schema(
        [(name, pa.string()) for name in (*IDENTITY, "received_at")]
        + [(name, pa.string()) for name in ("withdrawn_at", "withdrawn_by", "withdrawn_reason")]
        + [("sequence", pa.int64())]
    ),
    "findings": pa.schema(
        [(name, pa.string()) for name in (*IDENTITY, "finding_type", "section", "file", "sheet", "place", "message")]
    ),
    "dispositions": pa.schema(
        [(name, pa.string()) for name in (*IDENTITY, "file", "sheet", "kind", "place", "disposition")]
        + [("cell_count", pa.int64())]
    ),
} | {
    table: pa.schema(
        [(name, pa.string()) for name in (*IDENTITY, "table_name", "file", "sheet", "date_system")]
        + [("row_number", pa.int64())]
        + [(name, pa.string()) for field in fields for name in (field, f"{field}_place")]
    )
    for table, fields in RAW_FIELDS.items()
    if fields
}
"""The columns of each raw table. Everything a council wrote is text."""


def path_of(raw: Path, table: str, folder: str, quarter: str, submission_id: str) -> Path:
    """Where a submission's part of a raw table stands."""
    return raw / table / folder / quarter / f"{submission_id}.parquet"


def write(path: Path, table: str, columns: Mapping[str, Sequence[Any]]) -> None:
    """Write one raw table of one submission."""
    content = pa.table({field.name: column_of(field.type, columns[field.name]) for field in SCHEMAS[table]})
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    pq.write_table(content, aside, compression="zstd", write_statistics=False, store_schema=False)
    modes.keep(aside)
    aside.replace(path)


def column_of(kind: pa.DataType, values: Sequence[Any]) -> pa.Array:
    """Make a column of text, or of whole numbers without a gap. `pa.array` would, and would import pandas to do it."""
    if pa.types.is_string(kind):
        builder = pa.lib.StringBuilder()
        builder.append_values(values)
        return builder.finish()
    return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(array("q", values))])


def clear_what_a_crash_left(path: Path) -> None:
    """Remove what was written aside for a table and never renamed; only for who holds the submission's lock."""
    for aside in path.parent.glob(f".{path.name}.*"):
        aside.unlink()


def ensure_tables(raw: Path) -> None:
    """Give every raw table a file without rows, so that a warehouse can be built before anything is read."""
    for table, schema in SCHEMAS.items():
        path = path_of(raw, table, "_none", "_none", "_none")
        if not path.exists():
            write(path, table, {name: [] for name in schema.names})
