"""Tables moved, sheets renamed, rows and columns put in or taken about, headings on two rows: where things stand."""

from __future__ import annotations

from functools import partial
from itertools import takewhile
from random import Random

from tests.property.book import Cell, Return, Row, Sheet
from tests.property.decorations import (
    GRIDS,
    WORKBOOKS,
    a_table,
    blank_row,
    decoration,
    fill_what_repeats,
    insert_column,
    some,
)

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
