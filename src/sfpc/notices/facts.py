"""The facts that notices tell: what was rejected, what was published. What is owed stands in `owed`."""

from __future__ import annotations

from dataclasses import dataclass


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
