"""XLSX, ODS and Excel's older forms, read by python-calamine: values as text, nothing is run or guessed."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import python_calamine
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from sfpc.errors import UnreadableFile
from sfpc.readers.grid import Grid, even
from sfpc.readers.workbook_parts import spelled_out

OLD_BINARY = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How .xls begins, and also an .xlsx with a password."""

WHOLE_BELOW = 1e15
"""Spreadsheets keep 15 digits: above them a number's last digits are not what was typed."""


def read_workbook(path: Path) -> list[Grid]:
    """Read every sheet of a workbook, hidden ones too, as one grid each; its contents say which kind it is."""
    content = path.read_bytes()
    if not content:
        raise UnreadableFile("the file is empty")
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(spelled_out(content)))
        return [
            read_sheet(path.name, workbook, sheet.name, is_visible=sheet.visible == SheetVisibleEnum.Visible)
            for sheet in workbook.sheets_metadata
        ]
    except python_calamine.PasswordError as error:
        raise UnreadableFile("the workbook is protected by a password; save a copy without one") from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        if content.startswith(OLD_BINARY):
            raise UnreadableFile(
                "the workbook is protected by a password, or damaged; save a copy without one"
            ) from error
        raise UnreadableFile("it cannot be opened as a workbook; it may be cut short or damaged") from error


def read_sheet(file: str, workbook: CalamineWorkbook, name: str, *, is_visible: bool) -> Grid:
    """Read one sheet; places are cells as the sender sees them (`E9`)."""
    sheet = workbook.get_sheet_by_name(name)
    top, left = sheet.start or (0, 0)
    rows = [
        [cell if type(cell) is str else TEXT[type(cell)](cell) for cell in row]
        for row in sheet.to_python(skip_empty_area=True)
    ]
    return Grid(file, name, even(rows), partial(cell_name, top, left), is_visible)


def cell_name(top: int, left: int, row: int, column: int) -> str:
    """Name a cell from its row and column in the grid and the grid's own corner, all counted from 0."""
    return f"{column_letters(left + column)}{top + row + 1}"


@lru_cache(maxsize=16_384)
def column_letters(column: int) -> str:
    """Name a column.

    >>> [column_letters(n) for n in (0, 25, 26, 701, 702)]
    ['A', 'Z', 'AA', 'ZZ', 'AAA']
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def number_text(value: float) -> str:
    """A number as a person would write it: 857, not 857.0; the shortest text that reads back as the same number."""
    return str(int(value)) if value.is_integer() and abs(value) < WHOLE_BELOW else repr(value)


def moment_text(value: datetime) -> str:
    """A day where the cell holds a day, else the day and time, ISO."""
    return value.date().isoformat() if value.time() == time() else value.isoformat()


TEXT: dict[type, Any] = {
    float: number_text,
    int: str,
    bool: lambda value: str(value).lower(),
    date: date.isoformat,
    datetime: moment_text,
    time: time.isoformat,
    timedelta: str,
    type(None): lambda _: "",
}
"""How each kind of cell that is not text becomes text."""
