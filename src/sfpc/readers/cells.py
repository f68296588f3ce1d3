"""How a spreadsheet's cells are named, and how what they hold becomes text: as a person would write it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

WHOLE_BELOW = 1e15
"""Spreadsheets keep 15 digits: above them a number's last digits are not what was typed."""

_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
"""What a number format says in words, as spacing, or as a condition or colour."""

Places = Mapping[tuple[int, int], str]
"""Texts by (row, column), both counted from 0 at the sheet's corner."""


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


@lru_cache(maxsize=16_384)
def column_number(letters: bytes) -> int:
    """Number a column from 1.

    >>> column_number(b"A"), column_number(b"XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def number_text(value: float) -> str:
    """A number as a person would write it: 857, not 857.0; the shortest text that reads back as the same number."""
    return str(int(value)) if value.is_integer() and abs(value) < WHOLE_BELOW else repr(value)


def percent_text(value: float) -> str:
    """A number that its cell shows as a percentage, with the sign; in decimal, so that 0.07 is 7% and no dust.

    >>> percent_text(0.07), percent_text(-1.0), percent_text(0.2447)
    ('7%', '-100%', '24.47%')
    """
    shown = format(Decimal(repr(value)).scaleb(2), "f")
    return (shown.rstrip("0").rstrip(".") if "." in shown else shown) + "%"


@lru_cache(maxsize=4096)
def shows_percent(number_format: str) -> bool:
    r"""Whether a number format shows a hundredth as 1%.

    >>> [shows_percent(one) for one in ('0.0%', '0.0" %"', r'0\%', '#,##0;[Red]-0%')]
    [True, False, False, True]
    """
    return "%" in _NOT_SHOWN.sub("", number_format)


def moment_text(value: datetime) -> str:
    """A day where the cell holds a day, else the day and time, ISO."""
    return value.date().isoformat() if value.time() == time() else value.isoformat()


TEXT: dict[type, Any] = {
    str: lambda value: value,
    float: number_text,
    int: str,
    bool: lambda value: str(value).lower(),
    date: date.isoformat,
    datetime: moment_text,
    time: time.isoformat,
    timedelta: str,
    type(None): lambda _: "",
}
"""How each kind of cell becomes text."""


def laid_over(rows: list[list[str]], top: int, left: int, texts: Places) -> tuple[list[list[str]], int, int]:
    """Rows of one width with other texts at their places in the sheet; they grow where a place stands outside.

    Returns:
        The rows, and the row and column of their corner in the sheet.
    """
    if not texts:
        return rows, top, left
    if not rows or not rows[0]:
        top, left = min(row for row, _ in texts), min(column for _, column in texts)
        rows = [[""]]
    first_row, last_row = span([top, top + len(rows) - 1], (row for row, _ in texts))
    first_column, last_column = span([left, left + len(rows[0]) - 1], (column for _, column in texts))
    before, after = [""] * (left - first_column), [""] * (last_column - left - len(rows[0]) + 1)
    if before or after:
        rows = [[*before, *row, *after] for row in rows]
    width = len(rows[0])
    above, below = top - first_row, last_row - top - len(rows) + 1
    rows = [[""] * width for _ in range(above)] + rows + [[""] * width for _ in range(below)]
    for (row, column), text in texts.items():
        rows[row - first_row][column - first_column] = text
    return rows, first_row, first_column


def span(ends: list[int], others: Iterable[int]) -> tuple[int, int]:
    """The first and the last of some numbers and others."""
    every = [*ends, *others]
    return min(every), max(every)
