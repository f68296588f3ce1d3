"""XLS, read by xlrd: values, what is hidden, merged or an error; no macro is run, no link is followed."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import xlrd
from xlrd.biffh import (
    XL_CELL_BLANK,
    XL_CELL_BOOLEAN,
    XL_CELL_DATE,
    XL_CELL_EMPTY,
    XL_CELL_ERROR,
    XL_CELL_NUMBER,
    error_text_from_code,
)

from sfpc.errors import OverLimits, UnreadableFile
from sfpc.findings import Finding
from sfpc.limits import Limits
from sfpc.readers.archive import NO_WORKBOOK, PASSWORD
from sfpc.readers.cells import column_letters, moment_text, number_text, percent_text, shows_percent
from sfpc.readers.grid import Grid
from sfpc.readers.not_run import told
from sfpc.readers.sheet import Sheet, grid_of
from sfpc.readers.workbook_parts import TOO_FAR

OLD_BINARY = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How .xls begins, and also an .xlsx with a password."""

NO_FORMULA_TEXT = "=..."
"""A formula without a value: xlrd does not give its words."""

CARRIED = {
    "macros": "_VBA_PROJECT_CUR",
    "embedded objects": "MBD",
    "data connections": "Ctls",
}
"""What else the file holds, by names in its directory."""


def read_old_workbook(file: str, content: bytes, limits: Limits, notes: list[Finding]) -> list[Grid]:
    """Read every sheet of an XLS workbook, hidden ones too, as one grid each.

    Raises:
        UnreadableFile: it is damaged, protected by a password, or over the limits.
    """
    if names_stream(content, "EncryptedPackage") or names_stream(content, "EncryptionInfo"):
        raise UnreadableFile(PASSWORD)
    try:
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, on_demand=True, logfile=io.StringIO(), ragged_rows=True
        )
    except xlrd.XLRDError as error:
        raise UnreadableFile(PASSWORD if "encrypted" in str(error).lower() else NO_WORKBOOK) from error
    if book.nsheets > limits.sheets:
        raise OverLimits(f"it holds more than {limits.sheets:,} sheets", "sheets")
    notes += told(file, [what for what, name in CARRIED.items() if names_stream(content, name)])
    grids = []
    for number in range(book.nsheets):
        grids.append(grid_of(file, sheet_of(book, book.sheet_by_index(number), limits)))
        book.unload_sheet(number)
    return grids


def names_stream(content: bytes, name: str) -> bool:
    """Whether the file's directory names a stream."""
    return content.startswith(OLD_BINARY) and name.encode("utf-16-le") in content


def sheet_of(book: Any, sheet: Any, limits: Limits) -> Sheet:  # noqa: ANN401 - xlrd carries no types
    """One sheet as xlrd reads it."""
    cells = {
        (row, column): text
        for row in range(sheet.nrows)
        for column in range(sheet.row_len(row))
        if (text := text_of(book, sheet, row, column))
    }
    if cells:
        rows, columns = [row for row, _ in cells], [column for _, column in cells]
        if (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1) > limits.cells:
            row, column = max(cells)
            raise OverLimits(TOO_FAR, "cells", f"{column_letters(column)}{row + 1}")
    return Sheet(
        sheet.name,
        is_visible=sheet.visibility == 0,
        date_system="1904" if book.datemode else "1900",
        texts=cells,
        hidden_rows=[row for row, info in sheet.rowinfo_map.items() if info.hidden or info.height == 0],
        hidden_columns=[
            (column, column) for column, info in sheet.colinfo_map.items() if info.hidden or not info.width
        ],
        merged=[
            (top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells
        ],  # xlrd gives the first ones after
    )


def text_of(book: Any, sheet: Any, row: int, column: int) -> str:  # noqa: ANN401 - likewise
    """One cell's text."""
    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind in (XL_CELL_EMPTY, XL_CELL_BLANK):
        return ""
    if kind == XL_CELL_ERROR:
        return str(error_text_from_code.get(value, "#ERROR!"))
    if kind == XL_CELL_BOOLEAN:
        return "true" if value else "false"
    if kind == XL_CELL_DATE:
        return date_text(value, book.datemode)
    if kind == XL_CELL_NUMBER:
        style = book.xf_list[sheet.cell_xf_index(row, column)]
        number_format = book.format_map.get(style.format_key)
        is_percentage = number_format is not None and shows_percent(number_format.format_str)
        return percent_text(value) if is_percentage else number_text(value)
    return str(value)


def date_text(value: float, datemode: int) -> str:
    """A day or moment, ISO; a time of day where there is no day; the number itself where it can be neither."""
    try:
        moment: datetime = xlrd.xldate.xldate_as_datetime(value, datemode)
    except (xlrd.xldate.XLDateError, ValueError, OverflowError):
        return number_text(value)
    return moment.time().isoformat() if 0 <= value < 1 else moment_text(moment)
