"""What the report says, made from its tables alone: the report, a page of each authority, and its highlight report.

Each is a `report.document.Document`; how it looks is for the form (page or PDF) that lays it out.
"""

from __future__ import annotations

from sfpc.report.sections.for_a_board import highlight
from sfpc.report.sections.of_an_authority import authority
from sfpc.report.sections.whole import report

__all__ = ["authority", "highlight", "report"]
