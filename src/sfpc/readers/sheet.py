"""One sheet of any kind of workbook, as it was found, made into a grid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

from sfpc.readers.cells import Places, cell_name, laid_over
from sfpc.readers.grid import Grid, even


@dataclass
class Sheet:
    """A sheet as its file has it; everything is counted from 0 at the sheet's corner (A1).

    Attributes:
        rows: text, from the first to the last cell that was read.
        top, left: where `rows` begin.
        texts: texts that take the place of those in `rows`, inside or outside of them.
        hidden_columns: as (first, last).
        merged: as (top, left, bottom, right).
    """

    name: str
    rows: Sequence[Sequence[str]] = ()
    top: int = 0
    left: int = 0
    is_visible: bool = True
    date_system: str = "1900"
    texts: Places = field(default_factory=dict)
    hidden_rows: Iterable[int] = ()
    hidden_columns: Iterable[tuple[int, int]] = ()
    merged: Iterable[tuple[int, int, int, int]] = ()


def grid_of(file: str, sheet: Sheet) -> Grid:
    """The sheet's grid, counted from the grid's own corner; what lies outside of it is left out."""
    rows, top, left = laid_over(even(sheet.rows), sheet.top, sheet.left, sheet.texts)
    high, wide = len(rows), max(map(len, rows), default=0)
    merged = (
        (max(first - top, 0), max(begin - left, 0), min(last - top, high - 1), min(end - left, wide - 1))
        for first, begin, last, end in sheet.merged
    )
    return Grid(
        file,
        sheet.name,
        rows,
        partial(cell_name, top, left),
        is_visible=sheet.is_visible,
        hidden_rows=frozenset(row - top for row in sheet.hidden_rows if 0 <= row - top < high),
        hidden_columns=frozenset(
            column
            for first, last in sheet.hidden_columns
            for column in range(max(first - left, 0), min(last - left, wide - 1) + 1)
        ),
        merged=tuple(one for one in merged if one[0] <= one[2] and one[1] <= one[3]),
        date_system=sheet.date_system,
    )
