"""The blocks that every section is put together from: tables with rows, and charts with their tables."""

from __future__ import annotations

from collections.abc import Sequence

from sfpc.report import charts
from sfpc.report.charts import Chart
from sfpc.report.document import Block, Figure, Paragraph
from sfpc.report.grids import Grid

NOTHING = "There is nothing to show."


def figure(chart: Chart | None) -> list[Block]:
    """A chart with the table of what it draws; nothing where nothing can be drawn."""
    return [Figure(chart, charts.table(chart))] if chart else []


def shown(table: Grid, nothing: str = NOTHING) -> list[Block]:
    """A table, or what is said where it has no row."""
    return [table] if table.rows else [Paragraph(nothing)]


def all_of(tables: Sequence[Grid]) -> Sequence[Block]:
    """Tables, or that there is none."""
    return tables or [Paragraph(NOTHING)]
