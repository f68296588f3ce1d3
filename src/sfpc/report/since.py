"""Which figures a release that is to be would show otherwise than the release before it, one by one."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sfpc.errors import PipelineError
from sfpc.report import tidy_csv, words
from sfpc.report.document import INTERNAL, PUBLISHED
from sfpc.report.tables import Table

Written = dict[str, str]
"""A row as the CSV of its table has it."""


@dataclass(frozen=True)
class Published:
    """What of a table is a figure of its own, and not worked out from others or repeated from another quarter.

    Attributes:
        section: how the report calls what the table is about.
        key: what tells a row from others of its authority and quarter.
        named: the columns that name a row for people.
        figures: the columns that are compared, each with the column of its status, or none.
    """

    section: str
    key: tuple[str, ...]
    named: tuple[str, ...]
    figures: Mapping[str, str]


TABLES = {
    "rpt_returns": Published("Returns", (), (), {"state": ""}),
    "rpt_performance": Published("Performance", ("measure",), ("title",), {"value": "status"}),
    "rpt_delivery": Published(
        "Delivery", ("activity", "category"), ("title", "category_title"), {"in_quarter_value": "in_quarter_status"}
    ),
    "rpt_finance": Published(
        "Finance",
        ("workstream", "funder"),
        ("workstream_title", "funder_title"),
        dict.fromkeys(("budget_gbp", "actual_in_quarter_gbp", "actual_year_to_date_gbp", "forecast_gbp"), "status"),
    ),
    "rpt_milestones": Published(
        "Milestones",
        ("project", "work_area", "milestone"),
        ("milestone",),
        dict.fromkeys(("baseline_date", "forecast_date", "completed_date", "rag"), ""),
    ),
    "rpt_benefits": Published(
        "Savings",
        ("benefit", "financial_year"),
        ("benefit", "financial_year"),
        dict.fromkeys(("planned_gbp", "delivered_gbp", "forecast_gbp"), "status"),
    ),
}
"""The tables that hold what authorities returned, in the order of the report."""


@dataclass(frozen=True)
class Changed:
    """A figure that is not what it was.

    Attributes:
        before: as it was published, in words; `not there` where its row was not.
        after: as it would be published now.
    """

    quarter: str
    section: str
    authority_name: str
    what: str
    before: str
    after: str


def changed(release: Path, tables: Mapping[str, Table], quarter: str, audience: str = INTERNAL) -> list[Changed]:
    """Every figure that differs, those of the quarter itself first, then those of earlier quarters shown beside it.

    Args:
        release: the folder of the release before.
        tables: what would be published now, up to the quarter, for the same audience.
        quarter: the one that is published.
        audience: whether figures in full are compared, or those that were handed on: with what was hidden of them.

    Raises:
        PipelineError: a table of the release cannot be read.
    """
    found: list[Changed] = []
    for name, published in TABLES.items():
        now = _by_key((_written(row) for row in tables[name].rows), published)
        before = (
            _of_csv(release / INTERNAL / "csv" / f"{name}.csv")
            if audience == INTERNAL
            else _of_parquet(release / PUBLISHED / "parquet" / f"{name}.parquet")
        )
        found += _compared(published, _by_key(before, published), now)
    order = [published.section for published in TABLES.values()]
    return sorted(found, key=lambda one: (one.quarter != quarter, one.quarter, order.index(one.section)))


def _compared(
    published: Published, before: dict[tuple[str, ...], Written], now: dict[tuple[str, ...], Written]
) -> Iterator[Changed]:
    for key in sorted(before.keys() | now.keys()):
        earlier, later = before.get(key), now.get(key)
        row = later or earlier or {}
        for column, status in published.figures.items():
            if earlier and later and (column not in earlier or column not in later):
                continue  # one of the two releases has no such column: a change of the report and not of a figure
            was, is_now = (_in_words(side, column, status) for side in (earlier, later))
            if was != is_now:
                named = [row[name] for name in published.named if row[name]]
                if len(published.figures) > 1:
                    named.append(_heading(column))
                what = ", ".join(named) or published.section
                yield Changed(row["quarter"], published.section, row["authority_name"], what, was, is_now)


def _in_words(row: Written | None, column: str, status: str) -> str:
    """A figure in full, with its unit where the column or its row says it; or why there is none."""
    if row is None:
        return "not there"
    text = row[column]
    if not text:
        return words.status(row[status]) if row.get(status) else "none"
    if column.endswith("_date"):
        return words.day(date.fromisoformat(text))
    if column.endswith("_gbp"):
        pennies = ".2f" if "." in text else "f"
        return f"{'−' if text.startswith('-') else ''}£{abs(Decimal(text)):,{pennies}}"
    if column.endswith("value"):
        percent = "%" if row.get("unit") == "per_cent" else ""
        return f"{Decimal(text):,f}{percent}".replace("-", "−")
    return words.status(text)


def _by_key(rows: Iterable[Written], published: Published) -> dict[tuple[str, ...], Written]:
    return {tuple(row[name] for name in ("authority_code", "quarter", *published.key)): row for row in rows}


def _written(row: Mapping[str, object]) -> Written:
    return {name: tidy_csv.cell(value) for name, value in row.items()}


def _of_csv(path: Path) -> list[Written]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error


def _of_parquet(path: Path) -> list[Written]:
    try:
        return [_written(row) for row in pq.ParquetFile(path).read().to_pylist()]
    except (OSError, pa.ArrowException) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> PipelineError:
    return PipelineError(f"{path}: this table of a release cannot be read ({error}); restore its copy")


def _heading(column: str) -> str:
    stem = column.removesuffix("_gbp") if column.endswith("_gbp") else column.removesuffix("_date")
    return stem.replace("_", " ").replace("rag", "RAG")
