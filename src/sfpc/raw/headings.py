"""Headings as they stand in a grid, on one row or on several, and which column of a layout each of them is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sfpc.raw.labels import Labels
from sfpc.raw.template import Template, template
from sfpc.readers import Grid
from sfpc.reference import LayoutColumn, LayoutTable
from sfpc.text import clean, text_key, without_markers

MOST_ROWS = 3
"""Rows that headings may stand on, one below the other."""


@dataclass(frozen=True)
class Matched:
    """A heading that the layout knows.

    Attributes:
        captured: the text of each placeholder of the layout's heading.
        is_marked: whether it is known only once its footnote marker is left out.
    """

    column: LayoutColumn
    captured: dict[str, str]
    is_marked: bool = False


def windows(grid: Grid, row: int) -> Iterator[tuple[int, ...]]:
    """Every run of two or three rows with something in them that a row is part of."""
    for length in range(2, MOST_ROWS + 1):
        for first in range(row - length + 1, row + 1):
            rows = range(first, first + length)
            if first >= 0 and rows[-1] < len(grid.rows) and all(any(grid.rows[number]) for number in rows):
                yield tuple(rows)


def texts(grid: Grid, rows: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """What the heading of each column may say, likeliest first.

    Of one row that is its text. Of several it is what they say together, then the rows further down, then one alone: a
    merged heading, or one that only blanks follow, spreads over the columns below it.
    """
    if len(rows) == 1:
        return {position: (text,) for position, text in enumerate(grid.rows[rows[0]]) if text}
    *upper, last = [grid.rows[row] for row in rows]
    spread = [spread_over(grid, row, last) for row in rows[:-1]]
    found = {}
    for position, bottom in enumerate(last):
        own = [cells[position] for cells in upper if cells[position]]
        above = [cells[position] for cells in spread if cells[position]] if bottom else own
        parts = [*above, bottom] if bottom else above
        if not parts:
            continue
        ways = [" ".join(parts[first:]) for first in range(len(parts))]
        found[position] = tuple(dict.fromkeys([*ways, *reversed(own)]))
    return found


def spread_over(grid: Grid, row: int, below: Sequence[str]) -> list[str]:
    """A row of headings, each said over all the columns it belongs to."""
    cells = list(grid.rows[row])
    merged = [(left, right) for top, left, _, right in grid.merged if top == row and right > left]
    if merged:
        for left, right in merged:
            cells[left : right + 1] = [cells[left]] * (min(right, len(cells) - 1) - left + 1)
        return cells
    for before, position in pairwise(range(len(cells))):
        if not cells[position] and below[position]:
            cells[position] = cells[before]
    return cells


class Headings:
    """The headings of one layout table, ready to be compared with headings as sent."""

    def __init__(self, table: LayoutTable) -> None:
        self.literal: dict[str, list[LayoutColumn]] = {}
        self.bare: dict[str, list[LayoutColumn]] = {}
        self.patterns: list[tuple[LayoutColumn, Template]] = []
        for column in table.columns:
            heading = template(column.heading)
            if heading.literal is None:
                self.patterns.append((column, heading))
            else:
                self.literal.setdefault(heading.literal, []).append(column)
        for literal, columns in self.literal.items():
            self.bare.setdefault(text_key(without_markers(literal)), []).append(columns[0])

    def columns_for(self, ways: Sequence[str], labels: Labels) -> list[Matched]:
        """The layout columns a heading is: those with its literal text, else the first template that fits it.

        A text as it stands comes before one without its footnote markers; a template that anything fits comes last.
        """
        for text in ways:
            if literal := self.literal.get(text_key(text)):
                return [Matched(column, {}) for column in literal]
        bare = [without_markers(text) for text in ways]
        for text in bare:
            alike = self.bare.get(text_key(text), ())
            if len(alike) == 1:
                literal = self.literal[template(alike[0].heading).literal or ""]
                return [Matched(column, {}, is_marked=True) for column in literal]
        for text in ways:
            if fits := self.first_that_fits(text, labels, is_specific=True):
                return [fits]
        for text, as_sent in zip(bare, ways, strict=True):
            if clean(as_sent) != text and (fits := self.first_that_fits(text, labels, is_specific=True)):
                return [Matched(fits.column, fits.captured, is_marked=True)]
        fits = self.first_that_fits(ways[0], labels, is_specific=False)
        return [fits] if fits else []

    def first_that_fits(self, text: str, labels: Labels, *, is_specific: bool) -> Matched | None:
        """The first column that a text is the heading of; `is_specific`: not as any text would be."""
        for column, pattern in self.patterns:
            captured = pattern.match(text)
            if captured is not None and (not is_specific or says_something(pattern, captured, labels)):
                return Matched(column, captured)
        return None


def says_something(pattern: Template, captured: dict[str, str], labels: Labels) -> bool:
    """Whether a template fits for more than that anything fits it."""
    return not pattern.fits_anything or any(labels.knows(text) for text in captured.values())
