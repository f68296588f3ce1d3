"""What a table is found as, and what it is cut into: records whose every value keeps its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sfpc.raw.template import template
from sfpc.readers import Grid
from sfpc.reference import LayoutColumn, LayoutTable

AMOUNTS = frozenset(
    {
        "value", "denominator", "percentage", "year_to_date", "budget", "actual_in_month", "actual_in_quarter",
        "actual_year_to_date", "forecast", "planned", "delivered",
    }
)  # fmt: skip
"""Fields that hold figures: a row that holds one but no key is a figure nobody can place."""

FIGURE = re.compile(r"[\s£$(<+.\-]*\d")
"""How a figure begins; a text that begins otherwise is a note that happens to stand under a figure's heading."""

IDENTIFYING = frozenset(
    {
        "label", "category", "period", "workstream", "funder", "project", "work_area", "milestone", "benefit",
        "financial_year",
    }
)  # fmt: skip
"""Fields that say what a row is about: without one of them a figure would be another."""

KEYS = ("label", "workstream", "milestone", "benefit", "period")
"""The field that says what a row is about, in order of preference."""


@dataclass(frozen=True)
class Declaration:
    """Something the return says of itself: for whom or for when it is.

    Attributes:
        field: one of the fields that begin with `declared_`.
        place: the first place that says it, and the last where `count` cells of a column do.
        date_system: what the serial number of a day is counted from where it stands.
    """

    field: str
    text: str
    file: str
    sheet: str | None
    place: str
    heading: str
    count: int = 1
    date_system: str = "1900"


@dataclass(frozen=True)
class Located:
    """A layout's table found in a grid: its heading's row and which column holds what.

    Attributes:
        heading_row: the row of its headings, the last of several.
        columns: for each column of the grid that the layout knows, its layout column and the text its heading captured.
        upper_rows: the rows above, where its headings stand on more than one.
        marked: columns whose heading is known only without its footnote marker.
    """

    table: LayoutTable
    grid: Grid
    heading_row: int
    columns: tuple[tuple[int, LayoutColumn, dict[str, str]], ...]
    upper_rows: tuple[int, ...] = ()
    marked: frozenset[int] = frozenset()

    @property
    def heading_rows(self) -> tuple[int, ...]:
        """Every row of its headings."""
        return (*self.upper_rows, self.heading_row)

    @property
    def span(self) -> tuple[int, int]:
        """The first and last column of the grid that belong to it."""
        positions = [position for position, _, _ in self.columns]
        return min(positions), max(positions)

    def heading_place(self, position: int) -> str:
        """Where the heading of a column stands: in the lowest row of headings that says something there."""
        saying = [row for row in self.heading_rows if self.grid.rows[row][position]]
        return self.grid.place(saying[-1] if saying else self.heading_row, position)


@dataclass
class Records:
    """The records of one table, column by column: text and place of every field, and the row each came from."""

    raw_table: str
    file: str
    sheet: str | None
    table_name: str
    date_system: str
    row_numbers: list[int] = field(default_factory=list)
    values: dict[str, list[str | None]] = field(default_factory=dict)
    places: dict[str, list[str | None]] = field(default_factory=dict)


@dataclass
class Cut:
    """What came of cutting one table.

    Attributes:
        data_rows: rows of the grid that became records.
        total_rows: those of them that say they add others up.
        duplicate_rows: rows that repeat one of them word for word, each with the row it repeats.
        example_rows: rows that say they are an example.
        hidden_rows: rows that would be data, and cannot be seen.
        naming_rows: other rows, of which one cell was loaded: it names what the rows below it are about.
        heading_rows: rows below the heading that repeat it, as a printed page does.
        unkeyed_rows: rows that hold a figure but nothing that says what it is.
        loaded_columns: columns of the grid whose cells were loaded.
        total_columns: those of them whose heading says that they add others up.
        repeated_columns: those of them in which a blank means the value above it.
        declaring_columns: columns that only say for whom or when the return is.
        ignored_columns: columns the layout says to leave out.
        hidden_columns: columns that would be loaded, and cannot be seen.
    """

    records: Records
    declarations: list[Declaration] = field(default_factory=list)
    data_rows: list[int] = field(default_factory=list)
    total_rows: set[int] = field(default_factory=set)
    duplicate_rows: dict[int, int] = field(default_factory=dict)
    example_rows: list[int] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    naming_rows: list[int] = field(default_factory=list)
    heading_rows: list[int] = field(default_factory=list)
    unkeyed_rows: list[int] = field(default_factory=list)
    loaded_columns: set[int] = field(default_factory=set)
    total_columns: set[int] = field(default_factory=set)
    repeated_columns: set[int] = field(default_factory=set)
    declaring_columns: set[int] = field(default_factory=set)
    ignored_columns: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def declaration(name: str, text: str, grid: Grid, row: int, position: int) -> Declaration:
    """Something the grid says of the return at (row, position)."""
    place, heading = grid.place(row, position), grid.rows[row][position]
    return Declaration(name, text, grid.file, grid.sheet, place, heading, date_system=grid.date_system)


def captured_text(column: LayoutColumn, text: str) -> dict[str, str] | None:
    """What a heading as sent captures under a layout's heading; None where it is another heading."""
    return template(column.heading).match(text)
