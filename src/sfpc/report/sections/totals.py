"""The programme as a whole: totals over the authorities, and why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sfpc.report import grids, words
from sfpc.report.grids import Cell, Grid
from sfpc.report.sections import cells
from sfpc.report.tables import Row, Table

if TYPE_CHECKING:
    from sfpc.report.coverage import Coverage

SECTIONS = {
    "performance": "Children and families",
    "delivery": "What the programme did",
    "finance": "Money",
    "benefits": "Savings",
}
"""What totals over authorities are about, in the order of the report."""


def together(table: Table, quarter: str, coverage: Coverage) -> list[Grid]:
    """The programme as a whole: totals over the authorities, or why there is none."""
    made = []
    for section, title in SECTIONS.items():
        rows = sorted((row for row in table.of(quarter) if row["section"] == section), key=lambda row: row["title"])
        lines = [
            [Cell(row["title"], note=words.unit(row["unit"])), _total(row, coverage), Cell(_of_how_many(row), "short")]
            for row in rows
        ]
        made.append(grids.grid(f"{title}, all authorities together, {quarter}", "Figure | Total # | Added up", lines))
    return [each for each in made if each.rows]


def _total(row: Row, coverage: Coverage) -> Cell:
    if row["status"] == "withheld":
        return Cell(coverage.withheld or words.status("withheld"), "absent")
    if row["unit"] == "pounds":
        return cells.money(row, "value", "status")
    return cells.count(row, "value", "status", row["decimals"])


def _of_how_many(row: Row) -> str:
    """How many authorities a total is of; those that have nothing to report add nothing."""
    if row["status"] != "reported":
        return "none"
    owed = words.plural(row["authority_count"], "authority", "authorities")
    return f"{row['accepted_count']} of {owed}" if row["accepted_count"] < row["authority_count"] else owed
