"""Returns: who sent what and when, and which figures of earlier quarters are other ones now."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from sfpc.report import grids, words
from sfpc.report.grids import Cell, Grid
from sfpc.report.sections import cells
from sfpc.report.tables import Row, Table, is_hidden

if TYPE_CHECKING:
    from sfpc.report.since import Changed

IN_FORCE = ("accepted", "nil")
"""The states of a return that is in."""
MOST_RESTATED = 100
"""How many restated figures the report lists; the rest stand on the authorities' pages and in the files."""
HEADINGS = "State | Received | Due | Timing | Values read # | Critical # | Warnings # | For information #"


def received(table: Table, quarter: str) -> Grid:
    """Who sent what and when."""
    rows = sorted(table.of(quarter), key=cells.by_name)
    lines = [[Cell(row["authority_name"], note=row["role"]), *_return(row)] for row in rows]
    return grids.grid(f"Returns for {quarter}", f"Authority | {HEADINGS}", lines)


def of_one(table: Table, name: str) -> Grid:
    """Every return of one authority up to the quarter."""
    rows = sorted(table.rows, key=lambda row: row["quarter"], reverse=True)
    lines = [[Cell(row["quarter"], "short"), *_return(row)] for row in rows]
    return grids.grid(f"Returns of {name}", f"Quarter | {HEADINGS}", lines)


def _return(row: Row) -> list[Cell]:
    return [
        Cell(words.status(row["state"]), note=_sent(row)),
        cells.day(row["received_at"], "not received"),
        Cell(words.short_day(row["due_date"]), "short", note=_extension(row)),
        _lateness(row),
        cells.count(row, "values_read", "no_return"),
        *(Cell(words.number(row[f"{severity}_count"]), "number") for severity in ("critical", "warning", "info")),
    ]


def _sent(row: Row) -> str:
    sent = words.plural(row["submission_count"], "submission")
    return f"{sent}; the last one was rejected, the one before is in force" if row["has_later_rejection"] else sent


def _lateness(row: Row) -> Cell:
    late = row["working_days_late"]
    if row["state"] in IN_FORCE:
        return Cell(f"{words.plural(late, 'working day')} late" if late else "on time")
    if row["state"] in ("not_due", "due"):
        return Cell("not received", "absent")
    return Cell(f"{words.plural(late, 'working day')} overdue" if late else "not in", "absent")


def _extension(row: Row) -> str:
    return f"a later day was agreed: {row['extension_reason']}" if row["is_extended"] else ""


WHY = {
    "corrected": "corrected",
    "given_later": "given later",
    "no_longer_given": "no longer given",
    "other_reason_given": "another reason given",
    "taken_out": "taken out",
}
"""Why a figure is another one than it first was."""


def restated(table: Table, quarter: str, at_most: int | None = MOST_RESTATED) -> Grid:
    """Which figures are other ones than when they were first held, and why: of this quarter first, then of earlier."""
    rows = sorted(table.of(quarter), key=_order)
    shown = rows[:at_most]
    lines = [
        [
            Cell(row["authority_name"]),
            Cell(row["restated_quarter"], "short"),
            Cell(row["title"] or row["subject"], note=_part(row)),
            _side(row, "from"),
            _side(row, "to"),
            Cell(WHY.get(row["why"], words.status(row["why"]))),
        ]
        for row in shown
    ]
    left = len(rows) - len(shown)
    note = f"{words.plural(left, 'more restated figure')} on the authorities’ pages." if left else ""
    headings = "Authority | Quarter | Figure | First held as # | Now # | Why"
    return grids.grid(f"Restated figures shown in the report of {quarter}", headings, lines, note)


def changed(figures: Sequence[Changed], release: int) -> Grid:
    """Which figures are other ones than in the release before, those of the quarter first."""
    lines = [
        [
            Cell(each.authority_name),
            Cell(each.quarter, "short"),
            Cell(each.what, note=each.section.lower()),
            Cell(each.before, "number"),
            Cell(each.after, "number"),
        ]
        for each in figures[:MOST_RESTATED]
    ]
    left = len(figures) - len(lines)
    note = f"{words.plural(left, 'more figure')} in changes.csv." if left else ""
    headings = "Authority | Quarter | Figure | Before # | Now #"
    return grids.grid(f"Figures changed since release {release}", headings, lines, note)


def _order(row: Row) -> tuple[object, ...]:
    """The newest quarter first."""
    year, number = row["restated_quarter"][:4], row["restated_quarter"][-1]
    return (-int(year), -int(number), *cells.by_name(row), row["section"], *(str(row[name]) for name in KEYS))


KEYS = ("title", "subject", "part", "project", "field")


def _part(row: Row) -> str:
    parts = [row["project"], row["part"], row["field"] if row["section"] not in ("performance", "delivery") else None]
    told = [str(part).removesuffix("_gbp").replace("_", " ") for part in parts if part and part != "all"]
    return ", ".join([row["section"], *told])


def _side(row: Row, side: str) -> Cell:
    """What a figure was, or is: a sum, a number, a word, or why there was none."""
    column = f"{side}_value"
    if is_hidden(row, column) or is_hidden(row, f"{side}_text"):
        return cells.absent("suppressed")
    value: Decimal | None = row[column]
    if value is not None and row["unit"] == "gbp":
        return Cell(words.pounds(value), "number")
    if value is not None:
        percent = "%" if row["unit"] == "per_cent" else ""
        return Cell(f"{words.number(value, 0 if value == value.to_integral_value() else 1)}{percent}", "number")
    text = row[f"{side}_text"]
    return Cell(text) if text and row[f"{side}_status"] == "reported" else cells.absent(row[f"{side}_status"])
