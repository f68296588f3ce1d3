"""Readers know formats, never authorities: a file becomes grids of text, each value with its place."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from sfpc.errors import OverLimits, PipelineError, UnreadableFile
from sfpc.findings import Finding
from sfpc.limits import MEGABYTE, Limits, setting_name
from sfpc.personal_data import quoted
from sfpc.readers.binary_workbook import read_binary_workbook
from sfpc.readers.delimited import read_delimited
from sfpc.readers.document import read_document
from sfpc.readers.grid import Grid
from sfpc.readers.kinds import ENDINGS, NAMES, kind_of
from sfpc.readers.old_workbook import read_old_workbook
from sfpc.readers.open_document import read_open_document
from sfpc.readers.workbook import read_workbook

Value = TypeVar("Value")

Reader = Callable[[str, bytes, Limits, list[Finding]], list[Grid]]
"""Reads a file of a name and contents within limits; what is worth telling of it goes to the list."""

BY_KIND: dict[str, Reader] = {
    "delimited": read_delimited,
    "document": read_document,
    "workbook": read_workbook,
    "binary_workbook": read_binary_workbook,
    "old_workbook": read_old_workbook,
    "open_document": read_open_document,
}
"""Which reader reads which kind."""

SUFFIXES = frozenset(suffix for suffixes in ENDINGS.values() for suffix in suffixes)
"""The endings of files that are read."""


def open_files(files: Sequence[Path], limits: Limits | None = None) -> tuple[list[Grid], list[Finding]]:
    """Read every file a reader knows; what cannot be read is a finding."""
    limits = limits or Limits.from_environment()
    grids: list[Grid] = []
    findings: list[Finding] = []
    total = 0
    for number, file in enumerate(files):
        if file.suffix.lower() not in SUFFIXES:
            kind = quoted(file.suffix) if file.suffix else "without an ending"
            message = f"Files of the kind {kind} are not read; a return is CSV, XLSX, ODS or JSON."
            findings.append(Finding("unknown_file_kind", message, file=file.name))
            continue
        try:
            total += size_within(file, limits, number, total)
            grids += not_none(read_file(file, limits, findings))
        except UnreadableFile as error:
            findings.append(told(file.name, error))
    return grids, findings


def not_none(grids: list[Grid]) -> list[Grid]:
    """The grids of a file, if it holds any."""
    if not grids:
        raise UnreadableFile("it holds no sheet and no value")
    return grids


def size_within(file: Path, limits: Limits, number: int, before: int) -> int:
    """A file's size in bytes.

    Raises:
        OverLimits: it is too large, or there are too many.
    """
    if number >= limits.files:
        raise OverLimits(f"the submission holds more than {limits.files:,} files", "files")
    size = opened(lambda: file.stat().st_size, file)
    if size > limits.file_megabytes * MEGABYTE:
        raise OverLimits(f"it is larger than {limits.file_megabytes:,} MB, which no return is", "file_megabytes")
    if before + size > limits.submission_megabytes * MEGABYTE:
        raise OverLimits(
            f"the submission is larger than {limits.submission_megabytes:,} MB, which no return is",
            "submission_megabytes",
        )
    return size


def read_file(file: Path, limits: Limits | None = None, notes: list[Finding] | None = None) -> list[Grid]:
    """Read one file by what its contents are; whatever a parser makes of it, grids come of it or a reason why not.

    Raises:
        UnreadableFile: the file cannot be read.
        PipelineError: the file is not there any more.
    """
    limits, notes = limits or Limits(), notes if notes is not None else []
    content = opened(file.read_bytes, file)
    ending = file.suffix.lower()
    kind = kind_of(content, ending)
    try:
        grids = BY_KIND[kind](file.name, content, limits, notes)
    except (UnreadableFile, MemoryError):
        raise
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":  # of a parser in Rust
            raise
        logging.getLogger(__name__).warning("a reader (%s) ended in %s", kind, type(error).__name__)
        raise UnreadableFile(f"it is no well-formed {NAMES[kind].removeprefix('an ')}; it may be damaged") from None
    if ending not in ENDINGS[kind]:
        message = (
            f"The file's name ends in {ending}, but it is {NAMES[kind]}; it was read as that. Save it under the ending "
            "that fits next time."
        )
        notes.append(Finding("misnamed_file", message, file=file.name))
    return grids


def opened(look: Callable[[], Value], file: Path) -> Value:
    """What looking at a landed file gives."""
    try:
        return look()
    except OSError as error:
        raise PipelineError(
            f"{file}: a landed file cannot be read ({error.strerror}); restore the landing folder from a backup"
        ) from error


def told(file: str, error: UnreadableFile) -> Finding:
    """The finding for a file that cannot be read."""
    setting = f" The limit is set by {setting_name(error.limit)}." if isinstance(error, OverLimits) else ""
    message = f"The file cannot be read: {error.problem}. Send it again.{setting}"
    return Finding(error.finding_type, message, file=file, place=error.place)


READERS: dict[str, Callable[[Path], list[Grid]]] = dict.fromkeys(SUFFIXES, read_file)
"""What reads files of each ending: by what they are, whatever the ending says."""

__all__ = ["READERS", "SUFFIXES", "Grid", "open_files", "read_file"]
