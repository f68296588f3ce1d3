"""What the checker of open data has to say: a rule of the standard, where it is broken, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

FAIL, GAP, WARNING = "fail", "gap", "warning"
"""fail: DfE's screener refuses the file. gap: the standard asks for it and the screener does not look. warning: told,
and never in the way."""

SAYS = {
    FAIL: "DfE's screener refuses the file",
    GAP: "the standard asks for it, and DfE's screener does not look",
    WARNING: "told, and not in the way",
}
QUOTED_CHARACTERS = 40


@dataclass(frozen=True, order=True)
class Complaint:
    """A rule that a file breaks.

    Attributes:
        rule: its id in the standard as this repository numbers it: F1 to M10, and API.
        row: the line of the file, the header being 1; 0 where it is about the whole file or a column.
        column: the header; empty where it is about rows or the file.
        count: how many rows break it in the same way; the one named is the first.
    """

    file: str
    rule: str
    severity: str
    row: int
    column: str
    problem: str
    remedy: str
    count: int = 1

    @property
    def is_in_the_way(self) -> bool:
        """Whether the file must not be published as it is."""
        return self.severity != WARNING

    def __str__(self) -> str:
        place = [f"row {self.row}" if self.row else "", f"column {self.column}" if self.column else ""]
        more = f" (and {self.count - 1:,} more)" if self.count > 1 else ""
        where = ", ".join(filter(None, (self.file, *place)))
        return f"{where}: {self.rule} ({self.severity}): {self.problem}{more}. {self.remedy}."


def quoted(text: str) -> str:
    """A value in a message: short, and its spaces seen."""
    return repr(text if len(text) <= QUOTED_CHARACTERS else f"{text[:QUOTED_CHARACTERS]}…")


def told_once(complaints: Iterable[Complaint]) -> list[Complaint]:
    """Each way of breaking a rule in a column once, at the first row, with the number of rows; in order of the file."""
    found: dict[tuple[str, ...], Complaint] = {}
    for one in complaints:
        key = (one.file, one.rule, one.severity, one.column, one.remedy)
        seen = found.get(key)
        if seen is None:
            found[key] = one
        else:
            first = min(seen, one, key=lambda each: each.row)
            found[key] = replace(first, count=seen.count + one.count)
    return sorted(found.values())
