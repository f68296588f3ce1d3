"""How much of a quarter a report covers: every return that is owed, or fewer by the quarter's policy.

A report without a return is partial. It shows no total over authorities, for one that lacks an authority is a smaller
number that looks right; where one would stand, a marker says why there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sfpc.report import words
from sfpc.report.decision import Decision
from sfpc.report.tables import Table

NO_POLICY = "Returns needed: all."
"""What is said where a decision was taken before there were policies."""


@dataclass(frozen=True)
class Coverage:
    """Whose returns a report holds.

    Attributes:
        returns: how many are owed.
        missing: the authorities whose return is not in, each with the state of it; none in a whole report.
        policy: how many returns the quarter needs, with the reason.
    """

    returns: int
    missing: Mapping[str, str]
    policy: str

    @property
    def is_partial(self) -> bool:
        """Whether a return that is owed is not in."""
        return bool(self.missing)

    @property
    def names(self) -> str:
        """The missing authorities in a sentence."""
        return words.listed(sorted(self.missing))

    @property
    def says(self) -> str:
        """What a reader of a partial report must know first; empty for a whole one."""
        if not self.is_partial:
            return ""
        held = self.returns - len(self.missing)
        states = words.listed([f"{name} ({words.status(self.missing[name])})" for name in sorted(self.missing)])
        return (
            f"Partial: it holds the returns of {held} of {words.plural(self.returns, 'authority', 'authorities')}. "
            f"Not in: {states}. Totals over authorities are withheld: one without {self.names} would be too small by "
            "an amount that nobody knows. Once every return is in, the next release is whole."
        )

    @property
    def mark(self) -> str:
        """What every sheet and table of a partial report bears, for each is copied without the others; else empty."""
        return f"PARTIAL, without {self.names}" if self.is_partial else ""

    @property
    def withheld(self) -> str:
        """What stands where a total over authorities would; empty in a whole report."""
        return f"withheld: partial, without {self.names}" if self.is_partial else ""


def of(decision: Decision, returns: Table) -> Coverage:
    """What a decision lets be published, of the returns that the quarter is owed."""
    rows = {row["authority_code"]: row for row in returns.of(decision.quarter)}
    missing = {
        decision.authority_names.get(code, code): str(rows[code]["state"]) if code in rows else "no_return"
        for code in decision.record.get("missing", [])
    }
    return Coverage(len(rows), missing, decision.record.get("policy", {}).get("says", NO_POLICY))


def notes(coverage: Coverage) -> list[str]:
    """What the workbook, the CSVs and the database say of it."""
    return [each for each in (coverage.says, coverage.policy) if each]
