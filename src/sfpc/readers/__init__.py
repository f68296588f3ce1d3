"""Readers know formats, never authorities: a file becomes grids of text, each value with its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

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

__all__ = ["READERS", "Grid"]
