"""Tables moved, sheets renamed, rows and columns put in, taken about or hidden: where things stand."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from itertools import takewhile
from random import Random

from tests.property.book import Cell, Expected, Return, Row, Sheet
from tests.property.decorations import GRIDS, WORKBOOKS, a_table, blank_row, decoration, some

NAMING = ("label", "workstream", "milestone", "benefit")
"""Fields that name what a row is about."""

OTHER_FIGURE = Decimal(424242)
"""A figure that no return carries: read from anywhere it is wrong."""

NOTES = (
    "Figures are provisional.", "Source: case management system", "Data as at quarter end", "Checked by finance",
    "Official", "See the note below", "Please note: rounding may apply", "Return version 2",
)  # fmt: skip
NAMES = ("Sheet1", "Sheet 2", "Tab (2)", "Quarterly return", "data", "Copy of return", "£", "FINAL v3", "Q")


@decoration("clean", GRIDS)
def table_stands_lower_and_further_right(returned: Return, chance: Random) -> None:
    for sheet in returned.sheets:
        sheet.top += chance.randrange(0, 6)
        sheet.left += chance.randrange(0, 5)


@decoration("clean", WORKBOOKS)
def sheets_have_other_names(returned: Return, chance: Random) -> None:
    names = chance.sample(NAMES, k=len(NAMES))
    for number, sheet in enumerate(sheet for sheet in returned.sheets if sheet.table):
        sheet.name = f"{names[number % len(names)]} {number}"


@decoration("clean", frozenset({"csv"}))
def csv_is_written_by_another_program(returned: Return, chance: Random) -> None:
    returned.encoding = chance.choice(("cp1252", "utf-8", "utf-8-sig", "utf-16"))
    returned.delimiter = chance.choice((",", ";", "\t", "|"))


@decoration("clean", frozenset({"xlsx"}))
def a_workbook_is_saved_by_another_program(returned: Return, _: Random) -> None:
    returned.is_saved_again = True


@decoration("clean", WORKBOOKS)
def sheets_stand_in_another_order(returned: Return, chance: Random) -> None:
    first, *others = returned.sheets  # a template is known by its first sheet
    chance.shuffle(others)
    returned.sheets = [first, *others]


@decoration("clean", WORKBOOKS)
def two_tables_stand_on_one_sheet(returned: Return, chance: Random) -> None:
    sheets = [sheet for sheet in returned.sheets if sheet.table and not sheet.is_hidden]
    if len(sheets) < 2:
        return
    upper, lower = chance.sample(sheets, 2)
    lower.top += 1 + chance.randrange(3)
    upper.also.append(lower)
    upper.also += lower.also
    lower.also = []
    returned.sheets.remove(lower)


@decoration("clean", WORKBOOKS)
def two_tables_stand_side_by_side(returned: Return, chance: Random) -> None:
    sheets = [sheet for sheet in returned.sheets if sheet.table and not (sheet.is_hidden or sheet.also or sheet.beside)]
    hidden = [sheet for sheet in sheets if has_something_hidden(sheet)]
    sheets = [sheet for sheet in sheets if sheet not in hidden and sheet.table.raw_table != "declarations"]
    if len(sheets) < 2:
        return
    one, other = chance.sample(sheets, 2)
    other.left = 1 + chance.randrange(3)
    one.beside = other
    returned.sheets.remove(other)


def a_table_alone(returned: Return, chance: Random) -> Sheet:
    """One of the tables that hold values and have no other beside them, whose rows would be hidden too."""
    paired = {
        id(table) for sheet in returned.sheets for one in sheet.tables if one.beside for table in (one, one.beside)
    }
    while id(table := a_table(returned, chance)) in paired:
        pass
    return table


def has_something_hidden(sheet: Sheet) -> bool:
    """Whether a row or column of a sheet is hidden."""
    assert sheet.heading
    return any(row.is_hidden for row in sheet.body) or any(cell.is_hidden for cell in sheet.heading.cells)


@decoration("clean", GRIDS)
def titles_stand_above(returned: Return, chance: Random) -> None:
    for sheet in returned.tables:
        sheet.above += [Row([Cell(chance.choice(NOTES))], "title") for _ in range(chance.randrange(1, 4))]
        sheet.above += [blank_row(sheet)] * chance.randrange(2)


@decoration("clean", GRIDS)
def notes_stand_below(returned: Return, chance: Random) -> None:
    for sheet in returned.tables:
        sheet.below += [blank_row(sheet)] * chance.randrange(2)
        sheet.below += [Row([Cell(chance.choice(NOTES))], "note") for _ in range(chance.randrange(1, 4))]


@decoration("exact", GRIDS)
def notes_stand_beside(returned: Return, chance: Random) -> None:
    table = a_table(returned, chance)
    gap = [Cell() for _ in range(chance.randrange(1, 4))]
    for row in chance.sample(table.body, min(2, len(table.body))):
        row.cells = [*row.cells, *gap, Cell(chance.choice(NOTES))]
    widen(table)


def widen(table: Sheet) -> None:
    """Give every row of a table as many cells as its widest."""
    rows = [table.heading, *table.body, *table.groups]
    width = max(len(row.cells) for row in rows if row)
    for row in rows:
        if row:
            row.cells = row.cells + [Cell() for _ in range(width - len(row.cells))]


@decoration("clean", GRIDS)
def blank_rows_stand_inside(returned: Return, chance: Random) -> None:
    for table in returned.tables:
        for _ in range(chance.randrange(1, 4)):
            table.body.insert(chance.randrange(len(table.body) + 1), blank_row(table))


@decoration("clean", GRIDS)
def a_blank_row_stands_under_the_headings(returned: Return, chance: Random) -> None:
    table = a_table(returned, chance)
    table.body.insert(0, blank_row(table))


@decoration("clean", GRIDS)
def blank_columns_stand_inside(returned: Return, chance: Random) -> None:
    for table in returned.tables:
        for _ in range(chance.randrange(1, 3)):
            insert_column(table, chance.randrange(len(table.heading.cells) + 1), Cell(), [])


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


@decoration("clean")
def columns_stand_in_another_order(returned: Return, chance: Random) -> None:
    for table in returned.tables:
        if table.groups:
            continue  # what is merged over several columns would no longer be above them
        order = list(range(len(table.heading.cells)))
        chance.shuffle(order)
        for row in [table.heading, *table.body]:
            row.cells = [row.cells[at] for at in order]


@decoration("clean")
def rows_stand_in_another_order(returned: Return, chance: Random) -> None:
    for table in returned.tables:
        fill_what_repeats(table)
        chance.shuffle(table.body)


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


@decoration("clean", WORKBOOKS)
def a_hidden_sheet_holds_other_figures(returned: Return, chance: Random) -> None:
    table = a_table(returned, chance)
    copy = Sheet(table.file, f"Old {len(returned.sheets)}", table.table, is_hidden=True)
    copy.heading = copied(table.heading)
    copy.body = [copied(row) for row in table.body]
    returned.sheets.insert(chance.randrange(len(returned.sheets) + 1), copy)
    returned.expected.append(Expected(frozenset({"hidden_sheet"}), copy.heading.cells[0], "sheet"))


def copied(row: Row | None, *, with_figures: bool = True) -> Row:
    """The same row with other figures; or with none."""
    assert row
    figures = ("figure", "percentage")
    cells = [
        Cell((OTHER_FIGURE if with_figures else None) if cell.role in figures else cell.content, "other")
        for cell in row.cells
    ]
    return Row(cells, "copy")


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


@decoration("clean", GRIDS)
def words_stand_above_the_headings(returned: Return, chance: Random) -> None:
    for table in returned.tables:
        width = len(table.heading.cells)
        groups = Row([Cell() for _ in range(width)], "groups")
        at = chance.randrange(width)
        groups.cells[at].content = chance.choice(("In quarter", "Figures", "£", "Reported by the service", "Total"))
        table.groups.append(groups)
        if returned.kind != "csv" and width - at > 1:
            table.merged.append((groups.cells[at], 0, chance.randrange(1, width - at)))


@decoration("clean", WORKBOOKS)
def headings_are_merged_over_two_rows(returned: Return, chance: Random) -> None:
    table = a_table(returned, chance)
    if table.groups or any(heading.is_hidden for heading in table.heading.cells):
        return
    fill_what_repeats(table)
    upper, lower = Row([], "groups"), Row([], "heading")
    group: list[Cell] = []
    for heading in table.heading.cells:
        cells = table.column(heading)
        if any(cell.role == "figure" for cell in cells) or not any(cell.content for cell in cells):
            upper.cells.append(Cell(None if group else "In the quarter"))
            lower.cells.append(heading)
            group.append(upper.cells[-1])
        else:
            upper.cells.append(heading)
            lower.cells.append(Cell(None, "heading"))
            table.merged += [(heading, 1, 0)] * bool(heading.content)
            merge_along(table, group)
            group = []
    merge_along(table, group)
    table.groups, table.heading = [upper], lower


def merge_along(table: Sheet, cells: list[Cell]) -> None:
    """Merge cells that stand beside each other."""
    if len(cells) > 1:
        table.merged.append((cells[0], 0, len(cells) - 1))


def says_the_same(one: Cell, other: Cell) -> bool:
    """Whether two cells hold the same."""
    return one.content == other.content


@decoration("fault", WORKBOOKS)
def labels_are_merged_over_their_rows(returned: Return, chance: Random) -> None:
    table = a_table(returned, chance)
    fill_what_repeats(table)
    columns = [one for one in table.heading.cells if any(cell.role in ("label", "word") for cell in table.column(one))]
    if not columns or any(row.kind != "data" or row.is_hidden for row in table.body):
        return
    cells = table.column(chance.choice(columns))
    while cells:
        first, *rest = cells
        alike = list(takewhile(partial(says_the_same, first), rest))
        if alike and first.content and not any(cell.carries or cell.is_respelled for cell in [first, *alike]):
            table.merged.append((first, len(alike), 0))
            for cell in alike:
                cell.content, cell.is_respelled = None, True
            first.is_respelled = True
        cells = rest[len(alike) :]


@decoration("fault", GRIDS)
def a_heading_stands_in_two_cells(returned: Return, chance: Random) -> None:
    table = a_table(returned, chance)
    candidates = [cell for cell in table.heading.cells if isinstance(cell.content, str) and " " in cell.content]
    if not candidates or table.groups:
        return
    upper = Row([Cell() for _ in table.heading.cells], "groups")
    for heading in some(candidates, chance):
        first, rest = str(heading.content).split(" ", 1)
        upper.cells[table.heading.cells.index(heading)].content = first
        heading.content = rest
        heading.is_respelled = True
    table.groups.append(upper)


@decoration("clean", GRIDS)
def headings_are_printed_again(returned: Return, chance: Random) -> None:
    table = a_table(returned, chance)
    again = Row([Cell(cell.content) for cell in table.heading.cells], "again")
    table.body.insert(chance.randrange(1, len(table.body) + 1), again)


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
