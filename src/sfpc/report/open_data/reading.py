"""Reading a CSV of open data strictly: what DfE's screener could not read is a complaint, never a guess (F3 to F5)."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from functools import cached_property

from sfpc.report.open_data.complaints import FAIL, GAP, Complaint

BYTE_ORDER_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
WRITE_AS = "Save it as CSV in UTF-8, separated by commas"
csv.field_size_limit(1 << 24)


@dataclass(frozen=True)
class Sheet:
    """A CSV as read: its header and rows of text.

    Attributes:
        lines: the line of the file on which each row begins.
        complaints: what kept it, or parts of it, from being read.
    """

    file: str
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    lines: tuple[int, ...] = ()
    complaints: tuple[Complaint, ...] = field(default=())

    @cached_property
    def columns(self) -> dict[str, tuple[str, ...]]:
        """The values of each column by its header; the first of two of the same name."""
        across = tuple(zip(*self.rows, strict=True)) if self.rows else tuple(() for _ in self.header)
        made: dict[str, tuple[str, ...]] = {}
        for name, values in zip(self.header, across, strict=True):
            made.setdefault(name, values)
        return made

    @cached_property
    def empty(self) -> frozenset[str]:
        """The columns without any value."""
        return frozenset(name for name, values in self.columns.items() if values and not any(values))

    def column(self, name: str) -> tuple[str, ...]:
        """The values of a column; blank throughout where the file has none of that name."""
        return self.columns.get(name) or ("",) * len(self.rows)

    def where(self, name: str, wrong: set[str]) -> list[tuple[int, str]]:
        """The line and value of each cell of a column that holds one of some values."""
        if not wrong:
            return []
        return [(line, value) for line, value in zip(self.lines, self.column(name), strict=True) if value in wrong]


def read(file: str, content: bytes, *, blank_rows: str = "F5") -> Sheet:
    """Read a CSV.

    Args:
        file: its name, for complaints.
        content: its bytes.
        blank_rows: the rule that forbids a row of nothing but commas.
    """
    text = _decoded(file, content)
    if isinstance(text, Complaint):
        return Sheet(file, complaints=(text,))
    try:
        rows, lines = _cut(text)
    except csv.Error as error:
        problem = f"its quotes do not match ({error})"
        remedy = "Put quotes around the whole of a cell that holds a comma or a quote, and write a quote in it twice"
        return Sheet(file, complaints=(Complaint(file, "F3", FAIL, 0, "", problem, remedy),))
    if not rows:
        return Sheet(file, complaints=(Complaint(file, "F5", FAIL, 0, "", "it is empty", "Write a header and rows"),))
    header, *body = rows
    if len(header) == 1 and (separator := next((each for each in ";\t|" if each in header[0]), None)):
        problem = f"its cells are separated by {separator!r}"
        return Sheet(file, complaints=(Complaint(file, "F4", FAIL, 1, "", problem, WRITE_AS),))
    return _checked(file, header, body, lines[1:], blank_rows)


def _decoded(file: str, content: bytes) -> str | Complaint:
    encoding = BYTE_ORDER_MARKS.get(content[:2])
    if encoding is None and b"\0" in content:
        encoding = "UTF-16, or no text"
    try:
        text = "" if encoding else content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        encoding = f"no UTF-8 (byte {error.start + 1})"
        text = ""
    if not encoding and "\r" in text.replace("\r\n", ""):
        encoding = "UTF-8 with lines that end as on old Macs"
    return Complaint(file, "F4", FAIL, 0, "", f"it is {encoding}", WRITE_AS) if encoding else text


def _cut(text: str) -> tuple[list[list[str]], list[int]]:
    """Cut text into rows, with the line on which each begins; blank lines at the end are none."""
    reader = csv.reader(io.StringIO(text.rstrip("\r\n") + "\n", newline=""), strict=True)
    rows, lines, line = [], [], 1
    for row in reader if text.strip("\r\n") else ():
        rows.append(row)
        lines.append(line)
        line = reader.line_num + 1
    return rows, lines


def _checked(file: str, header: list[str], body: list[list[str]], lines: list[int], blank_rows: str) -> Sheet:
    said: list[Complaint] = []
    kept: list[tuple[tuple[str, ...], int]] = []
    for row, line in zip(body, lines, strict=True):
        if len(row) != len(header):
            problem = f"it has {len(row)} cells where the header has {len(header)}"
            said.append(Complaint(file, "F5", FAIL, line, "", problem, "Give every row as many cells as the header"))
        elif not any(row):
            said.append(Complaint(file, blank_rows, FAIL, line, "", "the row has no value", "Take the row out"))
        else:
            kept.append((tuple(row), line))
    if not kept and not said:
        said.append(Complaint(file, "F5", FAIL, 0, "", "it has a header and no rows", "Write rows, or leave it out"))
    return Sheet(file, tuple(header), tuple(row for row, _ in kept), tuple(line for _, line in kept), tuple(said))


def empty_columns(sheet: Sheet, but: tuple[str, ...]) -> list[Complaint]:
    """Complain of columns without any value, but for those that a rule of their own is about."""
    return [
        Complaint(sheet.file, "F5", GAP, 0, name, "the column has no value", "Take it out, or fill it with a symbol")
        for name in sheet.header
        if name in sheet.empty and name not in but
    ]
