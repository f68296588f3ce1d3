"""The workbook as a file: gptables' book and theme, tables marked up on it, and what a file says of itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from datetime import date, datetime
from pathlib import Path
from typing import Any

from gptables import GPWorkbook, gptheme
from xlsxwriter.core import Core
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.worksheet import Worksheet

from sfpc.errors import PipelineError
from sfpc.report.workbook import notes
from sfpc.report.workbook.cells import Cell
from sfpc.report.workbook.sheets import TableSheet

OPTIONS = {
    # text from returns stays text, whatever it looks like
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}
LANGUAGE = "en-GB"
NARROWEST, WIDEST = 12, 50
"""Widths of columns, in Excel's unit."""
OF_A_CHARACTER, OF_PROSE = 1.1, 1.0
"""The width of a character of 12 points, figures among them or not, in Excel's unit, which is one of 11."""
LINES_OF_A_HEADING = 3
OF_A_LINE, OF_A_TITLE = 15.75, 21.0
"""Heights in points of a line of text, and of a line of a title."""
OF_A_PAGE = 260
"""So much width at most goes on a page: any more would be too small to read on paper."""
LABELS = ("Authority", "Authority code", "Measure", "Activity")
"""Headings of the first columns that are printed again on each page of a wide table."""
BACK = "Back to the contents"
A4 = 9


class _Core(Core):  # type: ignore[misc] # XlsxWriter carries no types
    """The properties of a document, with its language, which a screen reader reads by."""

    def _write_cp_category(self) -> None:
        self._xml_data_element("dc:language", LANGUAGE)


class _Packager(Packager):  # type: ignore[misc]
    """The parts of a workbook as they are put together."""

    def _write_core_file(self) -> None:
        core = _Core()
        core._set_properties(self.workbook.doc_properties)  # noqa: SLF001 - as the class it stands for does
        core._set_xml_writer(self._filename("docProps/core.xml"))  # noqa: SLF001
        core._assemble_xml_file()  # noqa: SLF001


class Book(GPWorkbook):  # type: ignore[misc]
    """A workbook in the theme of the Government Analysis Function.

    Attributes:
        mark: what every sheet bears, such as that the release is partial; empty where there is nothing to bear.
    """

    def __init__(self, path: Path, mark: str) -> None:
        super().__init__(str(path), options=OPTIONS)
        self.mark = mark
        self._formats_of_cells: dict[tuple[str, bool], Format] = {}
        theme = deepcopy(gptheme)
        theme.update_data_format({"valign": "top"})
        theme.update_cover_text_format({"valign": "top"})
        self.set_theme(theme)

    def _get_packager(self) -> Packager:
        return _Packager()

    def describe(self, title: str, about: str, made_at: datetime) -> None:
        """Say what the file is; its one clock is that of its newest receipt."""
        self.set_properties(
            {
                "title": title,
                "subject": "Strengthening Families, Protecting Children",
                "author": "Programme data team",
                "comments": about,
                "created": made_at,
            }
        )

    def marked(self, title: str) -> str:
        """A title with the mark that every sheet bears."""
        return f"{title} - {self.mark}" if self.mark else title

    def format_of(self, display: str, *, is_number: bool) -> Format:
        """The format of a cell; a shorthand stands at the right where figures do."""
        if (display, is_number) not in self._formats_of_cells:
            chosen = {**self.theme.data_format, **_side(is_number=is_number)}
            # quote_prefix: text stays text even when somebody edits the cell
            chosen |= {"num_format": display, "text_wrap": 0} if display else {"quote_prefix": True}
            self._formats_of_cells[display, is_number] = self.add_format(chosen)
        return self._formats_of_cells[display, is_number]

    def heading_format(self, *, is_number: bool) -> Format:
        """The format of a heading, at the side where the column's cells stand."""
        return self.add_format({**self.theme.column_heading_format, **_side(is_number=is_number)})

    def write_table(self, sheet: TableSheet) -> None:
        """Write a sheet: title, what it is, its notes, a way back, and the table, marked up as one."""
        worksheet: Worksheet = self.add_worksheet(sheet.name, gridlines="hide_printed")
        self.write_above(worksheet, sheet.title, lines_above(sheet))
        top = heading_row(sheet)
        is_number = [any(row[place].display for row in sheet.rows) for place in range(len(sheet.headings))]
        wide = widths(sheet)
        columns = [
            {"header": heading, "header_format": self.heading_format(is_number=numeric)}
            for heading, numeric in zip(sheet.headings, is_number, strict=True)
        ]
        area = (top, 0, top + len(sheet.rows), len(columns) - 1)
        marked_up = {"name": sheet.table_name, "style": None, "autofilter": False, "columns": columns}
        if worksheet.add_table(*area, marked_up) != 0:
            # such as two headings that are the same: without this the figures would stand there as no table
            raise PipelineError(
                f"The sheet {sheet.name!r} of the workbook cannot be marked up as a table; see its headings"
            )
        worksheet.set_row(top, lines_needed(sheet.headings, wide) * OF_A_LINE)
        for line, row in enumerate(sheet.rows, start=top + 1):
            for place, cell in enumerate(row):
                self._write_cell(worksheet, (line, place), cell, is_number=is_number[place])
            worksheet.set_row(line, lines_needed([cell.value for cell in row], wide) * OF_A_LINE)
        for place, width in enumerate(wide):
            worksheet.set_column(place, place, width)
        worksheet.repeat_rows(top)
        labels = [place for place, heading in enumerate(sheet.headings) if heading in LABELS]
        if labels and sum(wide) > OF_A_PAGE:
            worksheet.repeat_columns(0, labels[-1])
        self.lay_out_for_print(worksheet, sum(wide))

    def write_above(self, worksheet: Worksheet, title: str, lines: list[str]) -> None:
        """Write the title into A1, lines of text under it, and the way back to the contents."""
        worksheet.set_default_row(OF_A_LINE)
        worksheet.set_row(0, OF_A_TITLE)
        worksheet.write_string(0, 0, self.marked(title), self.add_format(self.theme.title_format))
        plain = self.add_format(self.theme.instructions_format)
        for line, text in enumerate(lines, start=1):
            worksheet.write_string(line, 0, text, plain)
        link = self.add_format({**self.theme.instructions_format, "underline": 1, "font_color": "#1d4f91"})
        worksheet.write_url(1 + len(lines), 0, "internal:'Contents'!A1", link, BACK)

    def lay_out_for_print(self, worksheet: Worksheet, wide: float, pages_down: int = 0) -> None:
        """On paper: A4, landscape, on as many pages side by side as it can be read on, the mark at the foot of each."""
        worksheet.set_landscape()
        worksheet.set_paper(A4)
        worksheet.fit_to_pages(-(-int(wide) // OF_A_PAGE), pages_down)
        # an ampersand is a code in a footer, unless it is doubled
        worksheet.set_footer(f"&L{self.mark.replace('&', '&&')}&RPage &P of &N")

    def _write_cell(self, worksheet: Worksheet, place: tuple[int, int], cell: Cell, *, is_number: bool) -> None:
        chosen = self.format_of(cell.display, is_number=is_number)
        value: Any = cell.value
        if isinstance(value, str):
            worksheet.write_string(*place, value, chosen)
        elif isinstance(value, date):
            worksheet.write_datetime(*place, value, chosen)
        else:
            worksheet.write_number(*place, float(value), chosen)


def _side(*, is_number: bool) -> dict[str, Any]:
    """Figures stand at the right, a little off what is text in the next column."""
    return {"valign": "top", "align": "right", "indent": 1} if is_number else {"valign": "top", "align": "left"}


def lines_needed(texts: Iterable[object], wide: Sequence[float]) -> int:
    """How many lines a row takes: spreadsheets other than Excel do not work it out when they open a file."""
    needed = [
        -(-len(text) * OF_PROSE // width) for text, width in zip(texts, wide, strict=True) if isinstance(text, str)
    ]
    return int(max(needed, default=1)) or 1


def lines_above(sheet: TableSheet) -> list[str]:
    """What stands between the title and the way back."""
    used = ", ".join(sheet.shorthands)
    told = [f"Shorthand: {used}. What each means stands on the sheet Symbols."] if used else []
    return [*sheet.about, "This sheet has one table.", *told, notes.references(sheet.notes)]


def heading_row(sheet: TableSheet) -> int:
    """The row of the headings, from 0: under the title, what is said above, and the way back."""
    return 2 + len(lines_above(sheet))


def widths(sheet: TableSheet) -> list[float]:
    """As wide as the widest cell, within limits; headings take several lines, but no word is cut."""
    found = []
    for place, heading in enumerate(sheet.headings):
        needed = max(len(max(heading.split(), key=len)), -(-len(heading) // LINES_OF_A_HEADING)) + 3
        for row in sheet.rows:
            needed = max(needed, _length(row[place]))
        found.append(min(max(needed * OF_A_CHARACTER, NARROWEST), WIDEST))
    return found


def _length(cell: Cell) -> int:
    """How many characters a cell shows."""
    if isinstance(cell.value, str):
        return len(cell.value)
    if isinstance(cell.value, date):
        return len(cell.display) + 1
    whole = len(f"{abs(int(cell.value)):,}")
    return whole + len(cell.display.partition(";")[0].partition("0.")[2]) + 3
