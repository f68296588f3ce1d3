"""Traces: any figure of the report, walked back to the cells of the returns, or the reference data, it was made from.

What is made of what is said once, in SQL (`database/macros/internal/trac*.sql`), which every internal database of a
release carries as `marts.trace`. Here it is asked: of a release, or of the warehouse where nothing is published yet.
"""

from __future__ import annotations

from sfpc.report.traces.asking import Asked, Source, Subjects, ask, source, subjects
from sfpc.report.traces.walking import Cell, Figure, Operand, every_column, walk

__all__ = [
    "Asked",
    "Cell",
    "Figure",
    "Operand",
    "Source",
    "Subjects",
    "ask",
    "every_column",
    "source",
    "subjects",
    "walk",
]
