"""ODS, read as its XML streams by: values, what is hidden and what is merged; nothing is run or guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sfpc.errors import UnreadableFile
from sfpc.findings import Finding
from sfpc.limits import MEGABYTE, Limits
from sfpc.readers.archive import NO_WORKBOOK, PASSWORD, Archive
from sfpc.readers.grid import Grid
from sfpc.readers.markup import elements, parse
from sfpc.readers.not_run import not_run, strange
from sfpc.readers.open_document_sheets import Sheets
from sfpc.readers.sheet import grid_of

_REPEATED = re.compile(rb'<table:table-row\b[^>]*?\stable:number-rows-repeated="(\d{1,7})"')
_CELL = rb"<table:(?:covered-)?table-cell(?:\s+(?:table:style-name|table:number-columns-repeated)=\"[^\"]*\")*\s*"
_BLANK_ROW = re.compile(
    rb"\s*<table:table-row(?:\s+[a-z]+:[a-z-]+=\"[^\"]*\")*\s*>(?:\s*%b(?:/>|></table:(?:covered-)?table-cell>))*\s*"
    % _CELL
)
_ROW_ENDS = b"</table:table-row>"
REPEATED_ROW = b'<table:table-row table:number-rows-repeated="%d"/>'
LONGEST_ROW = 8 * MEGABYTE
"""What is longer than this without the end of a row is passed on as it is."""

MOST_KINDS = 1000
"""Blank rows that differ from one another which are remembered."""


def read_open_document(file: str, content: bytes, limits: Limits, notes: list[Finding]) -> list[Grid]:
    """Read every sheet of an ODS workbook, hidden ones too, as one grid each.

    Raises:
        UnreadableFile: it is damaged, protected, over the limits, or holds what no spreadsheet program writes.
    """
    archive = Archive(content, limits)
    if "content.xml" not in archive.parts:
        raise UnreadableFile(NO_WORKBOOK)
    if elements(archive.read("META-INF/manifest.xml"), {"encryption-data"}):
        raise UnreadableFile(PASSWORD)
    sheets = Sheets(limits)
    parse(without_blanks(archive.pieces("content.xml")), sheets.start, sheets.end, sheets.text)
    if not sheets.is_spreadsheet:
        raise UnreadableFile(NO_WORKBOOK)
    archive.look_through({"content.xml"})
    notes += [*strange(file, archive), *not_run(file, archive, tuple(sheets.carried))]
    return [grid_of(file, sheet) for sheet in sheets.finished()]


def without_blanks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The XML, in which blank rows one below the other are one row that is repeated."""
    blank: dict[bytes, int] = {}
    waiting = 0
    left = b""
    for piece in pieces:
        *rows, left = (left + piece).split(_ROW_ENDS)
        kept = []
        for row in rows:
            count = blank.get(row) or rows_in(row, blank)
            if count:
                waiting += count
                continue
            if waiting:
                kept.append(REPEATED_ROW % waiting)
                waiting = 0
            kept += (row, _ROW_ENDS)
        yield b"".join(kept)
        if len(left) > LONGEST_ROW:
            yield REPEATED_ROW % waiting if waiting else b""
            yield left
            waiting, left = 0, b""
    yield REPEATED_ROW % waiting if waiting else b""
    yield left


def rows_in(row: bytes, blank: dict[bytes, int]) -> int:
    """How many blank rows a row stands for; 0 where there is more to it. Those that are blank are remembered."""
    if not _BLANK_ROW.fullmatch(row):
        return 0
    repeated = _REPEATED.match(row.lstrip())
    count = int(repeated[1]) if repeated else 1
    if len(blank) < MOST_KINDS:
        blank[row] = count
    return count
