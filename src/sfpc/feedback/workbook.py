"""The feedback as a workbook: a summary first, then what to mend, then every place; for a screen and for paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from textwrap import wrap
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sfpc.feedback.judgement import Judged
from sfpc.feedback.wording import URGENCY, Group, Summary, groups, title
from sfpc.personal_data import shown
from sfpc.spreadsheet_text import neutralised

Column = tuple[str, int]
"""A heading and how wide its column is, in characters."""

MEND: tuple[Column, ...] = (
    ("How urgent", 20), ("What is wrong", 20), ("File", 20), ("Sheet", 13), ("Where", 14), ("How often", 8),
    ("What was found", 40), ("What is expected", 28), ("How to mend it", 32), ("Whose", 8),
)  # fmt: skip
EVERY: tuple[Column, ...] = (
    ("How urgent", 20), ("What is wrong", 22), ("File", 24), ("Sheet", 16), ("Where", 16), ("What was found", 70),
)  # fmt: skip
ABOUT: tuple[Column, ...] = (("About this return", 26), ("Answer", 90))
LINE_HEIGHT = 13.5
"""Points that a line of text needs; a row is as high as its longest text, for not every program works that out."""

COLOURS = {"reject": "#F8D7DA", "critical": "#F8D7DA", "warning": "#FFF3CD", "info": "#E2ECF7"}
"""Beside the words, which say the same: colour alone tells nobody anything."""

YOURS = "yours"


class Book:
    """The workbook being written."""

    def __init__(self, path: Path, judged: Judged) -> None:
        self.book = xlsxwriter.Workbook(
            str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        )
        self.book.set_properties(
            {
                "title": f"Feedback on the return of {title(judged)}",
                "subject": "Strengthening Families, Protecting Children",
                "author": "Programme data team",
                # the only clock a feedback knows: that of the receipt
                "created": datetime.fromisoformat(judged.landed.received_at),
            }
        )
        self.book.set_size(2400, 1500)
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def format(self, **properties: Any) -> Format:  # noqa: ANN401 - whatever XlsxWriter knows
        """A format, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            ours = {"font_name": "Arial", "font_size": 10, "valign": "top", "text_wrap": True}
            self._formats[key] = self.book.add_format({**ours, **properties})
        return self._formats[key]

    def table(self, sheet: Worksheet, at: int, name: str, columns: Sequence[Column], rows: list[list[Any]]) -> None:
        """Write a table with its headings in a row; `rows` hold a severity first, which gives the colour."""
        headings = [{"header": heading, "header_format": self.format(bold=True, bottom=1)} for heading, _ in columns]
        sheet.add_table(
            at, 0, at + max(len(rows), 1), len(columns) - 1,
            {"name": name, "columns": headings, "style": "Table Style Light 1", "autofilter": len(rows) > 1},
        )  # fmt: skip
        for line, (severity, *values) in enumerate(rows, start=at + 1):
            widths = [width for _, width in columns]
            lines = max(lines_of(str(value or ""), width) for value, width in zip(values, widths, strict=True))
            sheet.set_row(line, lines * LINE_HEIGHT + 4)
            for place, value in enumerate(values):
                shaded = {"bg_color": COLOURS[severity]} if severity and place == 0 else {}
                if isinstance(value, int):
                    sheet.write_number(line, place, value, self.format(align="left", **shaded))
                else:
                    sheet.write_string(line, place, neutralised(value or ""), self.format(**shaded))


def lines_of(text: str, width: int) -> int:
    """How many lines a text takes in a column of so many characters; names without spaces are broken.

    >>> lines_of("a number", 20), lines_of("one two three", 8), lines_of("", 8)
    (1, 2, 1)
    """
    return max(len(wrap(text, width)), 1)


def write(path: Path, judged: Judged, summary: Summary, notes: Sequence[str]) -> None:
    """Write the feedback workbook; the same feedback gives the same bytes."""
    theirs = judged.of("authority")
    told = groups(theirs)
    book = Book(path, judged)
    _summary(book, judged, summary, told, notes)
    if told:
        _sheet(book, "What to mend", "to_mend", MEND, [_line(group) for group in told])
    if len(theirs) > len(told):
        lines = [
            [
                one.severity,
                URGENCY[one.severity],
                one.title,
                shown(one.file),
                shown(one.sheet),
                shown(one.place),
                one.message,
            ]
            for one in theirs
        ]
        _sheet(book, "Every place", "every_place", EVERY, lines)
    book.book.close()


def _summary(book: Book, judged: Judged, summary: Summary, told: list[Group], notes: Sequence[str]) -> None:
    sheet = book.book.add_worksheet("Summary")
    sheet.hide_gridlines(2)
    for place, (_, width) in enumerate(ABOUT):
        sheet.set_column(place, place, width)
    sheet.write_string(0, 0, title(judged), book.format(bold=True, font_size=16, text_wrap=False))
    lines: list[list[Any]] = [
        [None, "What became of it", summary.outcome],
        [None, "What that means", summary.means],
        [None, "What to do first", summary.first],
        [None, "By when", summary.due],
        [None, "What was sent", summary.sent],
        *([None, f"{urgency}", f"{count}"] for urgency, count in summary.counts if count),
        *([None, "Please note", note] for note in notes),
    ]
    book.table(sheet, 2, "summary", ABOUT, lines)
    if told:
        target = "internal:'What to mend'!A1"
        sheet.write_url(len(lines) + 4, 0, target, book.format(font_color="#1d4f91", underline=1), "What to mend")
    _for_paper(sheet)


def _line(group: Group) -> list[Any]:
    first = group.first
    return [
        first.severity, group.urgency, first.title, shown(first.file), shown(first.sheet), group.places, group.count,
        group.found, first.expected, first.remedy, YOURS,
    ]  # fmt: skip


def _sheet(book: Book, name: str, table: str, columns: Sequence[Column], rows: list[list[Any]]) -> None:
    sheet = book.book.add_worksheet(name)
    sheet.hide_gridlines(2)
    for place, (_, width) in enumerate(columns):
        sheet.set_column(place, place, width)
    book.table(sheet, 0, table, columns, rows)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    _for_paper(sheet)


def _for_paper(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&F&R&P of &N")
