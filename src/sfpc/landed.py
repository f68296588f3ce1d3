"""A submission in landing, with its receipt: what the stages after landing work from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Withdrawal:
    """Why a submission does not count any more: the one before it does.

    Attributes:
        at: when, UTC, ISO.
        by: who asked for it, as they signed.
    """

    at: str
    by: str
    reason: str


@dataclass(frozen=True)
class Landed:
    """A submission in landing, with its receipt.

    Attributes:
        submission_id: the first 16 hexadecimal digits of the hash over folder, names and contents.
        sequence: 1 for the first submission of that authority and quarter, 2 for the second ...
        received_at: when it was landed, UTC, ISO.
        withdrawn: set where the submission was withdrawn.
        is_new: False when the same bytes had landed before.
    """

    folder: str
    authority_code: str
    quarter: str
    submission_id: str
    sequence: int
    received_at: str
    files: tuple[Path, ...]
    path: Path
    withdrawn: Withdrawal | None = None
    is_new: bool = False

    @property
    def file_count(self) -> int:
        """How many files were sent."""
        return len(self.files)
