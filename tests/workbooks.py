"""Workbooks written part by part, so that a test can put into one what no program would."""

from __future__ import annotations

import re
import struct
import zipfile
from pathlib import Path

from tests.builders import write_ods, write_xlsx


def with_parts(path, parts, made_by=None):
    """Write a plain workbook with some parts replaced, changed by a function, or added; None leaves one out."""
    path = Path(path)
    plain = path.with_name(f"plain{path.suffix}")
    (made_by or (write_ods if path.suffix == ".ods" else write_xlsx))(
        plain, {"Data": [["Measure", "x"], ["Starts", 7]]}
    )
    with zipfile.ZipFile(plain) as whole, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name in whole.namelist():
            change = parts.get(name, whole.read(name))
            if change is not None:
                made.writestr(name, change(whole.read(name)) if callable(change) else change)
        for name in parts.keys() - set(whole.namelist()):
            made.writestr(name, parts[name])
    plain.unlink()
    return path


def sheet_of_rows(rows):
    """What replaces the rows of an XLSX sheet, for `with_parts`."""
    return lambda xml: re.sub(rb"<sheetData>.*</sheetData>", b"<sheetData>%b</sheetData>" % rows, xml, flags=re.DOTALL)


# ---------------------------------------------------------------------------------------------- XLSB

CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
ERRORS = {"#REF!": 0x17, "#DIV/0!": 0x07, "#N/A": 0x2A}


def record(number, content=b""):
    """One record of a part."""
    head = bytes([number]) if number < 0x80 else bytes([number & 0x7F | 0x80, number >> 7])
    size = len(content)
    lengths = bytearray()
    while True:
        lengths.append(size & 0x7F | (0x80 if size > 0x7F else 0))
        size >>= 7
        if not size:
            return head + bytes(lengths) + content


def wide(text):
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def binary_cell(column, value, style=0):
    """The record of a cell: text, a number, True, or an error by its words."""
    head = struct.pack("<II", column, style)
    if value is None:
        return record(1, head)
    if isinstance(value, bool):
        return record(4, head + bytes([value]))
    if isinstance(value, int):
        return record(2, head + struct.pack("<I", (value << 2 | 2) & 0xFFFFFFFF))
    if isinstance(value, float):
        return record(5, head + struct.pack("<d", value))
    if value in ERRORS:
        return record(3, head + bytes([ERRORS[value]]))
    return record(6, head + wide(value))


def write_xlsb(  # noqa: PLR0913 - all that a sheet can be
    path, rows, *, styles=(), hidden_rows=(), hidden_columns=(), merged=(), since_1904=False, hidden=False
):
    """Write a workbook of one sheet, `Data`; a cell may be (value, number of its style); styles are number formats."""
    last = max((len(cells) for cells in rows), default=1)
    sheet = record(129) + record(148, struct.pack("<IIII", 0, max(len(rows) - 1, 0), 0, last - 1))
    sheet += b"".join(record(60, struct.pack("<IIIIH", one, one, 2340, 0, 1)) for one in hidden_columns)
    sheet += record(145)
    for row, cells in enumerate(rows):
        flags = 0x10 if row in hidden_rows else 0
        sheet += record(0, struct.pack("<IIHBBBI", row, 0, 300, 0, flags, 0, 0))
        for column, cell in enumerate(cells):
            value, style = cell if isinstance(cell, tuple) else (cell, 0)
            if cell is not None:
                sheet += binary_cell(column, value, style)
    sheet += record(146)
    sheet += b"".join(record(176, struct.pack("<IIII", top, last, left, end)) for top, left, last, end in merged)
    sheet += record(130)
    book = record(131) + record(153, struct.pack("<II", int(since_1904), 0)) + record(143)
    book += record(156, struct.pack("<II", int(hidden), 1) + wide("rId1") + wide("Data")) + record(144) + record(132)
    looks = record(278) + record(615, struct.pack("<I", len(styles)))
    looks += b"".join(record(44, struct.pack("<H", 164 + number) + wide(one)) for number, one in enumerate(styles))
    looks += record(616) + record(617, struct.pack("<I", 1 + len(styles)))
    for number in (0, *(164 + number for number in range(len(styles)))):
        looks += record(47, struct.pack("<HHHHHHHH", 0, number, 0, 0, 0, 0, 0, 0))
    looks += record(618) + record(279)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", CONTENT_TYPES)
        made.writestr(
            "_rels/.rels",
            RELATIONS.format(f'<Relationship Id="rId1" Type="{TYPE}officeDocument" Target="xl/workbook.bin"/>'),
        )
        made.writestr("xl/workbook.bin", book)
        made.writestr(
            "xl/_rels/workbook.bin.rels",
            RELATIONS.format(
                f'<Relationship Id="rId1" Type="{TYPE}worksheet" Target="worksheets/sheet1.bin"/>'
                f'<Relationship Id="rId2" Type="{TYPE}styles" Target="styles.bin"/>'
            ),
        )
        made.writestr("xl/worksheets/sheet1.bin", sheet)
        made.writestr("xl/styles.bin", looks)
    return Path(path)
