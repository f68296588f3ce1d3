"""The evaluator's extract: what the returns hold that the trial asks for, by month where they give months, in full.

It is for the evaluator alone, under the data-sharing agreement, and is never published: nothing in it is suppressed. It
adds nothing to the returns and judges nothing; every value has its status and the submission it comes from.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

from sfpc import warehouse
from sfpc.report import tidy_csv
from sfpc.report.evaluator import described, extracts
from sfpc.report.evaluator.extracts import Extract, Written
from sfpc.report.issue import Issue
from sfpc.settings import Warehouse

__all__ = ["write"]


def write(folder: Path, database: Warehouse, issue: Issue) -> None:
    """Write the extract.

    Args:
        folder: it must not be there yet.
        database: the release's own, or the warehouse.
        issue: what the release says of itself.
    """
    folder.mkdir()
    with warehouse.open_read_only(database) as connection:
        made = [_written(folder, connection, one, issue.quarter) for one in extracts.EXTRACTS]
        definitions = extracts.definitions(connection)
    _write(folder / "data_dictionary.csv", described.HEADER, described.dictionary(made, definitions))
    text = described.readme(issue, made)
    (folder / "README.md").write_text(text, encoding="utf-8", newline="\n")


def _written(folder: Path, connection: duckdb.DuckDBPyConnection, extract: Extract, quarter: str) -> Written:
    """Write one file."""
    result = connection.execute(extract.sql, {"quarter": quarter})
    header = [column[0] for column in result.description or []]
    rows = result.fetchall()
    _write(folder / f"{extract.name}.csv", header, rows)
    return Written(extract, tuple(header), len(rows))


def _write(path: Path, header: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([tidy_csv.cell(value) for value in row] for row in rows)
