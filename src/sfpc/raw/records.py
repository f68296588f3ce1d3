"""Cut a located table into records: the layout says what each column holds and how columns unpivot.

A row of a table becomes one record, or one for each group of columns that fill the same field from their headings
(a column a quarter, a column a measure). Every value of a record keeps its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sfpc.raw.template import DECLARES, template
from sfpc.readers import Grid
from sfpc.reference import IGNORED, RAW_FIELDS, LayoutColumn, LayoutTable
from sfpc.text import text_key

AMOUNTS = frozenset(
    {
        "value", "denominator", "percentage", "year_to_date", "budget", "actual_in_month", "actual_in_quarter",
        "actual_year_to_date", "forecast", "planned", "delivered",
    }
)  # fmt: skip
"""Fields that hold figures: a row that holds one but no key is a figure nobody can place."""

FIGURE = re.compile(r"[\s£$(<+.\-]*\d")
"""How a figure begins; a text that begins otherwise is a note that happens to stand under a figure's heading."""

KEYS = ("label", "workstream", "milestone", "benefit", "period")
"""The field that says what a row is about, in order of preference."""


@dataclass(frozen=True)
class Declaration:
    """Something the return says of itself: for whom or for when it is.

    Attributes:
        field: one of the fields that begin with `declared_`.
        place: the first place that says it, and the last where `count` cells of a column do.
    """

    field: str
    text: str
    file: str
    sheet: str | None
    place: str
    heading: str
    count: int = 1


@dataclass(frozen=True)
class Located:
    """A layout's table found in a grid: its heading's row and which column holds what.

    Attributes:
        columns: for each column of the grid that the layout knows, its layout column and the text its heading captured.
    """

    table: LayoutTable
    grid: Grid
    heading_row: int
    columns: tuple[tuple[int, LayoutColumn, dict[str, str]], ...]


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
        naming_rows: other rows, of which one cell was loaded: it names what the rows below it are about.
        heading_rows: rows below the heading that repeat it, as a printed page does.
        unkeyed_rows: rows that hold a figure but nothing that says what it is.
        loaded_columns: columns of the grid whose cells were loaded.
        repeated_columns: those of them in which a blank means the value above it.
        declaring_columns: columns that only say for whom or when the return is.
        ignored_columns: columns the layout says to leave out.
    """

    records: Records
    declarations: list[Declaration] = field(default_factory=list)
    data_rows: list[int] = field(default_factory=list)
    naming_rows: list[int] = field(default_factory=list)
    heading_rows: list[int] = field(default_factory=list)
    unkeyed_rows: list[int] = field(default_factory=list)
    loaded_columns: set[int] = field(default_factory=set)
    repeated_columns: set[int] = field(default_factory=set)
    declaring_columns: set[int] = field(default_factory=set)
    ignored_columns: set[int] = field(default_factory=set)


@dataclass
class Plan:
    """Which column of a grid fills what, as the headings of a located table say.

    Attributes:
        shared: the columns that belong to every record of a row, by field.
        groups: for each text that headings fill a field with, the columns under them, by field.
        fills: for each such text the column whose heading says it.
        repeats: columns in which a blank means the value above it.
    """

    shared: dict[str, int] = field(default_factory=dict)
    groups: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    fills: dict[tuple[str, str], int] = field(default_factory=dict)
    declaring: list[tuple[str, int]] = field(default_factory=list)
    ignored: set[int] = field(default_factory=set)
    repeats: set[int] = field(default_factory=set)

    def add(self, position: int, column: LayoutColumn, captured: dict[str, str]) -> None:
        """Take in one column of the grid."""
        if column.repeats_down:
            self.repeats.add(position)
        if column.field == IGNORED:
            self.ignored.add(position)
        elif column.field.startswith("declared_"):
            self.declaring.append((column.field, position))
        elif column.fills:
            text = captured.get(column.fills) or captured.get("quarter") or captured.get("month") or ""
            key = (column.fills, text)
            self.groups.setdefault(key, {})[column.field] = position
            self.fills.setdefault(key, position)
        else:
            self.shared.setdefault(column.field, position)

    @property
    def loaded(self) -> set[int]:
        """Every column whose cells become values of records."""
        return {*self.shared.values(), *(position for group in self.groups.values() for position in group.values())}

    @property
    def amounts(self) -> list[int]:
        """Columns that hold figures."""
        columns = [position for name, position in self.shared.items() if name in AMOUNTS]
        return columns + [position for group in self.groups.values() for position in group.values()]

    @property
    def key(self) -> int | None:
        """The column that says what a row is about; None where the headings do."""
        filled = {name for name, _ in self.groups}
        return next((self.shared[name] for name in KEYS if name in self.shared and name not in filled), None)


def cut(found: Located, end: int, labels: frozenset[str]) -> Cut:
    """Cut a table, which ends before the row `end`, into records and collect what it declares."""
    grid, plan = found.grid, Plan()
    result = Cut(Records(found.table.raw_table, grid.file, grid.sheet, found.table.name, grid.date_system))
    for position, column, captured in found.columns:
        plan.add(position, column, captured)
        result.declarations += [
            declaration(DECLARES[name], text, grid, found.heading_row, position)
            for name, text in captured.items()
            if name in DECLARES and not column.fills
        ]
    result.loaded_columns = plan.loaded
    result.repeated_columns = plan.repeats & plan.loaded
    result.declaring_columns = {position for _, position in plan.declaring} - plan.loaded
    result.ignored_columns = plan.ignored
    is_known = labels if found.table.raw_table == "indicators" else frozenset()
    classify(found, end, plan, is_known, result)
    for name, position in plan.declaring:
        result.declarations += declared_in_column(name, found, position, result.data_rows)
    for key, group in (plan.groups or {("", ""): {}}).items():
        extend(result, found, plan, {**plan.shared, **group}, key)
    return result


def classify(found: Located, end: int, plan: Plan, labels: frozenset[str], result: Cut) -> None:
    """Tell rows of data from the rest: data says what it is about and holds something more, or is a known label."""
    rows, key, amounts = found.grid.rows, plan.key, plan.amounts
    heading = rows[found.heading_row]
    others = sorted((plan.loaded or {position for _, position in plan.declaring}) - {key})
    for number in range(found.heading_row + 1, end):
        row = rows[number]
        if key is None or row[key]:
            if any([row[position] for position in others]):  # noqa: C419 - a list is twice as fast over so few
                if key is not None and row[key] == heading[key] and all(row[at] == heading[at] for at in others):
                    result.heading_rows.append(number)
                else:
                    result.data_rows.append(number)
            elif key is not None and labels and text_key(row[key]) in labels:
                result.data_rows.append(number)
        elif any([FIGURE.match(row[position]) for position in amounts]):  # noqa: C419
            result.unkeyed_rows.append(number)
    result.naming_rows = sorted({row for at in plan.repeats for row in naming_rows(found, end, at, result)})


def naming_rows(found: Located, end: int, position: int, result: Cut) -> Iterator[int]:
    """Rows that are no data, but name in one column what rows of data below them leave blank."""
    data, printed_again = set(result.data_rows), set(result.heading_rows)
    named = None
    for number in range(found.heading_row + 1, end):
        if found.grid.rows[number][position]:
            named = named if number in printed_again else number
        elif number in data and named is not None and named not in data:
            yield named


def extend(result: Cut, found: Located, plan: Plan, fields: dict[str, int], key: tuple[str, str]) -> None:
    """Add a record for each row of data: its own cells, and what the columns' heading says."""
    grid, records, data_rows = found.grid, result.records, result.data_rows
    for name in RAW_FIELDS[records.raw_table]:
        values = records.values.setdefault(name, [])
        places = records.places.setdefault(name, [])
        if name == key[0] and key in plan.fills:
            values += [key[1]] * len(data_rows)
            places += [grid.place(found.heading_row, plan.fills[key])] * len(data_rows)
        elif name not in fields:
            values += [None] * len(data_rows)
            places += [None] * len(data_rows)
        elif fields[name] in plan.repeats:
            above = repeated_down(grid, found.heading_row, fields[name], result.heading_rows)
            values += [above[row][0] for row in data_rows]
            places += [above[row][1] for row in data_rows]
        else:
            position = fields[name]
            values += [grid.rows[row][position] for row in data_rows]
            places += [grid.place(row, position) for row in data_rows]
    records.row_numbers += data_rows


def repeated_down(grid: Grid, heading_row: int, position: int, printed_again: list[int]) -> dict[int, tuple[str, str]]:
    """For each row the value last named in a column, with the place that named it."""
    above = ("", "")
    found = {}
    for row in range(heading_row + 1, len(grid.rows)):
        if (text := grid.rows[row][position]) and row not in printed_again:
            above = (text, grid.place(row, position))
        found[row] = above
    return found


def declared_in_column(name: str, found: Located, position: int, data_rows: list[int]) -> list[Declaration]:
    """What the cells of a column declare, once for each text."""
    grid = found.grid
    saying: dict[str, list[int]] = {}
    for row in data_rows:
        if text := grid.rows[row][position]:
            saying.setdefault(text, []).append(row)
    heading = grid.rows[found.heading_row][position]
    return [
        Declaration(
            name,
            text,
            grid.file,
            grid.sheet,
            grid.place(rows[0], position)
            if len(rows) == 1
            else f"{grid.place(rows[0], position)} to {grid.place(rows[-1], position)}",
            heading,
            len(rows),
        )
        for text, rows in saying.items()
    ]


def declaration(name: str, text: str, grid: Grid, row: int, position: int) -> Declaration:
    """Something the grid says of the return at (row, position)."""
    return Declaration(name, text, grid.file, grid.sheet, grid.place(row, position), grid.rows[row][position])


def captured_text(column: LayoutColumn, text: str) -> dict[str, str] | None:
    """What a heading as sent captures under a layout's heading; None where it is another heading."""
    return template(column.heading).match(text)
