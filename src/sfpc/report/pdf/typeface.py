"""The type of the PDF: which characters it has, and how wide a text is in it, read from the fonts themselves."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "fonts"
FAMILY = "Liberation Sans"
_SEGMENTED, _WHOLE_RANGE = 4, 12
_KEPT = "\n\t"


@dataclass(frozen=True)
class Typeface:
    """A font's characters and their widths.

    Attributes:
        widths: of each character that the font draws, in parts of the type size.
    """

    widths: dict[str, float]

    def width(self, text: str) -> float:
        """How wide a line of text is at the size of one."""
        return sum(self.widths.get(character, 1.0) for character in text)

    def drawable(self, text: str) -> str:
        """The text with each character that the font does not draw written as its number: `[U+2713]`.

        PDF/UA allows no character without a shape, and nothing that a return says is left out in silence.
        """
        return "".join(
            character if character in self.widths or character in _KEPT else f"[U+{ord(character):04X}]"
            for character in text
        )


@cache
def regular() -> Typeface:
    """The upright type of the text."""
    return read(FOLDER / "LiberationSans-Regular.ttf")


@cache
def bold() -> Typeface:
    """The bold type of headings."""
    return read(FOLDER / "LiberationSans-Bold.ttf")


def read(path: Path) -> Typeface:
    """Read a TrueType font.

    Raises:
        ValueError: it has no Unicode table of characters.
    """
    data = path.read_bytes()
    (count,) = struct.unpack_from(">H", data, 4)
    tables = {}
    for number in range(count):
        tag, _, offset, _ = struct.unpack_from(">4sLLL", data, 12 + 16 * number)
        tables[tag.decode("ascii")] = offset
    (units,) = struct.unpack_from(">H", data, tables["head"] + 18)
    (measured,) = struct.unpack_from(">H", data, tables["hhea"] + 34)
    advances = [struct.unpack_from(">H", data, tables["hmtx"] + 4 * glyph)[0] for glyph in range(measured)]
    glyphs = _glyphs(data, tables["cmap"], path)
    return Typeface({chr(code): advances[min(glyph, measured - 1)] / units for code, glyph in glyphs.items()})


def _glyphs(data: bytes, start: int, path: Path) -> dict[int, int]:
    """The glyph of each character, from the largest of the font's Unicode tables."""
    (count,) = struct.unpack_from(">H", data, start + 2)
    found: list[dict[int, int]] = []
    for number in range(count):
        platform, _, offset = struct.unpack_from(">HHL", data, start + 4 + 8 * number)
        (form,) = struct.unpack_from(">H", data, start + offset)
        if platform in (0, 3) and form in (_SEGMENTED, _WHOLE_RANGE):
            found.append((_segments if form == _SEGMENTED else _groups)(data, start + offset))
    if not found:
        raise ValueError(f"{path} has no Unicode table of characters; put a font there that has one")
    return max(found, key=len)


def _segments(data: bytes, start: int) -> dict[int, int]:
    (doubled,) = struct.unpack_from(">H", data, start + 6)
    ends, firsts = start + 14, start + 16 + doubled
    deltas, ranges = firsts + doubled, firsts + 2 * doubled
    glyphs = {}
    for place in range(0, doubled, 2):
        (end,), (first,) = struct.unpack_from(">H", data, ends + place), struct.unpack_from(">H", data, firsts + place)
        (delta,) = struct.unpack_from(">H", data, deltas + place)
        (offset,) = struct.unpack_from(">H", data, ranges + place)
        for code in range(first, end + 1):
            glyph = code
            if offset:
                (glyph,) = struct.unpack_from(">H", data, ranges + place + offset + 2 * (code - first))
            if glyph and code != 0xFFFF:  # noqa: PLR2004 - the format's end mark
                glyphs[code] = (glyph + delta) % 0x10000
    return {code: glyph for code, glyph in glyphs.items() if glyph}


def _groups(data: bytes, start: int) -> dict[int, int]:
    (count,) = struct.unpack_from(">L", data, start + 12)
    glyphs = {}
    for number in range(count):
        first, end, glyph = struct.unpack_from(">LLL", data, start + 16 + 12 * number)
        glyphs.update({code: glyph + code - first for code in range(first, end + 1)})
    return {code: glyph for code, glyph in glyphs.items() if glyph}
