"""CSV and its kin: encodings, byte-order marks, delimiters."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from itertools import islice

from sfpc.errors import OverLimits, UnreadableFile
from sfpc.findings import Finding
from sfpc.limits import Limits
from sfpc.readers.grid import Grid, even

DELIMITERS = ",;\t|"
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


_TWICE = re.compile(rb"[\xc2\xc3][\x80-\xbf]|\xe2\x80[\x80-\xbf]")
"""Pounds, accents, dashes and quotation marks as UTF-8 has them; as Windows-1252 they would be two or three signs."""

FEWEST_COLUMNS = 3
"""From this many on, a line of text with just as many delimiters as the table's rows have is one of its rows."""


def read_delimited(file: str, content: bytes, limits: Limits, _: list[Finding]) -> list[Grid]:
    """Read one delimited file as one grid; a record is placed by the line it begins on.

    Raises:
        UnreadableFile: it is not text, not well-formed, or over the limits.
    """
    text = decode(content)
    if not text.strip():
        raise UnreadableFile("the file is empty")
    delimiter = delimiter_of(text)
    rows, lines = records(text, delimiter, limits)
    width = max(map(len, rows))
    if width > limits.columns:
        raise OverLimits(f"it has more than {limits.columns:,} columns", "columns")
    if width * len(rows) > limits.cells:
        raise OverLimits(f"its widest line by its length makes more than {limits.cells:,} cells", "cells")
    refuse_swallowed_rows(rows, lines, delimiter)
    return [Grid(file, None, even(rows), lambda row, column: f"line {lines[row]}, column {column + 1}")]


def records(text: str, delimiter: str, limits: Limits) -> tuple[list[list[str]], list[int]]:
    """The records of a delimited text, and the line that each begins on."""
    csv.field_size_limit(limits.cell_characters)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    line = 1
    try:
        for row in reader:
            rows.append(row)
            lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        if "field limit" in str(error):
            raise OverLimits(
                f"one of its cells holds more than {limits.cell_characters:,} characters; a quotation mark may be open",
                "cell_characters",
                f"line {line}",
            ) from error
        raise UnreadableFile(f"it is not well-formed CSV ({error})", f"line {line}") from error
    return rows, lines


def refuse_swallowed_rows(rows: list[list[str]], lines: list[int], delimiter: str) -> None:
    """Refuse a file in which a quotation mark that is never closed has made rows of the table the text of one cell."""
    [(width, _)] = Counter(map(len, rows)).most_common(1)
    if width < FEWEST_COLUMNS:
        return
    for row, line in zip(rows, lines, strict=True):
        for text in row:
            if "\n" not in text and "\r" not in text:
                continue
            inside = text.splitlines()[1:-1]
            if inside and all(one.count(delimiter) == width - 1 for one in inside):
                raise UnreadableFile(
                    f"a quotation mark is open from here and swallows {len(inside) + 1} lines of the table; close it "
                    "or take it out",
                    f"line {line}",
                )


def decode(content: bytes) -> str:
    """Decode by byte-order mark, then as UTF-8, then as Windows-1252, which is what Excel writes in England."""
    encoding = encoding_of(content)
    if "16" not in encoding and b"\0" in content:
        raise UnreadableFile("it holds binary data; it is not a text file, whatever its name ends in")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            name = "UTF-16" if "16" in encoding else "UTF-8"
            raise UnreadableFile(f"it begins as {name} but goes on as something else; it may be damaged") from error
        if _TWICE.search(content):
            raise UnreadableFile(
                "part of its text is UTF-8 and part Windows-1252, so that neither reads it right; save it as UTF-8"
            ) from error
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError:
            raise UnreadableFile("its text is neither UTF-8 nor Windows-1252; save it as UTF-8") from error
    if "\0" in text:
        raise UnreadableFile("it holds binary data; it is not a text file, whatever its name ends in")
    return text


def encoding_of(content: bytes) -> str:
    """The encoding that a byte-order mark names; without one UTF-16 where half of all bytes are nil, else UTF-8."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return encoding
    beginning = content[:200]
    if beginning.count(0) * 3 > len(beginning):
        return "utf-16-be" if beginning[::2].count(0) > beginning[1::2].count(0) else "utf-16-le"
    return "utf-8"


def delimiter_of(text: str) -> str:
    """The delimiter under which the most lines of the beginning fall into the same number of fields (over one).

    Where two tie, the one that gives more fields.
    """

    def agreement(delimiter: str) -> tuple[int, int]:
        widths = [width for width in widths_of(text[:20_000], delimiter) if width > 1]
        return max(((widths.count(width), width) for width in set(widths)), default=(0, 0))

    return max(DELIMITERS, key=agreement)


def widths_of(text: str, delimiter: str) -> list[int]:
    """How many fields each of the first records has; up to where quotes stand as they cannot under that delimiter."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    widths: list[int] = []
    try:
        widths.extend(len(row) for row in islice(reader, 50))
    except csv.Error:
        return widths  # under the right delimiter too, when the beginning ends inside quotes
    return widths
