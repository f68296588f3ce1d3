"""What one look of the doctor's found."""

from __future__ import annotations

from dataclasses import dataclass

from sfpc.runbooks import page_of

OK, WARNING, FAILED, UNKNOWN = "ok", "warning", "failed", "not_known"
OUTCOMES = (OK, WARNING, FAILED, UNKNOWN)
"""Only a failure makes the doctor's exit status 1; not known is what cannot be told from here, and why."""


@dataclass(frozen=True)
class Result:
    """What one look found.

    Attributes:
        outcome: one of OUTCOMES.
        found: in a sentence; names places, never what a return holds.
        todo: what to do; None where there is nothing to do.
    """

    outcome: str
    found: str
    todo: str | None = None


@dataclass(frozen=True)
class Diagnosis:
    """What the doctor looked at, with what was found."""

    name: str
    result: Result

    @property
    def runbook(self) -> str | None:
        """The page to read; None where all is well."""
        is_alarm = self.result.outcome in (WARNING, FAILED)
        return page_of(f"doctor {self.name}") if is_alarm else None
