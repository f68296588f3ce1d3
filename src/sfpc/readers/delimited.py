"""CSV and its kin: encodings, byte-order marks, delimiters."""

from __future__ import annotations

import codecs
import csv
import io
from itertools import islice
from pathlib import Path

from sfpc.errors import UnreadableFile
from sfpc.readers.grid import Grid, even

DELIMITERS = ",;\t|"
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read_delimited(path: Path) -> list[Grid]:
    """Read one delimited file as one grid; a record is placed by the line it begins on."""
    text = decode(path.read_bytes())
    if not text.strip():
        raise UnreadableFile("the file is empty")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    line = 1
    try:
        for row in reader:
            rows.append(row)
            lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFile(f"it is not well-formed CSV ({error})", f"line {line}") from error
    return [Grid(path.name, None, even(rows), lambda row, column: f"line {lines[row]}, column {column + 1}")]


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
