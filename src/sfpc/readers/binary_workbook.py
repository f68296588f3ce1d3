"""XLSB: python-calamine reads the values, and what it leaves out is laid over them; no macro is run."""

from __future__ import annotations

import posixpath
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from sfpc.errors import OverLimits, UnreadableFile
from sfpc.findings import Finding
from sfpc.limits import Limits
from sfpc.readers.archive import NO_WORKBOOK, Archive
from sfpc.readers.cells import column_letters, percent_text, shows_percent
from sfpc.readers.grid import Grid
from sfpc.readers.markup import elements
from sfpc.readers.not_run import not_run, strange
from sfpc.readers.sheet import grid_of
from sfpc.readers.workbook import BUILT_IN_PERCENT, read_values
from sfpc.readers.workbook_parts import TOO_FAR, SheetParts

ROW, BLANK, SMALL_NUMBER, ERROR, NUMBER, FORMULA_NUMBER, FORMULA_ERROR = 0, 1, 2, 3, 5, 9, 11
LAST_CELL = 11
NUMBER_FORMAT, STYLE, COLUMNS, WORKBOOK, SHEET, MERGED, CELL_STYLES, CELL_STYLES_END = (
    44,
    47,
    60,
    153,
    156,
    176,
    617,
    618,
)
"""The records that are looked at, by the numbers that [MS-XLSB] gives them."""

ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}  # fmt: skip

HIDDEN_ROW, HIDDEN_COLUMN, SINCE_1904 = 0x10, 0x01, 0x01
LEAST_CELL = 8
"""Bytes of a cell's record before its value."""


@dataclass
class Room:
    """From the first to the last cell of a sheet that holds something."""

    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)

    def grow(self, row: int, column: int, limits: Limits) -> None:
        """Make room for a cell.

        Raises:
            OverLimits: there is no room for so much between.
        """
        self.rows = [min(row, *self.rows), max(row, *self.rows)] if self.rows else [row, row]
        self.columns = [min(column, *self.columns), max(column, *self.columns)] if self.columns else [column, column]
        if (self.rows[1] - self.rows[0] + 1) * (self.columns[1] - self.columns[0] + 1) > limits.cells:
            raise OverLimits(TOO_FAR, "cells", f"{column_letters(column)}{row + 1}")


def read_binary_workbook(file: str, content: bytes, limits: Limits, notes: list[Finding]) -> list[Grid]:
    """Read every sheet of an XLSB workbook, hidden ones too, as one grid each.

    Raises:
        UnreadableFile: it is damaged, protected, or over the limits.
    """
    archive = Archive(content, limits)
    archive.look_through(set())
    notes += [*strange(file, archive), *not_run(file, archive)]
    try:
        date_system, sheets = structure(archive)
        styles = percent_styles(archive)
        if len(sheets) > limits.sheets:
            raise OverLimits(f"it holds more than {limits.sheets:,} sheets", "sheets")
        found = {name: look(archive.read(part), styles, limits) for name, part in sheets.items()}
    except struct.error as error:
        raise UnreadableFile(NO_WORKBOOK) from error
    grids = []
    for sheet in read_values(content):
        parts, merged = found.get(sheet.name, (SheetParts(), []))
        sheet.texts, sheet.hidden_rows, sheet.hidden_columns = parts.texts, parts.hidden_rows, parts.hidden_columns
        sheet.merged, sheet.date_system = merged, date_system
        grids.append(grid_of(file, sheet))
    return grids


def records(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Every record of a part: its number, and where its contents begin and end."""
    at, end = 0, len(content)
    while at < end:
        number = content[at]
        at += 1
        if number & 0x80 and at < end:
            number = (number & 0x7F) | (content[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        while at < end:
            byte = content[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80 or shift > 21:  # noqa: PLR2004 - four bytes of seven bits
                break
        if at + size > end:
            raise UnreadableFile(NO_WORKBOOK)
        yield number, at, at + size
        at += size


def wide_text(content: bytes, at: int) -> tuple[str, int]:
    """A text that begins with how long it is, and where it ends."""
    (length,) = struct.unpack_from("<I", content, at)
    end = at + 4 + 2 * (0 if length == 0xFFFFFFFF else length)  # noqa: PLR2004 - stands for no text
    return content[at + 4 : end].decode("utf-16-le", "replace"), end


def structure(archive: Archive) -> tuple[str, dict[str, str]]:
    """The workbook's date system, and the archive's part of each sheet by the sheet's name."""
    targets = {
        relation.get("Id", ""): posixpath.normpath(posixpath.join("/xl", relation.get("Target", "")))[1:]
        for _, relation in elements(archive.read("xl/_rels/workbook.bin.rels"), {"Relationship"})
    }
    date_system, sheets = "1900", {}
    content = archive.read("xl/workbook.bin")
    for number, begin, _ in records(content):
        if number == WORKBOOK and struct.unpack_from("<I", content, begin)[0] & SINCE_1904:
            date_system = "1904"
        elif number == SHEET:
            relation, after = wide_text(content, begin + 8)
            if (part := targets.get(relation, "")) in archive.parts:
                sheets[wide_text(content, after)[0]] = part
    return date_system, sheets


def percent_styles(archive: Archive) -> frozenset[int]:
    """The styles of cells that are shown as percentages."""
    formats = {int(number): shown for number, shown in BUILT_IN_PERCENT.items()}
    styles: list[int] = []
    is_inside = False
    content = archive.read("xl/styles.bin")
    for number, begin, _ in records(content):
        if number == NUMBER_FORMAT:
            formats[struct.unpack_from("<H", content, begin)[0]] = wide_text(content, begin + 2)[0]
        elif number in (CELL_STYLES, CELL_STYLES_END):
            is_inside = number == CELL_STYLES
        elif number == STYLE and is_inside:
            styles.append(struct.unpack_from("<H", content, begin + 2)[0])
    return frozenset(style for style, shown in enumerate(styles) if shows_percent(formats.get(shown, "")))


def look(content: bytes, percent: frozenset[int], limits: Limits) -> tuple[SheetParts, list[tuple[int, int, int, int]]]:
    """What a sheet says besides its values, and its merged cells."""
    parts, room, row = SheetParts(), Room(), 0
    merged: list[tuple[int, int, int, int]] = []
    for number, begin, end in records(content):
        if number == ROW:
            (row,) = struct.unpack_from("<I", content, begin)
            if struct.unpack_from("<B", content, begin + 11)[0] & HIDDEN_ROW:
                parts.hidden_rows.add(row)
        elif BLANK < number <= LAST_CELL and end - begin >= LEAST_CELL:
            column, style = struct.unpack_from("<II", content, begin)
            room.grow(row, column, limits)
            if text := text_of(number, content, begin + LEAST_CELL, is_percentage=(style & 0xFFFFFF) in percent):
                parts.texts[row, column] = text
        elif number == COLUMNS:
            first, last = struct.unpack_from("<II", content, begin)
            if struct.unpack_from("<H", content, begin + 16)[0] & HIDDEN_COLUMN:
                parts.hidden_columns.append((first, last))
        elif number == MERGED:
            top, bottom, left, right = struct.unpack_from("<IIII", content, begin)
            merged.append((top, left, bottom, right))
    return parts, merged


def text_of(number: int, content: bytes, at: int, *, is_percentage: bool) -> str:
    """The text of a cell that python-calamine would lose, or read without its per cent sign; else nothing."""
    if number in (ERROR, FORMULA_ERROR):
        return ERRORS.get(content[at], "#ERROR!") if at < len(content) else ""
    if not is_percentage:
        return ""
    if number in (NUMBER, FORMULA_NUMBER):
        return percent_text(struct.unpack_from("<d", content, at)[0])
    return percent_text(small_number(struct.unpack_from("<I", content, at)[0])) if number == SMALL_NUMBER else ""


def small_number(packed: int) -> float:
    """A number packed into four bytes: the upper part of one of eight, or a whole number; perhaps a hundredfold."""
    if packed & 2:
        value = float((packed >> 2) - (1 << 30 if packed & 0x80000000 else 0))
    else:
        (value,) = struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))
    return value / 100 if packed & 1 else value
