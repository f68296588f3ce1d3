"""What the evaluation found elsewhere and earlier: context, never a result of the authorities' returns."""

from __future__ import annotations

from sfpc.report import grids, words
from sfpc.report.grids import Cell, Grid
from sfpc.report.sections import cells
from sfpc.report.tables import Row, Table

TOLD = (
    "For context alone: what the evaluation of the Innovation Programme found, at another time. No figure of it is a "
    "result of these returns. What the present programme brings about, its own evaluation will say."
)
SIGNIFICANCE = {
    "significant": "significant",
    "not_significant": "not significant",
    "not_stated": "not stated",
    "not_tested": "not tested",
}


def evaluation(table: Table, quarter: str) -> Grid:
    """The evaluation's results with their period."""
    rows = sorted(table.of(quarter), key=lambda row: (*cells.by_name(row), row["title"], row["result"]))
    lines = [
        [
            Cell(row["title"], note=row["note"] or ""),
            Cell(row["authority_name"]),
            _value(row),
            Cell(SIGNIFICANCE.get(row["significance"], words.status(row["significance"] or "not_stated"))),
            Cell(_period(row), "short"),
        ]
        for row in rows
    ]
    return grids.grid(
        "What the evaluation of the Innovation Programme found",
        "Finding | Where | Size # | Significance | Period",
        lines,
    )


def _value(row: Row) -> Cell:
    if row["value"] is None:
        return cells.absent(row["status"])
    if row["unit"] == "gbp":
        return Cell(words.pounds(row["value"]), "number", _comparison(row))
    if row["unit"] == "per_cent":
        whole = row["value"] == row["value"].to_integral_value()
        return Cell(words.percentage(row["value"], 0 if whole else 1), "number", _comparison(row))
    return Cell(words.number(row["value"]), "number", _comparison(row) or words.unit(row["unit"]))


def _comparison(row: Row) -> str:
    if not row["comparison"]:
        return ""
    held = row["comparison_value"]
    if held is None or words.number(held) in row["comparison"]:
        return f"against: {row['comparison']}"
    percent = row["unit"] == "per_cent" and held != held.to_integral_value()
    return f"{row['comparison']}: {words.percentage(held) if percent else words.number(held)}"


def _period(row: Row) -> str:
    if row["period_start_date"] is None:
        return "not stated"
    end = words.short_day(row["period_end_date"]) if row["period_end_date"] else "not stated"
    return f"{words.short_day(row['period_start_date'])} to {end}"
