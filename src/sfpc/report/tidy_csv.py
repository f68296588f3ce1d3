"""The tidy CSVs: one a table, numbers as numbers, and no text that a spreadsheet would run."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sfpc.report.tables import Table
from sfpc.spreadsheet_text import neutralised


def write(folder: Path, tables: Mapping[str, Table], notes: Iterable[str] = ()) -> None:
    """Write each table, `columns.csv` that says what every column is, and `notes.csv` that says what they all lack."""
    folder.mkdir(parents=True)
    for table in tables.values():
        header = [column.name for column in table.columns]
        _write(folder / f"{table.name}.csv", header, (row.values() for row in table.rows))
    about = [
        (table.name, column.name, column.data_type.lower(), column.description)
        for table in tables.values()
        for column in table.columns
    ]
    _write(folder / "columns.csv", ["table", "column", "data_type", "description"], about)
    _write(folder / "notes.csv", ["note"], ([note] for note in notes))


def _write(path: Path, header: list[str], rows: Iterable[Iterable[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([cell(value) for value in row] for row in rows)


def cell(value: object) -> str:
    """A value as a CSV has it.

    >>> cell(Decimal("1299.00000000")), cell(Decimal("-12.50")), cell(True), cell(None), cell("=1+1")
    ('1299', '-12.5', 'true', '', "'=1+1")
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime):
        return f"{value.isoformat(timespec='seconds')}Z"
    if isinstance(value, int | date):
        return str(value)
    return neutralised(str(value))


def plain(value: Decimal) -> str:
    """A decimal in full, without an exponent or zeros that say nothing."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
