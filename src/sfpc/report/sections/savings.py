"""Savings: planned, delivered and forecast by year, against the savings plan of the authority's document."""

from __future__ import annotations

from sfpc.report import grids, words
from sfpc.report.grids import Cell, Grid
from sfpc.report.sections import cells
from sfpc.report.tables import Row, Table, is_hidden

ALL = "all"
"""The benefit, or the year, of a total."""
NOTE = "A year with nothing planned, delivered, forecast or in the plan is left out."
AMOUNTS = "Planned # | Delivered # | Forecast # | Forecast less planned # | Savings plan #"


def by_year(table: Table, quarter: str) -> Grid:
    """All benefits together: every authority, by financial year."""
    rows = [row for row in table.of(quarter) if row["benefit"] == ALL and not _is_nothing(row)]
    return years(rows, f"Savings, all benefits, as of {quarter}", NOTE)


def years(rows: list[Row], caption: str, note: str = "") -> Grid:
    """All benefits together, a line an authority and year."""
    rows = sorted(rows, key=lambda row: (*cells.by_name(row), *_by_year(row)))
    lines = [
        [
            Cell(row["authority_name"], "total" if row["financial_year"] == ALL else "text"),
            Cell(_year(row), "short"),
            *amounts(row),
        ]
        for row in rows
    ]
    return grids.grid(caption, f"Authority | Year | {AMOUNTS}", lines, note)


def years_of_one(rows: list[Row], caption: str) -> Grid:
    """All benefits of one authority together, a line a year."""
    lines = [
        [Cell(_year(row), "total" if row["financial_year"] == ALL else "text"), *amounts(row)]
        for row in sorted(rows, key=_by_year)
    ]
    return grids.grid(caption, f"Year | {AMOUNTS}", lines)


def _by_year(row: Row) -> tuple[bool, str]:
    return row["financial_year"] == ALL, row["financial_year"]


def of_one(table: Table, quarter: str, name: str) -> Grid:
    """The savings of one authority by benefit and year, and the totals; lines of nothing are left out."""
    rows = sorted(
        table.of(quarter),
        key=lambda row: (row["benefit"] == ALL, row["benefit"], row["financial_year"] == ALL, row["financial_year"]),
    )
    shown = [row for row in rows if row["benefit"] == ALL or not _is_nothing(row)]
    lines = [
        [
            Cell("All benefits", "total") if row["benefit"] == ALL else Cell(row["benefit"]),
            Cell(_year(row), "short"),
            *amounts(row),
        ]
        for row in shown
    ]
    left_out = len(rows) - len(shown)
    note = (
        f"{words.plural(left_out, 'line')} with nothing planned, delivered, forecast or in the plan left out here."
        if left_out
        else ""
    )
    return grids.grid(f"Savings in {name}, as of {quarter}", f"Benefit | Year | {AMOUNTS}", lines, note)


def amounts(row: Row) -> list[Cell]:
    """Planned, delivered, forecast, the difference, and what the document's plan says."""
    return [
        cells.money(row, "planned_gbp", "status"),
        cells.money(row, "delivered_gbp", "status"),
        cells.money(row, "forecast_gbp", "status"),
        cells.money(row, "variance_gbp", "status", signed=True),
        cells.money(row, "savings_plan_gbp", "savings_plan_status"),
    ]


def _year(row: Row) -> str:
    return "all years" if row["financial_year"] == ALL else str(row["financial_year"])


def _is_nothing(row: Row) -> bool:
    """Whether every amount is nought; an amount that is not known is not nothing."""
    return (
        all(row[name] == 0 for name in ("planned_gbp", "delivered_gbp", "forecast_gbp"))
        and not row["savings_plan_gbp"]
        and not is_hidden(row, "savings_plan_gbp")
    )
