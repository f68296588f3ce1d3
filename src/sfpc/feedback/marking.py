"""Mark and comment the cells of a sender's own workbook.

This runs in the confined child: what strangers sent is opened here. Macros and links to other workbooks are left out. A
text that seems to be personal data is blanked, wherever it stands.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from sfpc.personal_data import kinds_in
from sfpc.spreadsheet_text import RUN_BY_SPREADSHEETS

AUTHOR = "Programme data team"
WITHHELD = "withheld"
COLOURS = {"reject": "F8D7DA", "critical": "F8D7DA", "warning": "FFF3CD", "info": "E2ECF7"}
MOST_SHADED = 5_000
"""Cells of one place that are shaded; of a longer column the first ones show what is meant."""

MOST_COMMENTED = 100
"""Places of one finding that are commented: whoever sees a hundred has understood."""

MOST_COLUMNS, MOST_ROWS = 16_384, 1_048_576
"""What a sheet of XLSX may have."""

_CELLS = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})(?:(?: to |:)\$?([A-Z]{1,3})\$?([1-9]\d{0,6}))?")
_REACHES_OUT = re.compile(
    r"(?<![\w\]])\[\d+\]|\||\b(?:WEBSERVICE|FILTERXML|IMAGE|RTD|DDE|CALL|REGISTER\.ID|HYPERLINK)\s*\(", re.IGNORECASE
)
"""What a formula that fetches or starts something is known by."""

_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def mark(source: str, target: str, marks: list[dict[str, str]], moment: str) -> dict[str, Any]:
    """Write a marked copy of a workbook.

    Args:
        source: the workbook as sent.
        target: where the copy goes.
        marks: for each cell or range its `sheet`, `place`, `severity` and `text`.
        moment: when the workbook was received, ISO: the copy bears this and no other time.

    Returns:
        `marked`, how many places were marked, and `problem`, why there is no copy, where there is none.
    """
    try:
        workbook = load_workbook(source, keep_vba=False, keep_links=False, rich_text=False)
        _make_harmless(workbook, source)
        marked = sum(_mark_one(workbook, one) for one in marks)
        output = io.BytesIO()
        workbook.save(output)
    except Exception as error:  # noqa: BLE001 - openpyxl raises whatever it meets; the feedback says that there is no copy
        return {"marked": 0, "problem": type(error).__name__}
    Path(target).write_bytes(_same_bytes(output.getvalue(), moment))
    return {"marked": marked, "problem": None}


def _make_harmless(workbook: Workbook, source: str) -> None:
    """Blank what seems personal, keep text from running, and leave out what reaches outside the workbook."""

    @cache
    def stored() -> Workbook:
        """The workbook with the results of its formulas, opened only where one is needed."""
        return load_workbook(source, keep_links=False, data_only=True)

    for name, defined in list(workbook.defined_names.items()):
        if _REACHES_OUT.search(defined.attr_text or ""):
            del workbook.defined_names[name]
    for sheet in worksheets(workbook):
        sheet._pivots = []  # type: ignore[attr-defined] # noqa: SLF001 - it holds copies of texts
        for cell in _cells(sheet):
            if cell.data_type == "f" and _REACHES_OUT.search(str(getattr(cell.value, "text", cell.value))):
                cell.value = stored()[sheet.title][cell.coordinate].value
                if isinstance(cell.value, str):
                    cell.data_type = "s"  # a result that begins with = is no formula
            _make_cell_harmless(cell)


def _make_cell_harmless(cell: Cell) -> None:
    """Blank a cell's text or comment that seems personal; text that looks like a formula stays text."""
    if isinstance(cell.value, str) and cell.data_type != "f":
        if kinds_in(cell.value):
            cell.value = WITHHELD
        elif cell.value.startswith(RUN_BY_SPREADSHEETS):
            cell.quotePrefix = True  # text it is, and text it stays when somebody edits it
    cell.hyperlink = None
    if cell.comment is not None and kinds_in(cell.comment.text):
        cell.comment = None


def worksheets(workbook: Workbook) -> list[Worksheet]:
    """The sheets that have cells: one that is a chart has none."""
    sheets: list[Any] = [workbook[name] for name in workbook.sheetnames]
    return [sheet for sheet in sheets if isinstance(sheet, Worksheet)]


def _cells(sheet: Worksheet) -> Iterator[Cell]:
    """The cells that hold or say something; those under a merged one are none."""
    for cell in list(sheet._cells.values()):  # noqa: SLF001 - the only way that makes no cells of blanks
        if isinstance(cell, Cell):
            yield cell


def _mark_one(workbook: Workbook, one: dict[str, str]) -> bool:
    """Mark the places of one finding; False where the workbook has none of them."""
    sheet = next((sheet for sheet in worksheets(workbook) if sheet.title == one["sheet"]), None)
    found = [bounds for place in one["place"].split("; ") if (bounds := bounds_of(place))]
    if sheet is None:
        return False
    for bounds in found[:MOST_COMMENTED]:
        _mark_cells(sheet, bounds, one)
    return bool(found)


def _mark_cells(sheet: Worksheet, bounds: tuple[int, int, int, int], one: dict[str, str]) -> None:
    """Shade the cells of one place and comment the first."""
    left, top, right, bottom = bounds
    fill = PatternFill("solid", fgColor=COLOURS[one["severity"]])
    cells = ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
    for row, column in islice(cells, MOST_SHADED):
        sheet.cell(row, column).fill = fill
    cell = _first_of_merged(sheet, top, left)
    cell.fill = fill
    said = cell.comment.text if cell.comment is not None else ""
    comment = Comment("\n\n".join(part for part in (said, one["text"]) if part), AUTHOR)
    comment.width, comment.height = 360, 60 + 18 * (len(comment.text) // 48 + comment.text.count("\n"))
    cell.comment = comment


def bounds_of(place: str) -> tuple[int, int, int, int] | None:
    """Left, top, right and bottom of a place, counted from 1; None where it names no cell.

    >>> bounds_of("E9"), bounds_of("A2 to A40"), bounds_of("line 3")
    ((5, 9, 5, 9), (1, 2, 1, 40), None)
    """
    found = _CELLS.fullmatch(place)
    if not found:
        return None
    first, last = f"{found[1]}{found[2]}", f"{found[3]}{found[4]}" if found[3] else f"{found[1]}{found[2]}"
    try:
        left, top, right, bottom = range_boundaries(f"{first}:{last}")
    except ValueError:
        return None
    if left is None or top is None or right is None or bottom is None or right > MOST_COLUMNS or bottom > MOST_ROWS:
        return None
    return left, top, right, bottom


def _first_of_merged(sheet: Worksheet, row: int, column: int) -> Cell:
    """The cell that can be commented: of merged ones the top left."""
    for merged in sheet.merged_cells.ranges:
        if merged.min_row <= row <= merged.max_row and merged.min_col <= column <= merged.max_col:
            row, column = merged.min_row, merged.min_col
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        raise TypeError(f"{cell.coordinate} lies under a merged cell")
    return cell


def _same_bytes(content: bytes, moment: str) -> bytes:
    """The workbook without the clock of the machine that wrote it."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as written, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name in sorted(written.namelist()):
            part = written.read(name)
            if name == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>" + moment.encode("ascii") + rb"Z\g<2>", part)
            about = zipfile.ZipInfo(name, _LONG_AGO)
            about.compress_type = zipfile.ZIP_DEFLATED
            fixed.writestr(about, part)
    return output.getvalue()
