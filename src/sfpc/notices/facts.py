"""The facts that notices tell: what was rejected, what is overdue, what was published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

TOLD_EVERY = 3
"""Working days after which an overdue return is told of again."""

OWED = {
    "late": "nothing has come",
    "rejected": "what came was rejected",
    "withdrawn": "what came was taken back",
}
"""The states in which a return is owed after its due date, and what each means."""


@dataclass(frozen=True)
class Rejection:
    """A submission that was rejected.

    Attributes:
        received_at: when it came, UTC, ISO.
        causes: the title of each kind of finding that rejected it, and whose that is to mend.
        another_stands: whether an earlier submission of the same return is in force.
    """

    authority_name: str
    folder: str
    quarter: str
    submission_id: str
    received_at: str
    causes: tuple[tuple[str, str], ...]
    another_stands: bool


@dataclass(frozen=True)
class Overdue:
    """A return that is owed after its due date.

    Attributes:
        state: a key of OWED.
        is_extended: whether the due date is a later one than the calendar's, which was agreed.
        working_days: how many have passed since the due date.
    """

    authority_name: str
    folder: str
    quarter: str
    state: str
    due_date: date
    is_extended: bool
    working_days: int

    @property
    def step(self) -> int:
        """The working day on which it is to be told: the first one after the due date, then every third."""
        return 1 + TOLD_EVERY * ((self.working_days - 1) // TOLD_EVERY)

    @property
    def key(self) -> str:
        """What is told once: this return, with its due date, at this step."""
        return f"return_overdue {self.folder} {self.quarter} due {self.due_date} day {self.step}"


@dataclass(frozen=True)
class Published:
    """A release.

    Attributes:
        verdict: open or open_with_warnings.
        is_partial: whether returns are missing from it, by the quarter's policy.
        signed_off_as: the answer of its sign-off; None where none was asked for.
    """

    quarter: str
    number: int
    verdict: str
    is_partial: bool = False
    signed_off_as: str | None = None
