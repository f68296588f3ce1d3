"""Sheets of figures over time: one row for each series, one column for each quarter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sfpc.report import words
from sfpc.report.tables import Row, Table
from sfpc.report.workbook import cells
from sfpc.report.workbook.cells import Cell
from sfpc.report.workbook.sheets import Column, TableSheet, cell, nothing


@dataclass(frozen=True)
class Series:
    """How a report table becomes a sheet over time.

    Attributes:
        labels: the columns that name a series; their sources are the key of a row.
        figure: the column that is shown for each quarter.
        keeps: which rows are shown.
    """

    name: str
    table: str
    title: str
    about: str
    labels: tuple[Column, ...]
    key: tuple[str, ...]
    figure: Column
    keeps: Callable[[Row], bool] = lambda _: True
    notes: tuple[str, ...] = ("provisional",)


AUTHORITY = (Column("Authority", "authority_name"), Column("Authority code", "authority_code"))
SERIES = (
    Series(
        "Measures over time",
        "rpt_performance",
        "Performance measures by quarter",
        "One row for each authority and measure, one column for each quarter.",
        (*AUTHORITY, Column("Measure", "title"), Column("Unit", "unit", "unit")),
        ("authority_code", "measure"),
        Column("", "value", "measure", status="status"),
        notes=("provisional", "kinds", "intervals"),
    ),
    Series(
        "Rates over time",
        "rpt_performance_rates",
        "Rates for each 10,000 children by quarter",
        "One row for each authority and measure, one column for each quarter: rates for each 10,000 children under 18.",
        (*AUTHORITY, Column("Measure", "title"), Column("What the rate counts", "rate_basis")),
        ("authority_code", "measure"),
        Column("", "rate_per_10000", "one decimal", status="rate_status"),
        notes=("provisional", "kinds", "intervals", "population"),
    ),
    Series(
        "Delivery over time",
        "rpt_delivery",
        "What the programme did by quarter",
        "One row for each authority and activity, all employers together, one column for each quarter.",
        (*AUTHORITY, Column("Activity", "title"), Column("Unit", "unit", "unit")),
        ("authority_code", "activity"),
        Column("", "in_quarter_value", "count", status="in_quarter_status"),
        keeps=lambda row: row["category"] == "all",
    ),
    Series(
        "Spend over time",
        "rpt_finance",
        "Spend by quarter (£)",
        "One row for each authority and funder, all workstreams together: pounds spent in each quarter.",
        (*AUTHORITY, Column("Funder", "funder_title")),
        ("authority_code", "funder"),
        Column("", "actual_in_quarter_gbp", "money", status="status"),
        keeps=lambda row: row["workstream"] == "all",
        notes=("provisional", "money"),
    ),
)


@dataclass(frozen=True)
class OverTime:
    """A sheet over time, and where in it each series stands.

    Attributes:
        places: the row of each series within the table, by its key.
        first: the column of the first quarter.
        quarters: in the order of the columns.
    """

    sheet: TableSheet
    places: Mapping[tuple[str, ...], int]
    first: int
    quarters: tuple[str, ...]


def sheet(series: Series, table: Table, quarter: str) -> OverTime:
    """The sheet of a series, up to and with a quarter; a quarter without a row is not available."""
    rows = [row for row in table.rows if series.keeps(row)]
    quarters = tuple(sorted({row["quarter"] for row in rows}))
    held = {(*(row[name] for name in series.key), row["quarter"]): row for row in rows}
    newest: dict[tuple[str, ...], Row] = {}
    for row in sorted(rows, key=lambda row: row["quarter"]):
        newest[tuple(row[name] for name in series.key)] = row
    keys = sorted(newest, key=lambda key: (*(str(newest[key][label.source]) for label in series.labels), *key))
    lines = [
        (
            *(cell(label, newest[key]) for label in series.labels),
            *(_figure(series.figure, held.get((*key, each))) for each in quarters),
        )
        for key in keys
    ]
    headings = (*(label.heading for label in series.labels), *quarters)
    made = TableSheet(
        name=series.name,
        table_name=series.name.replace(" ", "_"),
        title=f"{series.title}, up to {words.quarter(quarter)} ({quarter})",
        about=(series.about,),
        headings=headings,
        rows=tuple(lines) or nothing(len(headings)),
        notes=series.notes,
    )
    return OverTime(made, {key: place for place, key in enumerate(keys)}, len(series.labels), quarters)


def _figure(column: Column, row: Row | None) -> Cell:
    return Cell(cells.NOT_AVAILABLE) if row is None else cell(column, row)
