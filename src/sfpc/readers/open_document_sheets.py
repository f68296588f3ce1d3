"""The sheets of an ODS workbook, put together from the events of its XML."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from sfpc.errors import OverLimits
from sfpc.limits import Limits
from sfpc.readers.cells import column_letters, number_text
from sfpc.readers.markup import Attributes
from sfpc.readers.sheet import Sheet
from sfpc.readers.workbook_parts import TOO_FAR

TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
CALCEXT = "urn:org:documentfoundation:names:experimental:calc:1.0 "
OLD_CALCEXT = "urn:org:documentfoundation:names:experimental:calc "

CELLS = {TABLE + "table-cell", TABLE + "covered-table-cell"}
ROW, COLUMN, SHEET = TABLE + "table-row", TABLE + "table-column", TABLE + "table"
PASSED_OVER = {
    OFFICE + "annotation",
    TABLE + "tracked-changes",
    TABLE + "shapes",
    TABLE + "content-validations",
    "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0 frame",
}
"""What stands in or around cells and holds text that is not theirs."""

CARRIED = {
    TABLE + "dde-link": "DDE links to other programs",
    OFFICE + "dde-source": "DDE links to other programs",
    TABLE + "table-source": "links to other workbooks",
    TABLE + "cell-range-source": "links to other workbooks",
    OFFICE + "event-listeners": "macros",
}
MOST_ROWS, MOST_COLUMNS = 1 << 20, 1 << 14
DAY = len("2021-09-30")

_ERROR = re.compile(r"#[A-Z0-9/]+[!?]?|Err:\d+")
_MIDNIGHT = re.compile(r"T00:00(?::00(?:[.,]0+)?)?\Z")
_DURATION = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,](\d+))?S")


class Sheets:
    """What the events of `content.xml` have told so far."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.is_spreadsheet = False
        self.carried: list[str] = []
        self.sheets: list[Sheet] = []
        self.cells: list[dict[tuple[int, int], str]] = []
        self.unseen_styles: set[str] = set()
        self.date_system = "1900"
        self.style = ""
        self.passing_over = ""
        self.depth = 0
        self.row, self.column, self.rows_here, self.columns_here = 0, 0, 1, 1
        self.in_row: list[tuple[int, int, str]] = []
        self.cell: Attributes | None = None
        self.words: list[str] = []
        self.is_in_paragraph = False

    # ------------------------------------------------------------------------------------ events

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        if self.passing_over:
            self.depth += name == self.passing_over
        elif name in CELLS:
            self.begin_cell(attributes)
        elif name == ROW:
            self.begin_row(attributes)
        elif self.cell is not None:
            self.within_cell(name, attributes)
        elif name in PASSED_OVER:
            self.passing_over, self.depth = name, 1
        elif name == COLUMN:
            self.begin_column(attributes)
        elif name == SHEET:
            self.begin_sheet(attributes)
        else:
            self.around(name, attributes)
        if name in CARRIED:
            self.carried.append(CARRIED[name])

    def end(self, name: str) -> None:
        """An element ends."""
        if self.passing_over:
            self.depth -= name == self.passing_over
            self.passing_over = self.passing_over if self.depth else ""
        elif name in CELLS:
            self.end_cell()
        elif name == ROW:
            self.end_row()
        elif name == TEXT + "p":
            self.is_in_paragraph = False

    def text(self, words: str) -> None:
        """Text between two tags."""
        if self.is_in_paragraph and not self.passing_over:
            self.words[-1] += words

    # ------------------------------------------------------------------------------- around sheets

    def around(self, name: str, attributes: Attributes) -> None:
        """What stands before and between the sheets."""
        if name == OFFICE + "spreadsheet":
            self.is_spreadsheet = True
        elif name == STYLE + "style":
            self.style = attributes.get(STYLE + "name", "") if attributes.get(STYLE + "family") == "table" else ""
        elif name == STYLE + "table-properties":
            if self.style and attributes.get(TABLE + "display") == "false":
                self.unseen_styles.add(self.style)
        elif name == TABLE + "null-date":
            self.date_system = "1904" if attributes.get(TABLE + "date-value", "").startswith("1904") else "1900"

    def begin_sheet(self, attributes: Attributes) -> None:
        """A sheet begins."""
        if len(self.sheets) == self.limits.sheets:
            raise OverLimits(f"it holds more than {self.limits.sheets:,} sheets", "sheets")
        is_visible = attributes.get(TABLE + "style-name") not in self.unseen_styles
        sheet = Sheet(attributes.get(TABLE + "name", ""), is_visible=is_visible, date_system=self.date_system)
        sheet.hidden_rows, sheet.hidden_columns, sheet.merged = set(), [], []
        self.sheets.append(sheet)
        self.cells.append({})
        self.row, self.column = 0, 0

    def begin_column(self, attributes: Attributes) -> None:
        """Some columns side by side."""
        if not self.sheets:
            return
        count = repeated(attributes, "number-columns-repeated", MOST_COLUMNS)
        if attributes.get(TABLE + "visibility", "visible") != "visible":
            self.sheets[-1].hidden_columns = [
                *self.sheets[-1].hidden_columns,
                (self.column, self.column + count - 1),
            ]
        self.column += count

    # -------------------------------------------------------------------------------- rows and cells

    def begin_row(self, attributes: Attributes) -> None:
        """A row, or some that are the same."""
        self.rows_here = repeated(attributes, "number-rows-repeated", MOST_ROWS)
        self.column, self.in_row = 0, []
        self.is_hidden = attributes.get(TABLE + "visibility", "visible") != "visible"

    def end_row(self) -> None:
        """The row is whole: it is kept if anything stands in it."""
        if self.in_row and self.sheets:
            cells = self.cells[-1]
            if len(cells) + self.rows_here * sum(count for _, count, _ in self.in_row) > self.limits.cells:
                raise OverLimits(TOO_FAR, "cells", f"A{self.row + 1}")
            for row in range(self.row, self.row + self.rows_here):
                for first, count, text in self.in_row:
                    for column in range(first, first + count):
                        cells[row, column] = text
            if self.is_hidden:
                self.sheets[-1].hidden_rows = {
                    *self.sheets[-1].hidden_rows,
                    *range(self.row, self.row + self.rows_here),
                }
        self.row += self.rows_here

    def begin_cell(self, attributes: Attributes) -> None:
        """A cell, or some that are the same."""
        self.cell, self.words = attributes, []
        self.columns_here = repeated(attributes, "number-columns-repeated", MOST_COLUMNS) if attributes else 1

    def within_cell(self, name: str, attributes: Attributes) -> None:
        """An element inside a cell: its paragraphs count, what is laid upon it does not."""
        if name == TEXT + "p":
            self.words.append("")
            self.is_in_paragraph = True
        elif name in PASSED_OVER:
            self.passing_over, self.depth = name, 1
        elif self.is_in_paragraph and name == TEXT + "s":
            self.words[-1] += " " * repeated(attributes, "c", self.limits.cell_characters, TEXT)
        elif self.is_in_paragraph and name == TEXT + "tab":
            self.words[-1] += "\t"
        elif self.is_in_paragraph and name == TEXT + "line-break":
            self.words[-1] += "\n"

    def end_cell(self) -> None:
        """The cell is whole."""
        if self.cell:
            if text := text_of(self.cell, "\n".join(self.words)):
                self.in_row.append((self.column, self.columns_here, text))
            high = repeated(self.cell, "number-rows-spanned", MOST_ROWS)
            wide = repeated(self.cell, "number-columns-spanned", MOST_COLUMNS)
            if (high > 1 or wide > 1) and self.sheets:
                merged = (self.row, self.column, self.row + high - 1, self.column + wide - 1)
                self.sheets[-1].merged = [*self.sheets[-1].merged, merged]
        elif self.words and "".join(self.words).strip():
            self.in_row.append((self.column, self.columns_here, "\n".join(self.words)))
        self.column += self.columns_here
        self.cell, self.is_in_paragraph = None, False

    # ------------------------------------------------------------------------------------- the end

    def finished(self) -> list[Sheet]:
        """The sheets, each with the room from its first to its last cell."""
        for sheet, cells in zip(self.sheets, self.cells, strict=True):
            sheet.date_system = self.date_system
            if not cells:
                continue
            rows, columns = {row for row, _ in cells}, {column for _, column in cells}
            sheet.top, sheet.left = min(rows), min(columns)
            high, wide = max(rows) - sheet.top + 1, max(columns) - sheet.left + 1
            if high * wide > self.limits.cells:
                row, column = max(cells)
                raise OverLimits(TOO_FAR, "cells", f"{column_letters(column)}{row + 1}")
            laid = [[""] * wide for _ in range(high)]
            for (row, column), text in cells.items():
                laid[row - sheet.top][column - sheet.left] = text
            cells.clear()
            sheet.rows = laid
        return self.sheets


def repeated(attributes: Attributes, name: str, most: int, space: str = TABLE) -> int:
    """How many times over something stands; once where that is not said or no number."""
    text = attributes.get(space + name, "1")
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < DAY and int(text) else 1


def text_of(cell: Attributes, shown: str) -> str:
    """A cell's text; what is shown counts where the value beside it is none."""
    formula = cell.get(TABLE + "formula")
    kind = cell.get(OFFICE + "value-type")
    if "error" in (cell.get(CALCEXT + "value-type"), cell.get(OLD_CALCEXT + "value-type")):
        return shown or "#ERROR!"
    if kind is None:
        return shown or formula or ""
    if formula is not None and _ERROR.fullmatch(shown):
        return shown  # older programs write an error as nought, and show what it is
    if kind == "string":
        return cell.get(OFFICE + "string-value", shown)
    return value_of(cell, kind) or shown


def value_of(cell: Attributes, kind: str) -> str:
    """The value of a cell that is not text."""
    if kind in ("float", "currency", "percentage"):
        return number_of(cell.get(OFFICE + "value", ""), is_percentage=kind == "percentage")
    value = cell.get(OFFICE + f"{kind}-value", "")
    if kind == "date":
        return _MIDNIGHT.sub("", value)
    if kind == "time" and (clock := _DURATION.fullmatch(value)):
        return f"{int(clock[1]):02}:{clock[2]:>02}:{clock[3]:>02}"
    return value


def number_of(value: str, *, is_percentage: bool) -> str:
    """A number as a person would write it; with the sign where it is a percentage; nothing where it is no number."""
    try:
        number = Decimal(value)
        if not number.is_finite():
            return ""
        if is_percentage:
            percent = format(number.scaleb(2), "f")
            return (percent.rstrip("0").rstrip(".") if "." in percent else percent) + "%"
        return number_text(float(number))
    except (InvalidOperation, OverflowError):
        return ""
