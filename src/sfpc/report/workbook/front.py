"""The sheets before the tables: cover, contents, notes and symbols, written by gptables from words of our own."""

from __future__ import annotations

import pandas as pd
from gptables import Cover, GPTable
from xlsxwriter.worksheet import Worksheet

from sfpc.report import words
from sfpc.report.document import INTERNAL
from sfpc.report.issue import Issue
from sfpc.report.sections import opening
from sfpc.report.workbook import cells
from sfpc.report.workbook.book import OF_A_LINE, OF_A_TITLE, Book, lines_needed
from sfpc.report.workbook.notes import NOTES

WIDTHS = (28, 110)
ABOVE = 3
"""Title, number of tables and headings stand above the rows."""
BOLDER = 1.5
"""How much wider the letters of a title are."""
ONE_TABLE = "This sheet has one table."
STATUS = {
    INTERNAL: "Internal: not for publication. Nothing in it has been suppressed to protect small numbers.",
}
PUBLISHED_STATUS = "For publication: small numbers of children and families are suppressed."
LISTED = (("Notes", "Notes"), ("Symbols", "Symbols: what stands where there is no figure"))
"""The sheets of words that the contents lead to."""
CONTACT = (
    "Programme data team, Strengthening Families, Protecting Children, Department for Education. Quote the quarter and "
    "the number of the release."
)


def cover(book: Book, title: str, issue: Issue, audience: str) -> None:
    """What the workbook is, of which quarter and release, whose returns it holds, and whom to ask."""
    coverage = issue.coverage
    held = f"Holds the returns of {coverage.returns - len(coverage.missing)} of {coverage.returns} authorities."
    intro = [
        "Figures of councils' quarterly returns under Strengthening Families, Protecting Children (Family Valued).",
        f"Quarter: {words.quarter(issue.quarter)} ({issue.quarter}).",
        f"Release {issue.number}, after decision {issue.decision.number} of the gate.",
        STATUS.get(audience, PUBLISHED_STATUS),
        held,
    ]
    signed = [f"{heading} {text}" for heading, text in opening.sign_off(issue.decision)]
    about = [
        *issue.notes,
        *signed,
        "Each sheet has one table or charts. The sheet Contents leads to each, the sheet Notes holds the notes.",
        "Numbers are in full in the cells, and shown rounded half up.",
        "No cell of a table is empty: the sheet Symbols says what stands where there is no figure.",
    ]
    # a list is taken as it is: text that people typed is never read as a link
    made = Cover(book.marked(title), [[{}, each] for each in intro], [[{}, each] for each in about], [[{}, CONTACT]])
    worksheet = book.add_worksheet("Cover")
    worksheet.write_cover(made)
    texts = ["", *intro, "", *about, "", CONTACT]
    _set_heights(worksheet, 1, [lines_needed([text], [made.width]) * OF_A_LINE for text in texts])
    _set_heights(worksheet, 0, [lines_needed([book.marked(title)], [made.width / BOLDER]) * OF_A_TITLE])
    book.lay_out_for_print(worksheet, made.width)


def contents(book: Book, listed: list[tuple[str, str]]) -> None:
    """Every sheet with a link to it, in their order.

    Args:
        book: to write into.
        listed: name and title of each sheet that follows.
    """
    rows = pd.DataFrame(
        {
            "Sheet": [{name: f"internal:'{name}'!A1"} for name, _ in listed],
            "What is on it": [title for _, title in listed],
        },
        dtype=object,
    )
    _table(book, "Contents", GPTable(rows, "Contents_table", book.marked("Contents"), instructions=ONE_TABLE))


def notes(book: Book) -> None:
    """The notes, by their numbers."""
    rows = pd.DataFrame(
        {"Note": [f"note {number}" for number in range(1, len(NOTES) + 1)], "What it says": list(NOTES.values())}
    )
    _table(book, "Notes", GPTable(rows, "Notes_table", book.marked("Notes"), instructions=ONE_TABLE))


def symbols(book: Book) -> None:
    """What stands in a cell that has no figure."""
    rows = pd.DataFrame({"Shorthand": list(cells.SHORTHANDS), "What it means": list(cells.SHORTHANDS.values())})
    _table(book, "Symbols", GPTable(rows, "Symbols_table", book.marked("Symbols"), instructions=ONE_TABLE))


def _table(book: Book, name: str, table: GPTable) -> None:
    worksheet = book.add_worksheet(name)
    texts = [tuple(row) for row in table.table.itertuples(index=False)]
    worksheet.write_gptable(table, auto_width=False)
    for place, width in enumerate(WIDTHS):
        worksheet.set_column(place, place, width)
    _set_heights(worksheet, ABOVE, [lines_needed(row, WIDTHS) * OF_A_LINE for row in texts])
    book.lay_out_for_print(worksheet, sum(WIDTHS))


def _set_heights(worksheet: Worksheet, first: int, heights: list[float]) -> None:
    for line, height in enumerate(heights, start=first):
        worksheet.set_row(line, height)
