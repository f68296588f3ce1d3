"""What python-calamine would leave out of a workbook without a word, spelled out; what would fill the memory, refused.

It reads a cell with an error (`#REF!`), and a formula that no program has worked out, as a blank. Here both become
text in the workbook's own XML, so that they reach staging as what they are: values that cannot be read. And it makes
room for every cell between the first and the last of a sheet: one stray cell in the far corner would end the process.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable

from sfpc.errors import UnreadableFile

MOST_CELLS = 5_000_000
"""Cells between the first and the last of a sheet that are made room for: 50,000 rows of 100 columns."""

MOST_BYTES = 1 << 30
"""What a workbook may unpack to."""

_XLSX_ERROR = re.compile(rb"""(<(?:\w+:)?c\s[^>]*?\bt=)(["'])e\2""")
_XLSX_FORMULA = re.compile(
    rb"<((?:\w+:)?)c\b([^>]*)>\s*(<\1f\b[^>]*?(?:/>|>([^<]*)</\1f>))"
    rb"\s*(?:<\1v\s*/>|<\1v>\s*</\1v>)?\s*</\1c>"
)
_XLSX_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>""")
"""A cell that is not written as empty."""

_ODS_ERROR = re.compile(rb"""<table:table-cell\b[^>]*calcext:value-type="error"[^>]*>""")
_ODS_FORMULA = re.compile(rb"""<table:table-cell\b(?![^>]*office:value-type)[^>]*?table:formula="([^"]*)\"""")
_ODS_MANY_ROWS = re.compile(rb"""table:number-rows-repeated="\d{6,}\"""")


def spelled_out(content: bytes) -> bytes:
    """The same workbook with errors and unworked formulas as text; itself where there are none, or it is no archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_BYTES:
                raise UnreadableFile("it unpacks to more than 1 GB, which no return does")
            mended = {}
            for part in archive.namelist():
                spell_out = speller_of(part)
                if spell_out and (text := spell_out(xml := archive.read(part))) != xml:
                    mended[part] = text
            return rewritten(archive, mended) if mended else content
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError, ValueError):
        return content  # damaged, encrypted or no archive at all: python-calamine says which


def speller_of(part: str) -> Callable[[bytes], bytes] | None:
    """What a part of an archive needs done; None for most."""
    if part == "content.xml":
        return spell_out_ods
    if part.startswith("xl/worksheets/") and part.endswith(".xml"):
        return spell_out_xlsx
    return None


def rewritten(archive: zipfile.ZipFile, mended: dict[str, bytes]) -> bytes:
    """The archive with some of its parts replaced."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as copy:
        for part in archive.infolist():
            copy.writestr(part.filename, mended.get(part.filename) or archive.read(part))
    return output.getvalue()


def spell_out_xlsx(xml: bytes) -> bytes:
    """Errors and unworked formulas of one XLSX sheet as text."""
    refuse_stray_cells(xml)
    if b't="e"' in xml or b"t='e'" in xml:
        xml = _XLSX_ERROR.sub(rb"\1\2str\2", xml)
    if not any(formula in xml for formula in (b"<f>", b"<f ", b"<f/>", b":f>", b":f ", b":f/>")):
        return xml

    def as_text(match: re.Match[bytes]) -> bytes:
        prefix, attributes, formula, words = match.groups()
        if re.search(rb"""\bt=["']str["']""", attributes):
            return match[0]  # worked out, to a text of no characters
        attributes = re.sub(rb"""\s+t=(["'])\w*\1""", b"", attributes)
        return b'<%bc%b t="str">%b<%bv>=%b</%bv></%bc>' % (
            prefix, attributes, formula, prefix, words or b"...", prefix, prefix,
        )  # fmt: skip

    return _XLSX_FORMULA.sub(as_text, xml)


def refuse_stray_cells(xml: bytes) -> None:
    """Refuse a sheet whose first and last cells are so far apart that the room between them would fill the memory."""
    last_row = re.match(rb"""<row[^>]*?\br="(\d{1,7})\"""", xml[xml.rfind(b"<row ") :])
    widest = 16_384 if re.search(rb"""r="[A-Z]{2}""", xml) else 26
    if last_row and int(last_row[1]) * widest <= MOST_CELLS:
        return
    cells = _XLSX_CELL.findall(xml)
    rows = [int(row) for _, row in cells]
    columns = [column_number(letters) for letters in {letters for letters, _ in cells}]
    if cells and (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1) > MOST_CELLS:
        far = max(cells, key=lambda one: int(one[1]))
        raise UnreadableFile(
            "one of its cells stands too far from the others for the sheet to be read; clear what is beyond the tables",
            b"".join(far).decode(),
        )


def column_number(letters: bytes) -> int:
    """Number a column from 1.

    >>> column_number(b"A"), column_number(b"XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def spell_out_ods(xml: bytes) -> bytes:
    """Errors and unworked formulas of an ODS workbook as text."""
    for rows in _ODS_MANY_ROWS.finditer(xml):
        if b"office:value-type=" in xml[rows.end() : xml.find(b"</table:table>", rows.end())]:
            raise UnreadableFile(
                "one of its cells stands below a hundred thousand blank rows; clear what stands beyond the tables"
            )
    xml = _ODS_ERROR.sub(lambda match: re.sub(rb'\soffice:string-value="[^"]*"', b"", match[0]), xml)
    return _ODS_FORMULA.sub(
        lambda match: match[0] + b' office:value-type="string" office:string-value="' + match[1] + b'"', xml
    )
