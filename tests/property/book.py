"""A return before it is written: sheets of cells that know which value they carry, and where each of them will stand.

Decorations change a return; nothing here knows an authority, a format, or what the readers do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import zip_longest

from sfpc.period import Quarter
from sfpc.readers.workbook import cell_name
from sfpc.reference import LayoutTable

Key = tuple[str, ...]
"""What a value is of: the section, then whatever tells it from the others there."""


@dataclass(frozen=True)
class Formula:
    """A formula, and what a program worked it out to; None where none has."""

    text: str
    stored: Decimal | None = None


@dataclass(frozen=True)
class Fault:
    """An error in a cell, such as `#REF!`."""

    text: str


PROMISES = ("clean", "exact", "fault")

Content = str | Decimal | date | Formula | Fault | None


@dataclass(eq=False)
class Cell:
    """One cell.

    Attributes:
        role: heading, figure, percentage, day, label, word, comment, declared or other.
        carries: the value that this cell is, or is a part of.
        unit: pounds that 1 stands for in this cell; None where it holds no money.
        is_respelled: whether a decoration has changed how it is written; no other may then.
        is_hidden: of a heading: whether its column is hidden.
    """

    content: Content = None
    role: str = "other"
    carries: Key | None = None
    unit: Decimal | None = None
    is_respelled: bool = False
    is_hidden: bool = False


@dataclass(eq=False)
class Row:
    """A row of cells, as many as the table has columns.

    Attributes:
        kind: data, blank, or the name of what put it there.
    """

    cells: list[Cell]
    kind: str = "data"
    is_hidden: bool = False


@dataclass(eq=False)
class Sheet:
    """A sheet, a CSV file, or a list of a JSON document: lines above, a table, lines below; and perhaps another table.

    Attributes:
        name: of the sheet; the list's pointer for JSON; None for a CSV file.
        table: the layout's table that stands here; None for a cover.
        groups: rows above the headings that say what several columns have in common.
        merged: cells that are merged with so many more rows below and columns to the right.
    """

    file: str
    name: str | None
    table: LayoutTable | None = None
    above: list[Row] = field(default_factory=list)
    groups: list[Row] = field(default_factory=list)
    heading: Row | None = None
    body: list[Row] = field(default_factory=list)
    below: list[Row] = field(default_factory=list)
    also: list[Sheet] = field(default_factory=list)
    beside: Sheet | None = None
    top: int = 0
    left: int = 0
    is_hidden: bool = False
    merged: list[tuple[Cell, int, int]] = field(default_factory=list)

    @property
    def tables(self) -> list[Sheet]:
        """This table, those below it and the one beside it."""
        return [self, *self.also, *([self.beside] if self.beside else [])]

    @property
    def own_rows(self) -> list[Row]:
        """The rows of this table and its lines, from the top."""
        heading = [self.heading] if self.heading else []
        return [*self.above, *self.groups, *heading, *self.body, *self.below]

    def laid_out(self) -> list[tuple[Row, int]]:
        """Every row of the sheet, with how far to the right it begins."""
        rows = [(Row([], "blank"), 0)] * self.top + [(row, self.left) for row in self.own_rows]
        if self.beside:
            rows = side_by_side(rows, self.beside.laid_out())
        for other in self.also:
            rows += other.laid_out()
        return rows

    def column(self, heading: Cell) -> list[Cell]:
        """The cells of data under a heading."""
        assert self.heading
        at = self.heading.cells.index(heading)
        return [row.cells[at] for row in self.body if row.kind == "data"]


def side_by_side(rows: list[tuple[Row, int]], others: list[tuple[Row, int]]) -> list[tuple[Row, int]]:
    """The rows of two tables, of which the second begins to the right of the first."""
    width = max(left + len(row.cells) for row, left in rows)
    together = []
    for (row, left), (other, gap) in zip_longest(rows, others, fillvalue=(Row([], "blank"), 0)):
        filling = [Cell() for _ in range(width - left - len(row.cells) + gap)]
        together.append((Row([*row.cells, *filling, *other.cells], row.kind, row.is_hidden), left))
    return together


@dataclass(frozen=True)
class Expected:
    """A finding that must be there.

    Attributes:
        kinds: it is of one of these; any kind, where there are none.
        scope: cell (its place is the cell's), line (of its row or column) or sheet.
    """

    kinds: frozenset[str]
    cell: Cell
    scope: str = "cell"


@dataclass(eq=False)
class Return:
    """A return and what must come of it.

    Attributes:
        kind: how its files are written: csv, xlsx, ods or json.
        values: what it says, in the words and units of the marts.
        expected: findings that must be there.
        lost: cells whose value must not be read.
        may_be_flagged: cells whose value may be left out, where a finding says so.
        promise: the weakest of what the decorations promise: clean, exact or fault.
        encoding, delimiter: of CSV.
        is_saved_again: of XLSX: by another library, as another program would.
        applied: the decorations, by name.
    """

    folder: str
    code: str
    quarter: Quarter
    kind: str
    sheets: list[Sheet] = field(default_factory=list)
    values: dict[Key, Decimal | date | str | None] = field(default_factory=dict)
    expected: list[Expected] = field(default_factory=list)
    lost: set[Cell] = field(default_factory=set)
    may_be_flagged: set[Cell] = field(default_factory=set)
    promise: str = PROMISES[0]
    counts_from_1904: bool = False
    encoding: str = "cp1252"
    delimiter: str = ","
    is_saved_again: bool = False
    applied: list[str] = field(default_factory=list)

    @property
    def tables(self) -> list[Sheet]:
        """Every table of the return."""
        return [table for sheet in self.sheets for table in sheet.tables if table.heading and not table.is_hidden]

    def cells(self) -> Iterator[Cell]:
        """Every cell of data, in tables that are the return's own."""
        for table in self.tables:
            for row in table.body:
                if row.kind == "data":
                    yield from row.cells

    def sheet_of(self, cell: Cell) -> Sheet:
        """The sheet that a cell stands on."""
        for sheet in self.sheets:
            if any(one is cell for row, _ in sheet.laid_out() for one in row.cells):
                return sheet
        raise AssertionError("the cell stands on no sheet")


@dataclass(frozen=True)
class Place:
    """Where a cell stands, in the words of its format.

    Attributes:
        text: the cell itself.
        row, column: counted from 0, as the file is laid out.
    """

    file: str
    sheet: str | None
    text: str
    row: int
    column: int


def places(returned: Return) -> dict[Cell, Place]:
    """The place of every cell of a return."""
    found = {}
    for sheet in returned.sheets:
        line = 1
        list_row = -1
        for number, (row, left) in enumerate(sheet.laid_out()):
            if returned.kind == "json":
                list_row += row is not sheet.heading
            for at, cell in enumerate(row.cells):
                column = left + at
                if returned.kind == "csv":
                    text = f"line {line}, column {column + 1}"
                elif returned.kind == "json":
                    text = pointer_of(sheet, row, at, list_row)
                else:
                    text = cell_name(0, 0, number, column)
                found[cell] = Place(sheet.file, sheet.name, text, number, column)
            line += 1 + sum(str(cell.content).count("\n") for cell in row.cells if isinstance(cell.content, str))
    return found


def pointer_of(sheet: Sheet, row: Row, at: int, index: int) -> str:
    """The JSON pointer of a cell; of a heading, of its member in the list."""
    assert sheet.heading
    member = f"/{sheet.heading.cells[at].content}"
    if not sheet.name:
        return member
    return f"{sheet.name}{member}" if row is sheet.heading else f"{sheet.name}/{index}{member}"
