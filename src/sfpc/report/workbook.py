"""The workbook: a contents sheet and one table a sheet, for the quarter that is published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sfpc.report import words
from sfpc.report.tables import Column, Row, Table

SHEETS = {
    "rpt_returns": "Returns",
    "rpt_programme": "Programme",
    "rpt_performance": "Performance",
    "rpt_changes": "Changes",
    "rpt_performance_rates": "Rates",
    "rpt_delivery": "Delivery",
    "rpt_finance": "Finance",
    "rpt_grant": "Grant",
    "rpt_milestones": "Milestones",
    "rpt_benefits": "Benefits",
    "rpt_data_quality": "Data quality",
}
HEADING_ROW = 3
"""Under the title, what a row is, and an empty line; counted from 0."""
WIDEST, NARROWEST = 60, 9
LINE_HEIGHT = 13.5
NOTE_WIDTH = 115
"""Characters of a note that a line of the contents sheet takes, a little fewer than there are."""
SUFFIXES = {"_gbp": " (£)", "_percent": " (%)", "_days": " (days)", "_per_10000": " (per 10,000 children)"}


class Book:
    """A workbook being written, with the formats its cells take."""

    def __init__(self, path: Path, title: str, published_at: datetime) -> None:
        self.book = xlsxwriter.Workbook(
            str(path),
            {
                # text from returns stays text, whatever it looks like
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_date_format": "d mmm yyyy",
            },
        )
        self.book.set_properties(
            {
                "title": title,
                "subject": "Strengthening Families, Protecting Children",
                "author": "Programme data team",
                "comments": "Internal: not for publication. Figures are not suppressed.",
                # the only clock a release knows: that of its newest receipt
                "created": published_at,
            }
        )
        self.formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def format(self, **properties: Any) -> Format:  # noqa: ANN401 - whatever XlsxWriter knows
        """A format, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(
                {"font_name": "Arial", "font_size": 10, "valign": "top", **properties}
            )
        return self.formats[key]


def write(  # noqa: PLR0913, PLR0917 - what a workbook says, once each
    path: Path,
    title: str,
    notes: list[str],
    tables: Mapping[str, Table],
    quarter: str,
    published_at: datetime,
    mark: str = "",
) -> None:
    """Write the workbook of a quarter; the same tables give the same bytes.

    What is to be marked of the release stands on every sheet, for a sheet is copied without its book.
    """
    book = Book(path, title, published_at)
    chosen = [(SHEETS[name], tables[name], tables[name].of(quarter)) for name in SHEETS if name in tables]
    _contents(book, title, notes, chosen)
    for sheet_name, table, rows in chosen:
        _sheet(book, sheet_name, table, rows, mark)
    book.book.close()


def _contents(book: Book, title: str, notes: list[str], chosen: list[tuple[str, Table, list[Row]]]) -> None:
    sheet = book.book.add_worksheet("Contents")
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 100)
    sheet.write_string(0, 0, title, book.format(bold=True, font_size=14))
    line = 2
    for note in notes:
        # over both columns, in as many lines as it takes
        sheet.merge_range(line, 0, line, 1, "", book.format(text_wrap=True))
        sheet.write_string(line, 0, note, book.format(text_wrap=True))
        sheet.set_row(line, LINE_HEIGHT * -(-len(note) // NOTE_WIDTH))
        line += 1
    line += 1
    for column, heading in enumerate(("Sheet", "What a row is")):
        sheet.write_string(line, column, heading, book.format(bold=True, bottom=1))
    for sheet_name, table, _ in chosen:
        line += 1
        target = f"internal:'{sheet_name}'!A1"
        sheet.write_url(line, 0, target, book.format(font_color="#1d4f91", underline=1), sheet_name)
        sheet.write_string(line, 1, table.description, book.format(text_wrap=True))


def _sheet(book: Book, sheet_name: str, table: Table, rows: list[Row], mark: str) -> None:
    sheet = book.book.add_worksheet(sheet_name)
    title = f"{sheet_name} - {mark}" if mark else sheet_name
    sheet.write_string(0, 0, title, book.format(bold=True, font_size=14))
    sheet.write_string(1, 0, table.description, book.format())
    headings = unique([heading(column.name) for column in table.columns])
    last = HEADING_ROW + max(len(rows), 1)
    sheet.add_table(
        HEADING_ROW,
        0,
        last,
        len(headings) - 1,
        {
            "name": f"{table.name}",
            "style": "Table Style Light 1",
            "columns": [{"header": text, "header_format": book.format(bold=True, text_wrap=True)} for text in headings],
        },
    )
    sheet.freeze_panes(HEADING_ROW + 1, 0)
    widths = [min(max(len(text) // 2, NARROWEST), 20) for text in headings]
    for line, row in enumerate(rows, start=HEADING_ROW + 1):
        for place, column in enumerate(table.columns):
            shown = _cell(book, sheet, (line, place), column, row)
            widths[place] = max(widths[place], min(shown + 2, WIDEST))
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    if not rows:
        sheet.write_string(HEADING_ROW + 1, 0, "no rows", book.format(italic=True))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADING_ROW)


def _cell(book: Book, sheet: Worksheet, place: tuple[int, int], column: Column, row: Row) -> int:
    """Write one cell and say how wide it is: a number in full with a format that rounds, or why there is none."""
    value = row[column.name]
    if value is None:
        reason = absent(column, row)
        if reason:
            sheet.write_string(*place, reason, book.format(italic=True, font_color="#505a5f"))
        return len(reason)
    if isinstance(value, bool):
        sheet.write_string(*place, "yes" if value else "no", book.format())
        return 3
    if isinstance(value, Decimal | int):
        pattern = number_format(column, row)
        sheet.write_number(*place, float(value), book.format(num_format=pattern))
        return len(pattern) + 2
    if isinstance(value, datetime):
        sheet.write_datetime(*place, value, book.format(num_format="d mmm yyyy hh:mm"))
        return 18
    if isinstance(value, date):
        sheet.write_datetime(*place, datetime(value.year, value.month, value.day), book.format(num_format="d mmm yyyy"))  # noqa: DTZ001 - a day has no zone
        return 12
    # quote_prefix: it stays text even when somebody edits the cell
    sheet.write_string(*place, value, book.format(quote_prefix=True, text_wrap=len(value) > WIDEST))
    return len(value)


def number_format(column: Column, row: Row) -> str:
    """How a number is shown; the cell holds it in full.

    >>> number_format(Column("value", "DECIMAL(18,8)", ""), {"decimals": 1})
    '#,##0.0'
    """
    if column.name.endswith("_gbp"):
        return "£#,##0.00;[Red]-£#,##0.00"
    if column.name.endswith(("_percent", "_per_10000")):
        return "#,##0.0"
    if column.name.endswith(("_year", "decimals")):
        return "0"
    if column.name.startswith("interval_"):
        return "0.000"
    return "#,##0" + ("." + "0" * row["decimals"] if row.get("decimals") else "")


def absent(column: Column, row: Row) -> str:
    """Why a figure is not there, in words, from the status beside it; nothing for a text that is not there."""
    if not column.data_type.startswith(("DECIMAL", "BIGINT", "INTEGER", "DOUBLE")):
        return ""
    stem = column.name.removesuffix("_value").removesuffix("_gbp").removesuffix("_per_10000")
    for name in (f"{stem}_status", "target_status" if stem.startswith("target") else "", "status", "rate_status"):
        code = row.get(name)
        if code and code not in ("reported", "comparable", "in_force"):
            return words.status(str(code))
    return "not applicable"


def heading(name: str) -> str:
    """A column's name as a heading for people.

    >>> heading("actual_in_quarter_gbp"), heading("is_overdue"), heading("rate_per_10000")
    ('Actual in quarter (£)', 'Overdue', 'Rate (per 10,000 children)')
    """
    name = name.removeprefix("is_").removeprefix("has_")
    for suffix, unit in SUFFIXES.items():
        if name.endswith(suffix):
            return heading(name.removesuffix(suffix)) + unit
    text = name.replace("_", " ")
    return text[0].upper() + text[1:]


def unique(headings: list[str]) -> list[str]:
    """Headings of which no two are the same, as a table of a spreadsheet demands."""
    seen: dict[str, int] = {}
    result = []
    for text in headings:
        seen[text.lower()] = seen.get(text.lower(), 0) + 1
        result.append(text if seen[text.lower()] == 1 else f"{text} {seen[text.lower()]}")
    return result
