"""What python-calamine leaves out of an XLSX sheet without a word, found in the sheet's XML as it streams by.

It reads a cell with an error (`#REF!`), and a formula that no program has worked out, as a blank; it does not tell that
a cell shows a percentage, or that a row or column is hidden. All that is found here, by place. Stretches of blank cells
that are formatted are passed over whole, so that a million such rows cost no more than unpacking them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape

from sfpc.errors import OverLimits, UnreadableFile
from sfpc.limits import MEGABYTE, Limits
from sfpc.readers.cells import column_letters, column_number, percent_text

SPARSE = 400
"""A stretch with more bytes than this for each cell that holds something is mostly blank."""

LONGEST_ROW = 8 * MEGABYTE
"""What is longer than this without the end of a row is cut at the end of a tag."""

_ROOT = re.compile(rb"<(\w+:)?worksheet\b")
_PLACE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_ROW = re.compile(rb"""\br=["'](\d{1,7})["']""")
_KIND = re.compile(rb"""\bt=["'](\w+)["']""")
_HIDDEN = re.compile(rb"""\bhidden=["'](?:1|true)["']|\bht=["']0["']""")
_HIDDEN_COLUMN = re.compile(rb"""\bhidden=["'](?:1|true)["']|\bwidth=["']0["']""")
_FIRST, _LAST = re.compile(rb"""\bmin=["'](\d+)["']"""), re.compile(rb"""\bmax=["'](\d+)["']""")
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_NUMBER = re.compile(rb"[-+]?[\d.]+(?:[eE][-+]?\d+)?")

TOO_FAR = "one of its cells stands too far from the others for the sheet to be read; clear what is beyond the tables"
NO_PLACE = "its cells do not say where they stand; open it in Excel or LibreOffice and save it anew"


@dataclass
class SheetParts:
    """What the XML of one sheet says besides its values.

    Attributes:
        texts: what stands in cells that would otherwise be read as blanks or without their per cent sign.
        hidden_rows, hidden_columns: counted from 0 at the sheet's corner; columns as (first, last).
        blank_bytes: how much of the XML is stretches of blank cells.
    """

    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    blank_bytes: int = 0


class Scan:
    """One pass over the XML of one sheet."""

    def __init__(self, pieces: Iterable[bytes], percent_styles: frozenset[int], limits: Limits) -> None:
        self.pieces = iter(pieces)
        self.limits = limits
        self.parts = SheetParts()
        self.rows: list[int] = []
        self.columns: set[int] = set()
        self.far = ""
        first = next(self.pieces, b"")
        root = _ROOT.search(first)
        self.prefix = prefix = (root[1] or b"") if root else b""
        self.first = first
        self.ends = b"</%bc>" % prefix
        self.row_ends = b"</%brow>" % prefix
        self.cell = re.compile(rb"<%bc\b((?:[^>]*[^/>])?)>(.*?)</%bc>" % (prefix, prefix), re.DOTALL)
        self.filled = re.compile(rb"""<%bc\s(?:[^>]*?\s)?r=["']([A-Z]{1,3})\d[^>]*(?<!/)>""" % prefix)
        self.row = re.compile(rb"<%brow\b([^>]*)>" % prefix)
        self.column = re.compile(rb"<%bcol\b([^>]*)>" % prefix)
        self.formula = re.compile(rb"<%bf\b[^>]*?(?:/>|>([^<]*)</%bf>)" % (prefix, prefix))
        self.value = re.compile(rb"<%bv\b[^>]*>([^<]+)</%bv>" % (prefix, prefix))
        self.words = re.compile(rb"<%bt\b[^>]*>([^<]*)</%bt>" % (prefix, prefix))
        self.blank = re.compile(rb"<%bc\b[^>]*/>" % prefix)
        self.empty = re.compile(rb"<%bc\b[^>]*(?<!/)></%bc>" % (prefix, prefix))
        self.empty_ends = (b'"></%bc>' % prefix, b"'></%bc>" % prefix)
        self.blank_row = re.compile(rb"<%brow\b[^>]*(?:/>|>\s*</%brow>)" % (prefix, prefix))
        styles = b"|".join(str(style).encode() for style in sorted(percent_styles))
        self.percent = re.compile(rb"""\bs=["'](?:%b)["']""" % styles) if styles else None

    def without_blanks(self) -> Iterator[bytes]:
        """The XML in stretches that end where a row does, without most of its blank cells."""
        for stretch in self.stretches():
            if b"<!--" in stretch:
                stretch = _COMMENT.sub(b"", stretch)  # noqa: PLW2901 - the same without what is no part of it
            size = len(stretch)
            if any(ends in stretch for ends in self.empty_ends):  # blank too, as lxml writes them
                stretch = self.empty.sub(b"", stretch)  # noqa: PLW2901 - the same without them
            filled = stretch.count(self.ends)
            if filled * SPARSE >= len(stretch):
                self.parts.blank_bytes += size - len(stretch)
                yield stretch
                continue
            is_all_blank = not filled and b"sheetData" not in stretch
            kept = b"" if is_all_blank else self.blank_row.sub(b"", self.blank.sub(b"", stretch))
            self.parts.blank_bytes += size - len(kept)
            yield kept

    def stretches(self) -> Iterator[bytes]:
        """The pieces, cut anew where a row ends, or a tag where no row does."""
        left = self.first
        for piece in self.pieces:
            left += piece
            cut = left.rfind(self.row_ends) + len(self.row_ends)
            if cut < len(self.row_ends):
                if len(left) < LONGEST_ROW:
                    continue
                cut = left.rfind(b">") + 1
            yield left[:cut]
            left = left[cut:]
        yield left

    def look(self) -> SheetParts:
        """Find what is to be found in the whole sheet.

        Raises:
            OverLimits: the first and the last cell are so far apart that the room between would fill the memory.
        """
        for stretch in self.without_blanks():
            if b"hidden=" in stretch or b'ht="0"' in stretch or b'width="0"' in stretch:
                self.find_hidden(stretch)
            if self.ends in stretch:
                self.find_extent(stretch)
                if self.holds_what_is_left_out(stretch):
                    self.find_texts(stretch)
        return self.parts

    def find_hidden(self, stretch: bytes) -> None:
        """Hidden rows and columns of a stretch."""
        for row in self.row.finditer(stretch):
            if _HIDDEN.search(row[1]):
                place = _ROW.search(row[1])
                if not place:
                    raise UnreadableFile(NO_PLACE)
                self.parts.hidden_rows.add(int(place[1]) - 1)
        for column in self.column.finditer(stretch):
            first, last = _FIRST.search(column[1]), _LAST.search(column[1])
            if _HIDDEN_COLUMN.search(column[1]) and first and last:
                self.parts.hidden_columns.append((int(first[1]) - 1, int(last[1]) - 1))

    def find_extent(self, stretch: bytes) -> None:
        """Grow the room between the first and the last cell by those of a stretch."""
        begins = b"<%bc " % self.prefix
        first = _PLACE.search(stretch, stretch.rfind(begins, 0, stretch.find(self.ends)))
        last = _PLACE.search(stretch, stretch.rfind(begins, 0, stretch.rfind(self.ends)))
        if not (first and last):
            return  # cells without places stand side by side: no more room than they take
        before = self.rows[:]
        self.rows = (
            [min(int(first[2]), *before), max(int(last[2]), *before)] if before else [int(first[2]), int(last[2])]
        )
        self.columns |= {column_number(letters) for letters in set(self.filled.findall(stretch))}
        self.refuse_if_too_far(int(last[2]), column_number(last[1]))

    def refuse_if_too_far(self, row: int, column: int) -> None:
        """Refuse a sheet that would need more room than there is."""
        high, wide = self.rows[1] - self.rows[0] + 1, max(self.columns) - min(self.columns) + 1
        if high * wide > self.limits.cells:
            raise OverLimits(TOO_FAR, "cells", f"{column_letters(column - 1)}{row}")

    def holds_what_is_left_out(self, stretch: bytes) -> bool:
        """Whether any cell of a stretch needs its text found here."""
        if b't="e"' in stretch or b"t='e'" in stretch or b"<%bf" % self.prefix in stretch:
            return True
        return bool(self.percent and self.percent.search(stretch))

    def find_texts(self, stretch: bytes) -> None:
        """The texts of cells that would be read as blanks, or without their per cent sign."""
        for cell in self.cell.finditer(stretch):
            text = self.text_of(cell[1], cell[2])
            if text is None:
                continue
            place = _PLACE.search(cell[1])
            if not place:
                raise UnreadableFile(NO_PLACE)
            self.parts.texts[int(place[2]) - 1, column_number(place[1]) - 1] = text

    def text_of(self, attributes: bytes, inside: bytes) -> str | None:
        """A cell's text where python-calamine would lose it; None where it would not."""
        named = _KIND.search(attributes)
        kind = named[1] if named else b"n"
        value = self.value.search(inside)
        if kind == b"e":
            return unescape((value[1] if value else b"#ERROR!").decode("utf-8", "replace"))
        if value is None and kind not in (b"str", b"inlineStr"):
            formula = self.formula.search(inside)
            return "=" + unescape((formula[1] or b"...").decode("utf-8", "replace")) if formula else None
        if value and kind == b"n" and self.percent and self.percent.search(attributes):
            number = value[1].strip()
            return percent_text(float(number)) if _NUMBER.fullmatch(number) else None
        return None
