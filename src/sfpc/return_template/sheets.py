"""Write the template's workbook: instructions first, a table a sheet, then the code lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from math import ceil
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sfpc.period import Quarter
from sfpc.reference import IGNORED, TEMPLATE_MARKER, Authority, LayoutColumn, LayoutTable, Reference
from sfpc.return_template import checks, words
from sfpc.return_template.language import set_language
from sfpc.return_template.last_quarter import Figures, Value
from sfpc.return_template.rows import LISTS, Cells, Contents

HEADING_ROW = 4
"""Under the title, two lines of help and an empty line; counted from 0."""
INK, QUIET, INPUT, HEADING, LINES = "#0b0c0c", "#505a5f", "#fff7bf", "#1d4f91", "#b1b4b6"
"""Colours whose contrast with what stands on them is above 4.5 to 1. No colour alone says anything."""
MONEY, DAY = "£#,##0.00;[Red]-£#,##0.00", "dd/mm/yyyy"
DATES = ("baseline_date", "forecast_date", "completed_date")
WIDTHS = {
    "label": 52,
    "milestone": 40,
    "benefit": 34,
    "workstream": 40,
    "funder": 30,
    "project": 28,
    "work_area": 30,
    "comment": 40,
    "What it counts": 70,
}
NARROW, WIDE = 18, 26
WIDER = 1.05
"""How much wider a letter of 12 points is than one of those that a column's width counts."""
LINE = 18
"""The height of a line of text, in points: a row that wraps must say how many it has, for not every program counts."""


class Book:
    """A workbook being written, with the formats its cells take."""

    def __init__(self, path: Path, title: str, quarter: Quarter) -> None:
        self.book = xlsxwriter.Workbook(
            str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        )
        self.book.set_properties(
            {
                "title": title,
                "subject": "Strengthening Families, Protecting Children",
                "author": "Programme data team",
                "created": datetime.combine(quarter.last_day, datetime.min.time()),
            }
        )
        self.formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def format(self, **properties: Any) -> Format:  # noqa: ANN401 - whatever XlsxWriter knows
        """A format, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(
                {"font_name": "Arial", "font_size": 12, "font_color": INK, "valign": "top", **properties}
            )
        return self.formats[key]

    def sheet(self, name: str, title: str) -> Worksheet:
        """A sheet with its title, as it prints on A4."""
        sheet = self.book.add_worksheet(name)
        sheet.set_default_row(LINE)
        sheet.set_row(0, 26)
        sheet.write_string(0, 0, title, self.format(bold=True, font_size=16))
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet


def write(path: Path, known: Reference, authority: Authority, quarter: Quarter, figures: Figures) -> None:
    """Write the template of one return; the same seeds and figures give the same bytes."""
    version = known.template_version
    title = f"{words.TITLE}: {authority.name}, {words.quarter_in_words(quarter)}"
    book = Book(path, title, quarter)
    contents = Contents(known, quarter, figures)
    for table in known.template(version, quarter):
        if table.shape == "form":
            _instructions(book, table, answers(known, authority, quarter), version)
        else:
            _table(book, table, contents, f"{authority.name}, {words.quarter_in_words(quarter)}", quarter)
    _names(book, contents)
    book.book.close()
    set_language(path, "en-GB")


def answers(known: Reference, authority: Authority, quarter: Quarter) -> dict[str, str]:
    """What the first sheet says already, by its label."""
    due = known.due_date(authority.code, quarter)
    return {
        "Local authority": authority.name,
        "Financial year": quarter.financial_year,
        "Quarter": f"Q{quarter.number}",
        "Due date": f"{due.day} {due:%B %Y}",
        "Nothing to report this quarter": "No",
    }


def _instructions(book: Book, table: LayoutTable, said: dict[str, str], version: int) -> None:
    """The first sheet: what the return is, who signs it off, and how to fill it in."""
    sheet = book.sheet(table.sheet, words.TITLE)
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 1, 100)
    sheet.write_string(1, 0, f"{TEMPLATE_MARKER} {version}", book.format(font_color=QUIET))
    line = 3
    for column in table.columns:
        is_input = column.heading not in said or column.field == "declared_nil"
        sheet.write_string(line, 0, column.heading, book.format(bold=True))
        style = book.format(bg_color=INPUT, border=1, align="left") if is_input else book.format(align="left")
        if column.heading in said:
            sheet.write_string(line, 1, said[column.heading], style)
        else:
            sheet.write_blank(line, 1, None, style)
        if column.field == "declared_nil":
            sheet.data_validation(line, 1, line, 1, checks.yes_or_no())
        line += 1
    for heading, paragraphs in words.INSTRUCTIONS:
        line += 1
        sheet.write_string(line, 0, heading, book.format(bold=True, font_size=14))
        sheet.set_row(line, 22)
        for name, text in paragraphs:
            line += 1
            sheet.write_string(line, 0, name, book.format(bold=True))
            sheet.write_string(line, 1, text, book.format(text_wrap=True))
            sheet.set_row(line, height([(text, 100)]))
        line += 1
    sheet.activate()


def _table(book: Book, table: LayoutTable, contents: Contents, whose: str, quarter: Quarter) -> None:
    """One table: what is known of each row, and cells to fill in."""
    sheet = book.sheet(table.sheet, f"{table.sheet}: {whose}")
    sheet.write_string(1, 0, words.HELP[table.sheet], book.format())
    sheet.write_string(2, 0, words.reference_to(quarter) if table.sections else "", book.format(font_color=QUIET))
    rows = contents.rows(table)
    last = HEADING_ROW + len(rows)
    sheet.add_table(
        HEADING_ROW,
        0,
        last,
        len(table.columns) - 1,
        {
            "name": f"{table.sheet.lower().replace(' ', '_')}_table",
            "style": None,
            "autofilter": False,
            "columns": [
                {"header": column.heading, "header_format": heading_format(book, column, table)}
                for column in table.columns
            ],
        },
    )
    sheet.set_row(HEADING_ROW, 2 * LINE)
    sheet.freeze_panes(HEADING_ROW + 1, 1)
    sheet.repeat_rows(HEADING_ROW)
    for line, cells in enumerate(rows, HEADING_ROW + 1):
        texts = [(str(known_of(column, cells) or ""), width(column)) for column in table.columns]
        sheet.set_row(line, height(texts))
    for position, column in enumerate(table.columns):
        sheet.set_column(position, position, width(column))
        for line, cells in enumerate(rows, HEADING_ROW + 1):
            _cell(book, sheet, (line, position), column, cells)
        for first, options in checks.of_column(column, rows, HEADING_ROW + 1, position):
            end = first if options.pop("one_row", False) else last
            sheet.data_validation(first, position, end, position, options)


def heading_format(book: Book, column: LayoutColumn, table: LayoutTable) -> Format:
    """A heading of something to fill in is dark; one of something to read is light."""
    to_read = column.field == IGNORED or (column.field == "label" and bool(table.sections))
    colours = {"bg_color": "#eeefef", "font_color": INK} if to_read else {"bg_color": HEADING, "font_color": "#ffffff"}
    return book.format(bold=True, text_wrap=True, border=1, **colours)


def width(column: LayoutColumn) -> int:
    """How wide a column is, in characters."""
    name = column.heading if column.field == IGNORED else column.field
    return WIDTHS.get(name, {"Meaning": 100, "Entry": 70}.get(name, WIDE if len(column.heading) > WIDE else NARROW))


def height(texts: Sequence[tuple[str, int]]) -> float:
    """How high a row is whose texts wrap within so many characters."""
    return LINE * max(ceil(len(text) * WIDER / characters) or 1 for text, characters in texts)


def known_of(column: LayoutColumn, cells: Cells) -> Value:
    """What is known already of a cell."""
    return cells.get(column.heading) if column.field == IGNORED else cells.get(column.field)


def _cell(book: Book, sheet: Worksheet, place: tuple[int, int], column: LayoutColumn, cells: Cells) -> None:
    """Write what is known of one cell; an input cell looks like one."""
    value = known_of(column, cells)
    properties: dict[str, Any] = {"text_wrap": isinstance(value, str)}
    if column.field == IGNORED:
        properties |= {"font_color": QUIET, "bottom": 1, "bottom_color": LINES}
    elif column.field == "label":
        properties |= {"bottom": 1, "bottom_color": LINES}
    else:
        properties |= {"bg_color": INPUT, "border": 1, "border_color": LINES, "text_wrap": True}
    if "£" in column.heading:
        properties["num_format"] = MONEY
    elif column.field in DATES or isinstance(value, date):
        properties["num_format"] = DAY
    elif isinstance(value, Decimal | int | float) or column.field == "value":
        properties["num_format"] = "#,##0.0" if cells.get("decimals") else "#,##0"
    _write(sheet, place, value, properties, book)


def _write(sheet: Worksheet, place: tuple[int, int], value: Value, properties: dict[str, Any], book: Book) -> None:
    """Write a value as what it is: text stays text, whatever it looks like."""
    if value is None or value == "":
        sheet.write_blank(*place, None, book.format(**properties))
    elif isinstance(value, str):
        sheet.write_string(*place, value, book.format(quote_prefix=True, **properties))
    elif isinstance(value, date):
        sheet.write_datetime(*place, datetime.combine(value, datetime.min.time()), book.format(**properties))
    else:
        sheet.write_number(*place, float(value), book.format(**properties))


def _names(book: Book, contents: Contents) -> None:
    """A name for each code list, which the drop-downs refer to."""
    first = HEADING_ROW + 2  # counted from 1, under the heading
    for name in LISTS:
        last = first + len(contents.entries(name)) - 1
        book.book.define_name(checks.name_of(name), f"='{words.CODE_LISTS}'!$B${first}:$B${last}")
        first = last + 1
