"""Money: grant and own funds by workstream, against the year's budget, its profile and each version of the grant."""

from __future__ import annotations

from collections.abc import Iterable

from sfpc.report import grids, words
from sfpc.report.grids import Cell, Grid
from sfpc.report.sections import cells
from sfpc.report.tables import Row, Table

ALL = "all"
"""The workstream, or the funder, of a total."""
AMOUNTS = "Budget # | In the quarter # | Year to date # | Spent # | Forecast # | Forecast less budget #"


def by_funder(table: Table, quarter: str) -> Grid:
    """All workstreams together: every authority, by funder."""
    rows = [row for row in table.of(quarter) if row["workstream"] == ALL]
    rows.sort(key=lambda row: (*cells.by_name(row), row["funder"] == ALL, row["funder_title"]))
    lines = [[Cell(row["authority_name"]), Cell(row["funder_title"]), *amounts(row)] for row in rows]
    caption = f"Money, {quarter}: full-year budget and forecast, spend in pounds, all workstreams"
    return grids.grid(caption, f"Authority | Funder | {AMOUNTS}", lines)


def by_workstream(table: Table, quarter: str) -> list[Grid]:
    """For each funder every authority by workstream: what is spent in the year, and what it forecasts over budget."""
    rows = [row for row in table.of(quarter) if row["funder"] != ALL]
    funders = sorted({(row["funder_title"], row["funder"]) for row in rows})
    told = (
        ("actual_year_to_date_gbp", "spend in the year to date", False),
        ("variance_gbp", "forecast less budget of the full year", True),
    )
    return [
        _workstreams([row for row in rows if row["funder"] == code], column, f"{title}: {what}, {quarter}", signed)
        for title, code in funders
        for column, what, signed in told
    ]


def _workstreams(rows: list[Row], column: str, caption: str, signed: bool) -> Grid:  # noqa: FBT001 - private
    streams = sorted({(row["workstream"] == ALL, row["workstream_title"], row["workstream"]) for row in rows})
    lines = []
    for name, held in cells.of_authority(rows):
        found = {row["workstream"]: row for row in held}
        lines.append(
            [
                Cell(name),
                *(
                    cells.money(found[code], column, "status", signed=signed)
                    if code in found
                    else Cell("no line", "absent")
                    for _, _, code in streams
                ),
            ]
        )
    return grids.figures(caption, "Authority", [title for _, title, _ in streams], lines)


def of_one(table: Table, quarter: str, name: str) -> Grid:
    """The money of one authority: each workstream and funder, then the totals."""
    rows = sorted(
        table.of(quarter),
        key=lambda row: (row["workstream"] == ALL, row["workstream"], row["funder"] == ALL, row["funder"]),
    )
    lines = [
        [
            Cell(row["workstream_title"], "total" if row["workstream"] == ALL else "text"),
            Cell(row["funder_title"]),
            *amounts(row),
        ]
        for row in rows
    ]
    caption = f"Money in {name}, {quarter}: full-year budget and forecast, spend in pounds"
    return grids.grid(caption, f"Workstream | Funder | {AMOUNTS}", lines)


def totals_of_one(table: Table, quarter: str, name: str) -> Grid:
    """The money of one authority, all workstreams together, by funder."""
    rows = [row for row in table.of(quarter) if row["workstream"] == ALL]
    rows.sort(key=lambda row: (row["funder"] == ALL, row["funder_title"]))
    lines = [[Cell(row["funder_title"], "total" if row["funder"] == ALL else "text"), *amounts(row)] for row in rows]
    caption = f"Money in {name}, {quarter}, all workstreams: full-year budget and forecast, spend in pounds"
    return grids.grid(caption, f"Funder | {AMOUNTS}", lines)


def amounts(row: Row) -> list[Cell]:
    """Budget, spend in the quarter and the year, how much of the budget that is, forecast, and its variance."""
    return [
        cells.money(row, "budget_gbp", "status"),
        cells.money(row, "actual_in_quarter_gbp", "status"),
        cells.money(row, "actual_year_to_date_gbp", "status"),
        cells.share(row, "spent_percent", "status"),
        cells.money(row, "forecast_gbp", "status"),
        cells.money(row, "variance_gbp", "status", signed=True),
    ]


def grant(table: Table, quarter: str) -> Grid:
    """Spend against every version of each grant and against its profile."""
    return held_against(table.of(quarter))


def held_against(rows: Iterable[Row]) -> Grid:
    """Spend against those versions of a grant, or profiles, that are given."""
    rows = sorted(rows, key=lambda row: (*cells.by_name(row), row["yardstick_type"], row["yardstick"]))
    lines = [
        [
            Cell(row["authority_name"]),
            Cell(yardstick(row), note=_period(row)),
            Cell(words.covers(row["covers"])),
            cells.money(row, "amount_gbp", "status"),
            cells.money(row, "spend_gbp", "status"),
            cells.share(row, "spent_percent", "status"),
            cells.share(row, "elapsed_percent", "status"),
            cells.money(row, "remaining_gbp", "status"),
            cells.money(row, "expected_gbp", "expected_status"),
        ]
        for row in rows
    ]
    note = (
        "A grant’s amount is for its whole period; a profile’s is for the financial year. ‘Part of the period’: the "
        "first return held is of a later quarter than the grant’s start, so that only a part of the spend is known. "
        "Expected: the spend to date, and what is left of the return’s forecast of the financial year."
    )
    headings = (
        "Authority | Held against | Covers | Amount # | Spend # | Spent # | Time gone # | Left # | "
        "Expected by the year’s end #"
    )
    return grids.grid("Spend to date against each version of the grant and its profile", headings, lines, note)


def yardstick(row: Row) -> str:
    """What spend is held against."""
    if row["yardstick_type"] == "none":
        return "no grant on record"
    if row["yardstick_type"] == "profile":
        return f"Profile for {row['yardstick'].rpartition(', ')[2]}"
    qualifier = f", {words.status(row['amount_qualifier'])}" if row["amount_qualifier"] else ""
    return f"Grant, {row['yardstick']}{qualifier}{'' if row['is_used'] else ', not used'}"


def _period(row: Row) -> str:
    if row["period_start_date"] is None:
        return ""
    end = words.short_day(row["period_end_date"]) if row["period_end_date"] else "an end not on record"
    return f"{words.short_day(row['period_start_date'])} to {end}"
