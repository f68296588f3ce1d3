"""Cut a located table into records: the layout says what each column holds and how columns unpivot.

A row of a table becomes one record, or one for each group of columns that fill the same field from their headings
(a column a quarter, a column a measure). Every value of a record keeps its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sfpc.raw.template import DECLARES, template
from sfpc.readers import Grid
from sfpc.reference import IGNORED, RAW_FIELDS, LayoutColumn, LayoutTable

AMOUNTS = frozenset(
    "value denominator percentage year_to_date budget actual_in_month actual_in_quarter actual_year_to_date forecast "
    "planned delivered".split()
)
"""Fields that hold figures: a row that holds one but no key is a figure nobody can place."""

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
    row_numbers: list[int] = field(default_factory=list)
    values: dict[str, list[str | None]] = field(default_factory=dict)
    places: dict[str, list[str | None]] = field(default_factory=dict)


@dataclass
class Cut:
    """What came of cutting one table.

    Attributes:
        data_rows: rows of the grid that became records.
        unkeyed_rows: rows that hold a figure but nothing that says what it is.
        mapped_columns: columns of the grid whose cells were loaded.
        ignored_columns: columns the layout says to leave out.
    """

    records: Records
    declarations: list[Declaration]
    data_rows: list[int]
    unkeyed_rows: list[int]
    mapped_columns: set[int]
    ignored_columns: set[int]


def cut(found: Located) -> Cut:
    """Cut a table into records and collect what it declares."""
    grid, table = found.grid, found.table
    shared: dict[str, int] = {}
    groups: dict[tuple[str, str], dict[str, int]] = {}
    fills: dict[tuple[str, str], int] = {}
    declarations: list[Declaration] = []
    declaring: list[tuple[str, int]] = []
    ignored: set[int] = set()
    repeats: set[int] = set()
    for position, column, captured in found.columns:
        for name, text in captured.items():
            if not column.fills and name in DECLARES:
                declarations.append(declaration(DECLARES[name], text, grid, found.heading_row, position))
        if column.field == IGNORED:
            ignored.add(position)
        elif column.field.startswith("declared_"):
            declaring.append((column.field, position))
        elif column.fills:
            key = (column.fills, captured.get(column.fills) or captured.get("quarter") or captured.get("month") or "")
            groups.setdefault(key, {})[column.field] = position
            fills.setdefault(key, position)
        elif column.field:
            shared.setdefault(column.field, position)
        if column.repeats_down:
            repeats.add(position)

    filled = {name for name, _ in groups}
    key_field = next((name for name in KEYS if name in shared and name not in filled), None)
    amounts = [position for name, position in shared.items() if name in AMOUNTS]
    amounts += [position for group in groups.values() for position in group.values()]
    others = sorted({*shared.values(), *amounts} - ({shared[key_field]} if key_field else set()))
    data_rows, unkeyed_rows = classify(grid.rows, found.heading_row, shared.get(key_field or ""), others, amounts)
    for name, position in declaring:
        declarations += declared_in_column(name, found, position, data_rows)
    records = Records(table.raw_table, grid.file, grid.sheet, table.name)
    for key, group in (groups or {("", ""): {}}).items():
        extend(records, found, data_rows, {**shared, **group}, repeats, key, fills.get(key))
    return Cut(
        records,
        declarations,
        data_rows,
        unkeyed_rows,
        {*shared.values(), *(position for _, position in declaring), *amounts},
        ignored,
    )


def classify(
    rows: Sequence[Sequence[str]], heading_row: int, key: int | None, others: list[int], amounts: list[int]
) -> tuple[list[int], list[int]]:
    """Tell rows of data from the rest: data says what it is about and holds something more."""
    data, unkeyed = [], []
    for number in range(heading_row + 1, len(rows)):
        row = rows[number]
        if key is None or row[key]:
            if any([row[position] for position in others]):  # noqa: C419 - a list is twice as fast over so few
                data.append(number)
        elif any([row[position] for position in amounts]):  # noqa: C419
            unkeyed.append(number)
    return data, unkeyed


def extend(
    records: Records,
    found: Located,
    data_rows: list[int],
    fields: dict[str, int],
    repeats: set[int],
    key: tuple[str, str],
    filled_from: int | None,
) -> None:
    """Add a record for each row of data: its own cells, and what the columns' heading says."""
    grid = found.grid
    for name in RAW_FIELDS[records.raw_table]:
        values = records.values.setdefault(name, [])
        places = records.places.setdefault(name, [])
        if name == key[0] and filled_from is not None:
            values += [key[1]] * len(data_rows)
            places += [grid.place(found.heading_row, filled_from)] * len(data_rows)
        elif name not in fields:
            values += [None] * len(data_rows)
            places += [None] * len(data_rows)
        elif fields[name] in repeats:
            above = repeated_down(grid, found.heading_row, fields[name])
            values += [above[row][0] for row in data_rows]
            places += [above[row][1] for row in data_rows]
        else:
            position = fields[name]
            values += [grid.rows[row][position] for row in data_rows]
            places += [grid.place(row, position) for row in data_rows]
    records.row_numbers += data_rows


def repeated_down(grid: Grid, heading_row: int, position: int) -> dict[int, tuple[str, str]]:
    """For each row the value last named in a column, with the place that named it."""
    above = ("", "")
    found = {}
    for row in range(heading_row + 1, len(grid.rows)):
        if text := grid.rows[row][position]:
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
