"""CSV and its kin: encodings, byte-order marks, delimiters."""

from __future__ import annotations

import codecs
import csv
import io
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
    for mark, encoding in MARKS:
        if content.startswith(mark):
            break
    else:
        encoding = "utf-8"
        if content[:200].count(0) * 3 > len(content[:200]):  # UTF-16 without its mark: every other byte is nil
            encoding = "utf-16-be" if content[:1] == b"\0" else "utf-16-le"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise UnreadableFile(f"its text is not valid {encoding}") from error
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError:
            raise UnreadableFile("its text is neither UTF-8 nor Windows-1252; save it as CSV UTF-8") from error
    if "\0" in text:
        raise UnreadableFile("it holds binary data; it is not a text file")
    return text


def delimiter_of(text: str) -> str:
    """The delimiter under which the most lines of the beginning fall into the same number of fields (over one)."""

    def agreement(delimiter: str) -> int:
        widths = [len(row) for row in csv.reader(text[:20_000].splitlines()[:50], delimiter=delimiter) if len(row) > 1]
        return max((widths.count(width) * width for width in set(widths)), default=0)

    return max(DELIMITERS, key=agreement)
