"""A submission in landing, with its receipt: what the stages after landing work from."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, overload

from upath import UPath

from sfpc.errors import PipelineError
from sfpc.file_systems import reaching, shown
from sfpc.findings import Finding
from sfpc.settings import Settings


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
class Arrival:
    """One time that a submission came.

    Attributes:
        sequence: which of the arrivals of its authority and quarter, from 1.
        received_at: when, UTC, ISO.
        withdrawn: the first withdrawal that covers it, if one does.
    """

    sequence: int
    received_at: str
    withdrawn: Withdrawal | None = None


@dataclass(frozen=True)
class KeptFiles(Sequence[Path]):
    """The files of a submission on this machine; those kept elsewhere are brought here as they are asked for.

    Attributes:
        folder: where they stand on this machine.
        names: what they are called there.
        hashes: the SHA-256 of each, from the receipt.
        kept_at: the folder that holds them where landing is on another file system.
    """

    folder: Path
    names: tuple[str, ...]
    hashes: tuple[str, ...]
    kept_at: UPath | None = None

    def __len__(self) -> int:
        """How many there are; nothing is brought for that."""
        return len(self.names)

    @overload
    def __getitem__(self, index: int) -> Path: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Path]: ...
    def __getitem__(self, index: int | slice) -> Path | Sequence[Path]:
        """A file by its number, or several."""
        if isinstance(index, slice):
            return tuple(self[number] for number in range(*index.indices(len(self))))
        path = self.folder / self.names[index]
        if self.kept_at is not None and not path.exists():
            bring(self.kept_at, self.names[index], self.hashes[index], path)
        return path


def files_of(settings: Settings, path: Path, receipt: dict[str, Any]) -> KeptFiles:
    """The files that a receipt names; each by the name it was kept under."""
    elsewhere = settings.landing_at if isinstance(settings.landing_at, UPath) else None
    return KeptFiles(
        folder=path / "files",
        names=tuple(file["name"] for file in receipt["files"]),
        hashes=tuple(file["sha256"] for file in receipt["files"]),
        kept_at=elsewhere / path.parent.parent.name / path.parent.name / path.name / "files" if elsewhere else None,
    )


def bring(kept_at: UPath, name: str, sha256: str, path: Path) -> None:
    """Bring a landed file to this machine, and see that it is what was received."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{os.getpid()}-{hashlib.sha256(name.encode()).hexdigest()[:16]}")
    try:
        with reaching(kept_at, "bringing a landed file from here"):
            kept_at.fs.get_file(f"{kept_at.path}/{name}", str(aside))
        if file_hash(aside) != sha256:
            raise PipelineError(
                f"{shown(kept_at)}/{name}: this is not the file that was received; restore it from the copy of landing"
            )
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def file_hash(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True)
class Landed:
    """A submission in landing, with its receipt.

    Attributes:
        submission_id: the first 16 hexadecimal digits of the hash over folder, names and contents.
        sequence: 1 for the first arrival of that authority and quarter, 2 for the second ...; of a submission that was
            sent again after others, its last one.
        received_at: when it was landed, UTC, ISO; of a submission that was sent again after others, the last time.
        files: on this machine; what is kept elsewhere is brought here when it is asked for.
        path: the folder on this machine that holds its receipt.
        withdrawn: set where the submission was withdrawn, and has not been sent again since.
        arrivals: every time it came, the first one first.
        findings: what was strange about its files' names, or lay beside them and was not landed.
        is_new: False when the same bytes had landed before, and nothing else since.
    """

    folder: str
    authority_code: str
    quarter: str
    submission_id: str
    sequence: int
    received_at: str
    files: Sequence[Path]
    path: Path
    withdrawn: Withdrawal | None = None
    arrivals: tuple[Arrival, ...] = ()
    findings: tuple[Finding, ...] = ()
    is_new: bool = False

    @property
    def file_count(self) -> int:
        """How many files were sent."""
        return len(self.files)
