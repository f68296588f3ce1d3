"""Readers know formats, never authorities: a file becomes grids of text, each value with its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from sfpc.errors import PipelineError, UnreadableFile
from sfpc.findings import Finding
from sfpc.personal_data import quoted
from sfpc.readers.delimited import read_delimited
from sfpc.readers.document import read_document
from sfpc.readers.grid import Grid
from sfpc.readers.workbook import read_workbook

READERS: dict[str, Callable[[Path], list[Grid]]] = {
    ".csv": read_delimited,
    ".tsv": read_delimited,
    ".txt": read_delimited,
    ".json": read_document,
    ".ods": read_workbook,
    ".xls": read_workbook,
    ".xlsb": read_workbook,
    ".xlsm": read_workbook,
    ".xlsx": read_workbook,
}
"""Which reader reads which suffix."""


def open_files(files: Sequence[Path]) -> tuple[list[Grid], list[Finding]]:
    """Read every file a reader knows; what cannot be read is a finding."""
    grids: list[Grid] = []
    findings: list[Finding] = []
    for file in files:
        reader = READERS.get(file.suffix.lower())
        if reader is None:
            kind = quoted(file.suffix) if file.suffix else "without an ending"
            message = f"Files of the kind {kind} are not read; a return is CSV, XLSX, ODS or JSON."
            findings.append(Finding("unknown_file_kind", message, file=file.name))
            continue
        try:
            grids += reader(file)
        except OSError as error:
            raise PipelineError(
                f"{file}: a landed file cannot be read ({error.strerror}); restore the landing folder from a backup"
            ) from error
        except UnreadableFile as error:
            message = f"The file cannot be read: {error.problem}. Send it again."
            findings.append(Finding("unreadable_file", message, file=file.name, place=error.place))
    return grids, findings


__all__ = ["READERS", "Grid", "open_files"]
