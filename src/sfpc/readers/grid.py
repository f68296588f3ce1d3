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
        rows: text, as sent; a blank is an empty string. Rows may differ in length.
        place: says where the value at (row, column) of `rows` stands, in the words of that format.
        is_visible: False for a hidden sheet.
    """

    file: str
    sheet: str | None
    rows: Sequence[Sequence[str]]
    place: Callable[[int, int], str]
    is_visible: bool = True
