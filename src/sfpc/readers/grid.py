"""A grid: rows of text as they stand in a file, and where each value stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Grid:
    """One sheet, one delimited file, or one list of a JSON document.

    Attributes:
        file: the file's name as sent.
        sheet: the sheet's name; for JSON the pointer of the list; None for a delimited file.
        rows: text, as sent, as many in each row; a blank, or white space alone, is an empty string.
        place: says where the value at (row, column) of `rows` stands, in the words of that format.
        is_visible: False for a hidden sheet.
        hidden_rows: rows of `rows` that the sender's program does not show (hidden by hand or by a filter).
        hidden_columns: columns that it does not show.
        merged: merged cells as (top, left, bottom, right) in `rows`, all counted; their text stands at the top left.
        date_system: 1900 or 1904: what the serial number of a day is counted from in this workbook.
    """

    file: str
    sheet: str | None
    rows: Sequence[Sequence[str]]
    place: Callable[[int, int], str]
    is_visible: bool = True
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    date_system: str = "1900"


def even(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Rows of one width, in which white space alone is a blank."""
    width = max(map(len, rows), default=0)
    return [[text if text and not text.isspace() else "" for text in row] + [""] * (width - len(row)) for row in rows]
