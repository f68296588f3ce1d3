"""How a table fits a page: upright or across, in which size of type, and how wide each column is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sfpc.report.grids import Cell, Grid
from sfpc.report.pdf import typeface

A4_POINTS = (595.27, 841.89)
CELL_PADDING_POINTS = 4.0
FLOOR_POINTS = 7.5
"""No type in a table is smaller."""
NOTE_SIZE = 0.9
"""Smaller words in a cell, as a part of its type size; no smaller than the floor."""
FULL_LINE = 28.0
"""How many times the type size a column may ask for before its text is broken into lines."""
BROKEN = 1.15
"""How much more room a text takes that is broken into lines, for words end before the line does."""
MOST_LINES = 12
ROOM_FOR_ROUNDING = 0.3
MOST_LETTERS_WHOLE = 20
ROOM_BESIDE_A_CHART = 70.0


@dataclass(frozen=True)
class Measure:
    """The measure of a kind of document.

    Attributes:
        margin: of its pages, in points.
        sizes: of the type of its tables, the largest that fits first, down to the floor.
    """

    margin: float
    sizes: tuple[float, ...]

    @property
    def upright(self) -> float:
        """How wide the text is on an A4 page that stands, in points."""
        return A4_POINTS[0] - 2 * self.margin

    @property
    def across(self) -> float:
        """How wide it is on one that lies."""
        return A4_POINTS[1] - 2 * self.margin

    @property
    def height_of_a_chart(self) -> float:
        """How high a chart may be on a page that stands, with its title and legend, in points."""
        return A4_POINTS[1] - 2 * self.margin - ROOM_BESIDE_A_CHART


FULL = Measure(56.7, (9.0, 8.5, 8.0, FLOOR_POINTS))
BRIEF = Measure(42.5, (8.0, FLOOR_POINTS))
"""Of a document that is to stand on two pages."""


@dataclass(frozen=True)
class Fit:
    """How a table is set.

    Attributes:
        is_across: on a page turned on its side.
        size: of its type, in points.
        columns: their widths in points, padding included.
        breaks: whether its longest words must be broken anywhere to fit.
    """

    is_across: bool
    size: float
    columns: tuple[float, ...]
    breaks: bool = False


def fit(grid: Grid, measure: Measure = FULL) -> Fit:
    """The largest type in which no word is broken, upright before across, where it is not the smallest."""
    least = [_least(grid, column) for column in range(len(grid.headings))]
    wanted = [_wanted(grid, column, floor) for column, floor in enumerate(least)]
    upright = [(False, size) for size in measure.sizes if size > FLOOR_POINTS]
    across = [(True, size) for size in measure.sizes]
    for is_across, size in [*upright, *across]:
        room = measure.across if is_across else measure.upright
        if _total(least, size) <= room:
            return Fit(is_across, size, _shared(least, wanted, size, room))
    inside = measure.across - 2 * CELL_PADDING_POINTS * len(least)
    columns = tuple(part / sum(least) * inside + 2 * CELL_PADDING_POINTS for part in least)
    return Fit(is_across=True, size=FLOOR_POINTS, columns=columns, breaks=True)


def _total(parts: Sequence[float], size: float) -> float:
    return sum(part * size + 2 * CELL_PADDING_POINTS + ROOM_FOR_ROUNDING for part in parts)


def _shared(least: Sequence[float], wanted: Sequence[float], size: float, room: float) -> tuple[float, ...]:
    """Columns that take as few lines as may be; of the rest of the room those that need little more get it first."""
    tried = (_in_lines(least, wanted, lines) for lines in range(1, MOST_LINES + 1))
    given = next((each for each in tried if _total(each, size) <= room), list(least))
    left = (room - _total(given, size)) / size
    longing = sorted(
        (max(want - part, 0.0), column) for column, (want, part) in enumerate(zip(wanted, given, strict=True))
    )
    for place, (more, column) in enumerate(longing):
        got = min(more, left / (len(longing) - place))
        given[column] += got
        left -= got
    return tuple(round(part * size + 2 * CELL_PADDING_POINTS + ROOM_FOR_ROUNDING, 2) for part in given)


def _in_lines(least: Sequence[float], wanted: Sequence[float], lines: int) -> list[float]:
    """What each column takes if its longest text is broken into so many lines; a broken line is never quite full."""
    return [max(part, want / lines * (BROKEN if lines > 1 else 1)) for part, want in zip(least, wanted, strict=True)]


def _least(grid: Grid, column: int) -> float:
    """The longest word of a column, or line that is kept whole, at a size of one."""
    heading = max((typeface.bold().width(word) for word in grid.headings[column].split()), default=0.0)
    return max([heading, *(_least_of(row[column], is_bold=column == 0) for row in grid.rows)])


def _least_of(cell: Cell, *, is_bold: bool) -> float:
    face = typeface.bold() if is_bold or cell.kind.startswith("rag-") else typeface.regular()
    parts = [cell.text] if is_kept_whole(cell) else cell.text.split()
    words = [face.width(typeface.regular().drawable(part)) for part in parts]
    said = said_small(cell)
    whole = cell.kind == "number" and len(said) <= MOST_LETTERS_WHOLE
    lines = [said] if whole else said.split()
    small = [typeface.regular().width(typeface.regular().drawable(line)) * NOTE_SIZE for line in lines]
    return max([0.0, *words, *small])


def _wanted(grid: Grid, column: int, least: float) -> float:
    """What a column would take if no line were broken, within reason; why a figure is missing may be broken."""
    lines = [typeface.bold().width(grid.headings[column])]
    lines += [typeface.bold().width(row[column].text) for row in grid.rows if row[column].kind != "absent"]
    lines += [typeface.regular().width(said_small(row[column])) for row in grid.rows]
    return max(least, min(FULL_LINE, max(lines)))


def is_kept_whole(cell: Cell) -> bool:
    """Whether a cell stands on one line: figures and days, where they are no sentence."""
    return cell.kind in ("number", "short") and len(cell.text) <= MOST_LETTERS_WHOLE


def said_small(cell: Cell) -> str:
    """The smaller words of a cell; what a symbol means is among them, for this form has no other place to say it."""
    return " ".join(part for part in (cell.spoken, cell.note) if part)
