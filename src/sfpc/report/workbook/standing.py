"""Which measures are provisional, and which were revised since the authority first returned them."""

from __future__ import annotations

from dataclasses import replace

from sfpc.report.tables import Column, Table
from sfpc.report.workbook.cells import PROVISIONAL, REVISED

STANDING = Column("standing", "VARCHAR", "[p] provisional, or [r] revised since it was first returned.")


def marked(performance: Table, restatements: Table) -> Table:
    """Performance with a column more, for each figure of a quarter as that quarter's report would say it."""
    revised = {
        (row["authority_code"], row["quarter"], row["subject"])
        for row in restatements.rows
        if row["section"] == "performance" and row["restated_quarter"] == row["quarter"]
    }
    rows = tuple({**row, STANDING.name: REVISED if _key(row) in revised else PROVISIONAL} for row in performance.rows)
    return replace(performance, columns=(*performance.columns, STANDING), rows=rows)


def _key(row: dict[str, object]) -> tuple[object, object, object]:
    return row["authority_code"], row["quarter"], row["measure"]
