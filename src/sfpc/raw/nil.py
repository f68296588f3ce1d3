"""A nil return: one that says, on its cover, that there is nothing to report this quarter."""

from __future__ import annotations

from collections.abc import Sequence

from sfpc.raw.records import AMOUNTS, Declaration, Records
from sfpc.text import text_key

DECLARED = "declared_nil"
YES = frozenset({"yes", "y", "true", "x", "✓", "1", "nil", "nil return"})
NO = frozenset({"no", "n", "false", "0", "-"})
"""What says yes, and no, beside a label of a cover."""

FIGURES = AMOUNTS | {"suppressed", "percentage", "baseline_date", "forecast_date", "completed_date", "rag"}
"""Fields that report something; the others say what a row is about, and stand ready-made in a blank template."""


def is_declared_nil(declared: Sequence[Declaration]) -> bool:
    """Whether something in the return says that there is nothing to report."""
    return any(one.field == DECLARED and text_key(one.text) in YES for one in declared)


def unreadable_nil(text: str) -> tuple[str, str] | None:
    """The kind and message of a finding where it cannot be known whether the return is nil."""
    if text_key(text) in YES | NO:
        return None
    return "declaration_unreadable", "should say Yes or No, and says something else. Write one of the two."


def holds_figures(records: Records) -> bool:
    """Whether a table reports anything: a row that only names what might be reported does not."""
    return any(any(texts) for field, texts in records.values.items() if field in FIGURES)
