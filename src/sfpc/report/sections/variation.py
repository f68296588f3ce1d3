"""How much a measure usually moves from quarter to quarter: the limits of an XmR chart."""

from __future__ import annotations

from sfpc.report import grids, words
from sfpc.report.grids import Cell, Grid
from sfpc.report.sections import cells
from sfpc.report.tables import Table

SIGNALS = {
    "none": "no signal",
    "above_limits": "above the limits",
    "below_limits": "below the limits",
    "seven_above_mean": "one of seven in a row above the mean",
    "seven_below_mean": "one of seven in a row below the mean",
    "seven_rising": "one of seven that rise",
    "seven_falling": "one of seven that fall",
    "two_of_three_high": "one of two in three near the upper limit",
    "two_of_three_low": "one of two in three near the lower limit",
}
NOTE = (
    "Limits are the mean and 2.66 times the mean moving range either side. Under 12 points they are trial limits: they "
    "are worked out anew with each quarter, and a point outside them is a question and not yet an answer."
)


def limits(table: Table, quarter: str, name: str) -> Grid:
    """The limits of each measure of one authority, and where the newest point stands."""
    rows = [row for row in table.of(quarter) if row["point_quarter"] == quarter]
    rows.sort(key=cells.aim_order)
    lines = [
        [
            Cell(row["title"], note=words.unit(row["unit"])),
            cells.measured(row, "value", "status"),
            cells.measured(row, "mean_value", "limits_status"),
            cells.measured(row, "lower_limit", "limits_status"),
            cells.measured(row, "upper_limit", "limits_status"),
            Cell(
                words.plural(row["point_count"], "point"),
                "short",
                "trial limits" if row["is_trial"] and row["limits_status"] == "reported" else "",
            ),
            _signal(row["signal"], has_limits=row["limits_status"] == "reported"),
        ]
        for row in rows
    ]
    headings = f"Measure | {quarter} # | Mean # | Lower limit # | Upper limit # | Made of | Where {quarter} stands"
    return grids.grid(f"Usual variation in {name}, up to {quarter}", headings, lines, NOTE)


def _signal(code: str, *, has_limits: bool) -> Cell:
    if code == "suppressed":
        return cells.absent(code)
    if not has_limits:
        return cells.absent("too_few_points")
    return Cell(SIGNALS.get(code, words.status(code)), "short" if code == "none" else "clear")
