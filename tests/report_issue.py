"""What a release says of itself, for the tests of its forms."""

from __future__ import annotations

from datetime import datetime

from sfpc.report.coverage import Coverage
from sfpc.report.decision import Decision
from sfpc.report.issue import Issue

RECEIVED = datetime(2022, 7, 20, 9, 5)  # noqa: DTZ001 - as a receipt has it


def issue(quarter: str = "2022-23-Q1", *, missing: dict[str, str] | None = None, results=(), waivers=()) -> Issue:
    """An issue of a quarter that two authorities owe returns for; `missing` are those whose return is not in."""
    decision = Decision(
        quarter=quarter,
        number=3,
        verdict="open",
        results=list(results),
        waivers=list(waivers),
        authority_names={"E1": "Ashby", "E2": "Barton"},
        sha256="",
        record={},
    )
    return Issue(decision, 2, Coverage(2, missing or {}, "Returns needed: all."), None, RECEIVED, {})
