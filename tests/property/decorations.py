"""What people do to a return: each decoration changes it in one way, and says what must come of that.

`clean`: every value reads back, with nothing found but information. `exact`: every value reads back, whatever is found.
`fault`: what the decoration spoils is not read, and a finding stands there; all else reads back, or a finding says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from tests.property.book import PROMISES, Cell, Return, Row, Sheet

Change = Callable[[Return, Random], None]

WORKBOOKS = frozenset({"xlsx", "ods"})
GRIDS = WORKBOOKS | {"csv"}
EVERY = GRIDS | {"json"}

OTHER_FIGURE = Decimal(424242)
"""A figure that no return carries: read from anywhere it is wrong."""


@dataclass(frozen=True)
class Decoration:
    """One way of changing a return."""

    name: str
    change: Change
    promise: str
    kinds: frozenset[str]

    def apply(self, returned: Return, chance: Random) -> None:
        """Change a return, where its format knows such a thing."""
        if returned.kind in self.kinds:
            self.change(returned, chance)
            returned.promise = max(returned.promise, self.promise, key=PROMISES.index)
            returned.applied.append(self.name)


DECORATIONS: dict[str, Decoration] = {}


def decoration(promise: str, kinds: frozenset[str] = EVERY) -> Callable[[Change], Change]:
    """Register a decoration under the name of its function."""

    def register(change: Change) -> Change:
        DECORATIONS[change.__name__] = Decoration(change.__name__, change, promise, kinds)
        return change

    return register


def a_table(returned: Return, chance: Random) -> Sheet:
    """One of the tables that hold values."""
    return chance.choice(
        [table for table in returned.tables if table.table and table.table.raw_table != "declarations"]
    )


def some(cells: list[Cell], chance: Random) -> list[Cell]:
    """Some of the cells, one at least where there are any; all of them, now and then."""
    if not cells or chance.random() < 0.3:
        return cells
    return chance.sample(cells, chance.randrange(1, min(len(cells), 8) + 1))


def of_role(returned: Return, *roles: str) -> list[Cell]:
    """The cells of some roles that no decoration has respelled."""
    return [cell for cell in returned.cells() if cell.role in roles and not cell.is_respelled]


def one_column(returned: Return, role: str, chance: Random) -> list[Cell]:
    """The cells of one role in one column of one table, none of them respelled; none where there is no such column."""
    columns = [
        cells
        for table in returned.tables
        for heading in (table.heading.cells if table.heading else [])
        if (cells := [cell for cell in table.column(heading) if cell.role == role])
        and not any(cell.is_respelled for cell in cells)
    ]
    return chance.choice(columns) if columns else []


def blank_row(table: Sheet, kind: str = "blank") -> Row:
    """A row without anything, as wide as a table."""
    assert table.heading
    return Row([Cell() for _ in table.heading.cells], kind)


def a_table_alone(returned: Return, chance: Random) -> Sheet:
    """One of the tables that hold values and have no other beside them, whose rows would be hidden too."""
    paired = {
        id(table) for sheet in returned.sheets for one in sheet.tables if one.beside for table in (one, one.beside)
    }
    while id(table := a_table(returned, chance)) in paired:
        pass
    return table


def insert_column(table: Sheet, at: int, heading: Cell, cells: list[Cell]) -> None:
    """Put a column into a table; where there are fewer cells than rows of data the rest are blank."""
    given = iter(cells)
    assert table.heading
    for row in [*table.groups, table.heading, *table.body]:
        if row is table.heading:
            row.cells = [*row.cells[:at], heading, *row.cells[at:]]
        else:
            cell = next(given, Cell()) if row.kind == "data" else Cell()
            row.cells = [*row.cells[:at], cell, *row.cells[at:]]


def fill_what_repeats(table: Sheet) -> None:
    """Say in each row what a blank would take from the row above."""
    for column in table.table.columns if table.table else ():
        for at, heading in enumerate(table.heading.cells if table.heading else []):
            if column.repeats_down and heading.content == column.heading:
                said = None
                for row in table.body:
                    if row.kind == "data":
                        said = row.cells[at].content or said
                        row.cells[at].content = said


def copied(row: Row | None, *, with_figures: bool = True) -> Row:
    """The same row with other figures; or with none."""
    assert row
    figures = ("figure", "percentage")
    cells = [
        Cell((OTHER_FIGURE if with_figures else None) if cell.role in figures else cell.content, "other")
        for cell in row.cells
    ]
    return Row(cells, "copy")
