"""Milestones: how many stand where, which were overdue, and where each stood the quarter before."""

from __future__ import annotations

from collections.abc import Iterable

from sfpc.report import grids, words
from sfpc.report.document import INTERNAL
from sfpc.report.grids import Cell, Grid
from sfpc.report.sections import cells
from sfpc.report.tables import Row, Table
from sfpc.report.traces import anchors

COUNTS = "Complete # | Green # | Amber # | Red # | Not reported # | Overdue # | Slipped in the quarter #"
DETAILS = "Rating | Last quarter | Planned | Done or expected | Slippage #"


def counts(table: Table, quarter: str, missing: Iterable[str]) -> Grid:
    """How many milestones of each authority stand where; one that sent no return is shown as such."""
    lines = [[Cell(name), *counted(rows)] for name, rows in cells.of_authority(table.of(quarter))]
    shown = {line[0].text for line in lines}
    nothing = [cells.absent("no_return")] * COUNTS.count("#")
    lines += [[Cell(name), *nothing] for name in missing if name not in shown]
    lines.sort(key=lambda line: line[0].text)
    return grids.grid(f"Milestones in {quarter}", f"Authority | {COUNTS}", lines)


def by_project(table: Table, quarter: str, name: str) -> Grid:
    """How many milestones of each project of one authority stand where."""
    rows = table.of(quarter)
    lines = [
        [Cell(project), *counted([row for row in rows if row["project"] == project])]
        for project in sorted({row["project"] for row in rows})
    ]
    return grids.grid(f"Milestones by project in {name}, {quarter}", f"Project | {COUNTS}", lines)


def counted(rows: list[Row]) -> list[Cell]:
    """How many are complete, green, amber, red and not reported, were overdue, and slipped in the quarter."""
    rags = [row["rag"] for row in rows]
    figures = (
        *(rags.count(rag) for rag in cells.RATINGS),
        sum(1 for rag in rags if rag not in cells.RATINGS),
        len(overdue(rows)),
        sum(1 for row in rows if (row["slippage_in_quarter_days"] or 0) > 0),
    )
    return [Cell(words.number(each), "number") for each in figures]


def reported(rows: Iterable[Row]) -> list[Row]:
    """The milestones that the quarter's return holds."""
    return [row for row in rows if row["presence"] not in ("no_return", "no_longer_reported")]


def overdue(rows: Iterable[Row]) -> list[Row]:
    """The milestones whose planned day was past on the quarter's last day and that were not done, the latest first."""
    late = [row for row in rows if row["is_overdue"]]
    return sorted(late, key=lambda row: (row["baseline_date"], *cells.by_name(row), row["project"], row["milestone"]))


def overdue_grid(rows: Iterable[Row], quarter: str) -> Grid:
    """Every milestone that was overdue, the longest first."""
    lines = [[Cell(row["authority_name"]), _milestone(row), *details(row)] for row in overdue(rows)]
    return grids.grid(f"Milestones overdue at the end of {quarter}", f"Authority | Milestone | {DETAILS}", lines)


def of_one(table: Table, quarter: str, name: str, audience: str) -> Grid:
    """Every milestone of one authority with its dates and rating; its comment for the programme team alone."""
    has_comments = audience == INTERNAL
    rows = sorted(table.of(quarter), key=lambda row: (row["project"], row["work_area"], row["milestone"]))
    lines = [
        [
            _milestone(row),
            *details(row),
            Cell("not known", "absent")
            if row["is_overdue"] is None
            else Cell("overdue" if row["is_overdue"] else "no"),
            *([_comment(row)] if has_comments else []),
        ]
        for row in rows
    ]
    headings = f"Milestone | {DETAILS} | Overdue{' | Comment' if has_comments else ''}"
    return grids.grid(f"Milestones in {name}, {quarter}", headings, lines)


def comments(table: Table, quarter: str) -> Grid:
    """What authorities say of their milestones, in their own words: for the programme team alone."""
    rows = [row for row in table.of(quarter) if row["comment"] or row["comment_status"] == "withheld"]
    rows.sort(key=lambda row: (*cells.by_name(row), row["project"], row["work_area"], row["milestone"]))
    lines = [[Cell(row["authority_name"]), _milestone(row), cells.rating(row["rag"]), _comment(row)] for row in rows]
    return grids.grid(f"Comments on milestones, {quarter}", "Authority | Milestone | Rating | Comment", lines)


def details(row: Row) -> list[Cell]:
    """A milestone's rating now and before, the day planned, the day done or expected, and its slippage."""
    return [
        cells.rating(row["rag"]),
        cells.rating(row["previous_rag"]),
        cells.day(row["baseline_date"], "not given"),
        _expected(row),
        _slippage(row),
    ]


def _milestone(row: Row) -> Cell:
    return Cell(row["milestone"], note=f"{row['project']}: {row['work_area']}", traced=anchors.of_row(row))


def _expected(row: Row) -> Cell:
    if row["completed_date"]:
        return Cell(words.short_day(row["completed_date"]), "short", "done")
    return cells.day(row["forecast_date"], "not given")


def _slippage(row: Row) -> Cell:
    if row["slippage_days"] is None:
        return Cell("not known", "absent")
    moved = row["slippage_in_quarter_days"]
    note = f"{words.number(moved, signed=True)} in the quarter" if moved else ""
    days = row["slippage_days"]
    return Cell(f"{words.number(days, signed=True)} {'day' if abs(days) == 1 else 'days'}", "number", note)


def _comment(row: Row) -> Cell:
    if row["comment_status"] == "withheld":
        return Cell("withheld: it may hold personal data", "absent")
    return Cell(row["comment"], "long") if row["comment"] else Cell("no comment", "absent")
