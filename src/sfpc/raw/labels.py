"""The labels known for one return: what a row may be about, and which of its rows add others up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sfpc.seed_file import Row
from sfpc.text import known_as, text_key

TOTAL = "total"
"""The code of a label, or of its category, that adds others up."""

LISTS = {
    "label": ("measure", "activity"),
    "category": ("category",),
    "workstream": ("workstream",),
    "funder": ("funder",),
    "benefit": ("benefit",),
}
"""Which code lists explain the texts of a field. Benefits are named freely: their list holds words for a total."""


@dataclass(frozen=True)
class Labels:
    """Every label known for an authority in a quarter, as text keys.

    Attributes:
        keys: those of every list; a heading may be one of them too.
        activities: labels of delivery rather than of performance.
        totals: for each field the labels that add up other rows or columns.
    """

    keys: frozenset[str]
    activities: frozenset[str] = frozenset()
    totals: dict[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Labels:
        """Take in the rows of `labels.csv` that hold for a return."""
        known = [(row["list"], text_key(row["label"]), TOTAL in (row["code"], row["category"])) for row in rows]
        return cls(
            frozenset(key for _, key, _ in known),
            frozenset(key for name, key, _ in known if name == "activity"),
            {
                field_name: frozenset(key for name, key, is_total in known if is_total and name in lists)
                for field_name, lists in LISTS.items()
            },
        )

    def knows(self, text: str) -> bool:
        """Whether a text is a known label, with or without a footnote marker."""
        return known_as(text, self.keys) is not None

    def is_total(self, field_name: str, text: str) -> bool:
        """Whether what stands in a field says that its row, or column, adds others up."""
        totals = self.totals.get(field_name)
        return bool(totals) and known_as(text, self.keys) in (totals or ())
