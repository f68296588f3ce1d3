"""A submission in landing, with its receipt: what the stages after landing work from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Landed:
    """A submission in landing, with its receipt.

    Attributes:
        submission_id: the first 16 hexadecimal digits of the hash over folder, names and contents.
        sequence: 1 for the first submission of that authority and quarter, 2 for the second ...
        received_at: when it was landed, UTC, ISO.
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
    is_new: bool = False

    @property
    def file_count(self) -> int:
        """How many files were sent."""
        return len(self.files)
