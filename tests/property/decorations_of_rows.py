"""Sheets, rows and columns that hold other figures, or hide the return's own: hidden, repeated, examples, totals."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from tests.property.book import Cell, Expected, Return, Row, Sheet
from tests.property.decorations import (
    GRIDS,
    OTHER_FIGURE,
    WORKBOOKS,
    a_table,
    a_table_alone,
    blank_row,
    copied,
    decoration,
    fill_what_repeats,
    insert_column,
)

NAMING = ("label", "workstream", "milestone", "benefit")
"""Fields that name what a row is about."""


@decoration("clean", WORKBOOKS)
def a_hidden_sheet_holds_other_figures(returned: Return, chance: Random) -> None:
    table = a_table(returned, chance)
    copy = Sheet(table.file, f"Old {len(returned.sheets)}", table.table, is_hidden=True)
    copy.heading = copied(table.heading)
    copy.body = [copied(row) for row in table.body]
    returned.sheets.insert(chance.randrange(len(returned.sheets) + 1), copy)
    returned.expected.append(Expected(frozenset({"hidden_sheet"}), copy.heading.cells[0], "sheet"))


@decoration("exact", WORKBOOKS)
def a_hidden_row_holds_other_figures(returned: Return, chance: Random) -> None:
    table = a_table_alone(returned, chance)
    fill_what_repeats(table)
    at = chance.randrange(len(table.body) + 1)
    row = copied(chance.choice([row for row in table.body if row.kind == "data"]))
    row.is_hidden = True
    table.body.insert(at, row)
    first = next(cell for cell in row.cells if cell.content)
    returned.expected.append(Expected(frozenset({"hidden_rows"}), first, "line"))


@decoration("fault", WORKBOOKS)
def a_row_is_hidden(returned: Return, chance: Random) -> None:
    table = a_table_alone(returned, chance)
    fill_what_repeats(table)
    rows = [
        row
        for row in table.body
        if row.kind == "data" and not row.is_hidden and not any(cell.is_respelled for cell in row.cells)
    ]
    if len(rows) < 2:
        return
    row = chance.choice(rows)
    row.is_hidden = True
    returned.lost |= {cell for cell in row.cells if cell.carries}
    first = next(cell for cell in row.cells if cell.content)
    returned.expected.append(Expected(frozenset({"hidden_rows"}), first, "line"))


@decoration("exact", WORKBOOKS)
def a_hidden_column_holds_other_figures(returned: Return, chance: Random) -> None:
    table = a_table_alone(returned, chance)
    headings = [one for one in table.heading.cells if any(cell.role == "figure" for cell in table.column(one))]
    if not headings:
        return
    original = chance.choice(headings)
    text = chance.choice([original.content, f"{original.content} (old)", None])
    cells = [Cell(OTHER_FIGURE if cell.role == "figure" else cell.content) for cell in table.column(original)]
    insert_column(table, chance.randrange(len(table.heading.cells) + 1), Cell(text, "heading", is_hidden=True), cells)
    hidden = next(one for one in table.heading.cells if one.is_hidden)
    kinds = frozenset({"hidden_columns"} if text == original.content else {"hidden_columns", "hidden_cells"})
    returned.expected.append(Expected(kinds, hidden if text else cells[0], "line"))


@decoration("exact", GRIDS)
def an_example_row_stands_first(returned: Return, chance: Random) -> None:
    table = a_table(returned, chance)
    original = chance.choice([row for row in table.body if row.kind == "data"])
    headings = [column.heading for column in table.table.columns if column.field in NAMING]
    named = [at for at, heading in enumerate(table.heading.cells) if heading.content in headings]
    if not named:
        return
    row = copied(original)
    row.cells[named[0]].content = chance.choice(("Example", "e.g.", "EXAMPLE - delete this row", "Example:"))
    table.body.insert(0, row)


def to_be_repeated(body: list[Row], chance: Random) -> Row | None:
    """A row as it was written, which no other decoration may change any more; none where there is none left."""
    rows = [
        row
        for row in body
        if row.kind == "data" and not row.is_hidden and not any(cell.is_respelled for cell in row.cells)
    ]
    if not rows:
        return None
    row = chance.choice(rows)
    for cell in row.cells:
        cell.is_respelled = True
    return row


@decoration("exact")
def a_row_is_repeated_word_for_word(returned: Return, chance: Random) -> None:
    table = a_table(returned, chance)
    if returned.kind == "json" and not table.name:
        return
    fill_what_repeats(table)
    original = to_be_repeated(table.body, chance)
    if original is None:
        return
    again = Row([Cell(cell.content, "other") for cell in original.cells], "again")
    table.body.insert(chance.randrange(table.body.index(original) + 1, len(table.body) + 1), again)


@decoration("fault")
def a_row_is_repeated_with_other_figures(returned: Return, chance: Random) -> None:
    table = a_table(returned, chance)
    if returned.kind == "json" and not table.name:
        return
    fill_what_repeats(table)
    original = to_be_repeated(table.body, chance)
    if original is None or not any(cell.role == "figure" for cell in original.cells):
        return
    again = copied(original)
    table.body.insert(chance.randrange(len(table.body) + 1), again)
    figures = [cell for cell in original.cells if cell.role in ("figure", "percentage")]
    returned.may_be_flagged |= {cell for cell in original.cells if cell.carries}
    for cell, other in zip(original.cells, again.cells, strict=True):
        if cell in figures and cell.carries and cell.content != OTHER_FIGURE:
            other.carries = cell.carries
            returned.lost |= {cell} if cell.role == "figure" and cell.carries[0] != "benefits" else set()


@decoration("exact", GRIDS)
def a_total_stands_below(returned: Return, chance: Random) -> None:
    table = a_table(returned, chance)
    if not any(cell.role == "figure" for row in table.body for cell in row.cells):
        return
    total = blank_row(table, "total")
    words = [
        at for at, one in enumerate(table.heading.cells) if any(c.role in ("label", "word") for c in table.column(one))
    ]
    if not words:
        return
    total.cells[words[0]].content = chance.choice(("Total", "TOTAL", "Grand total"))
    for at, heading in enumerate(table.heading.cells):
        numbers = [cell.content for cell in table.column(heading) if cell.role == "figure"]
        if numbers and all(isinstance(one, Decimal) for one in numbers):
            total.cells[at].content = sum(numbers, Decimal(0))
    table.body.append(total)


@decoration("exact", GRIDS)
def junk_trails_below(returned: Return, chance: Random) -> None:
    for table in returned.tables:
        junk = chance.sample(
            ("End of return", "Page 1 of 1", "*", "x", "1", "Prepared by: performance team", "-", "n/a"), 3
        )
        table.below += [Row([Cell(text)], "junk") for text in junk]


@decoration("exact")
def an_unknown_column_stands_inside(returned: Return, chance: Random) -> None:
    table = a_table(returned, chance)
    if returned.kind == "json" and not table.name:
        return
    heading = Cell(chance.choice(("Officer checked", "Variance", "Zzz", "Benchmark group mean")), "heading")
    cells = [Cell(OTHER_FIGURE) for row in table.body if row.kind == "data"]
    insert_column(table, chance.randrange(len(table.heading.cells) + 1), heading, cells)
    returned.expected.append(Expected(frozenset({"unknown_heading", "unknown_label"}), heading, "line"))


@decoration("fault")
def a_label_is_unknown(returned: Return, chance: Random) -> None:
    labels = [cell for cell in returned.cells() if cell.role == "label" and not cell.carries and not cell.is_respelled]
    if not labels:
        return
    label = chance.choice(labels)
    label.content, label.is_respelled = "Quokkas counted", True
    table = next(table for table in returned.tables if any(label in row.cells for row in table.body))
    row = next(row for row in table.body if label in row.cells)
    returned.lost |= {cell for cell in row.cells if cell.carries}
    returned.expected.append(Expected(frozenset({"unknown_label"}), label, "line"))
