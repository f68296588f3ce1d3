"""The tables of what the charts over time draw."""

from __future__ import annotations

from sfpc.report import grids, words
from sfpc.report.tables import Table


def rate_history(rates: Table) -> grids.Grid:
    """The figures of the chart of children looked after."""
    rows = [row for row in rates.rows if row["measure"] == "cla_at_period_end"]
    return _history(
        "Children looked after per 10,000, by quarter",
        {
            (row["quarter"], row["authority_name"]): grids.count(row["rate_per_10000"], row["rate_status"], 1)
            for row in rows
        },
    )


def conference_history(delivery: Table) -> grids.Grid:
    """The figures of the chart of conferences."""
    rows = [row for row in delivery.rows if row["activity"] == "fgc_held"]
    return _history(
        "Family group conferences held, by quarter",
        {
            (row["quarter"], row["authority_name"]): grids.count(row["in_quarter_value"], row["in_quarter_status"])
            for row in rows
        },
    )


def _history(caption: str, cells: dict[tuple[str, str], grids.Cell]) -> grids.Grid:
    quarters = sorted({quarter for quarter, _ in cells})
    names = sorted({name for _, name in cells})
    nothing = grids.Cell(words.status("no_return"), "absent")
    lines = [[grids.Cell(name), *(cells.get((quarter, name), nothing) for quarter in quarters)] for name in names]
    return grids.grid(caption, " | ".join(["Authority", *(f"{quarter} #" for quarter in quarters)]), lines)
