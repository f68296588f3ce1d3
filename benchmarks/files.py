"""Files for the benchmark of the readers: one table in every kind, and sheets of a million blank formatted rows."""

from __future__ import annotations

import csv
import json
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter

ROWS = 10_000
BLANK_ROWS = 1_000_000
HEADING = ("LA", "Period end", "Measure", "Code", "Numerator", "Denominator", "Share", "Comment")
SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

TWO_BYTES = 0x80
"""A record's number or size from which on it is written in two bytes."""

Cell = str | float


def table() -> list[tuple[Cell, ...]]:
    """The rows of the table, its heading first."""
    rows: list[tuple[Cell, ...]] = [HEADING]
    rows += [
        ("Anywhere", "30/06/2022", f"Measure {n}", f"P{n}", n % 9973, 9973, n % 9973 / 9973, "") for n in range(ROWS)
    ]
    return rows


def write_tables(folder: Path) -> dict[str, Path]:
    """Write the table in every kind, each in a folder of its own."""
    writers = {"csv": write_csv, "json": write_json, "xlsx": write_xlsx, "ods": write_ods, "xlsb": write_xlsb}
    places = {kind: folder / kind for kind in writers}
    for kind, place in places.items():
        place.mkdir(parents=True)
        writers[kind](place / f"table.{kind}")
    return places


def write_csv(path: Path) -> None:
    """Write the table as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(table())


def write_json(path: Path) -> None:
    """Write the table as a list of objects."""
    heading, *rows = table()
    path.write_text(json.dumps([dict(zip(heading, row, strict=True)) for row in rows]), encoding="utf-8")


def write_xlsx(path: Path) -> None:
    """Write the table as XLSX."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Data")
        for number, row in enumerate(table()):
            sheet.write_row(number, 0, row)


def write_ods(path: Path) -> None:
    """Write the table as ODS."""

    def cell(value: Cell) -> str:
        if isinstance(value, str):
            return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
        return (
            f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p>'
            "</table:table-cell>"
        )

    rows = (f"<table:table-row>{''.join(map(cell, row))}</table:table-row>".encode() for row in table())
    write_open_document(path, rows)


def write_open_document(path: Path, rows: Iterator[bytes]) -> None:
    """Write an ODS workbook of one sheet from its rows."""
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{SPREADSHEET}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", SPREADSHEET, zipfile.ZIP_STORED)
        made.writestr("META-INF/manifest.xml", manifest)
        with made.open("content.xml", "w", force_zip64=True) as content:
            content.write(
                f"<office:document-content {NAMES}><office:body><office:spreadsheet>"
                '<table:table table:name="Data">'.encode()
            )
            for row in rows:
                content.write(row)
            content.write(
                b"</table:table></office:spreadsheet></office:body></office:document-content>",
            )


def write_xlsb(path: Path) -> None:
    """Write the table as XLSB."""

    def record(number: int, content: bytes = b"") -> bytes:
        head = bytes([number]) if number < TWO_BYTES else bytes([number & 0x7F | 0x80, number >> 7])
        size = len(content)
        return head + (bytes([size]) if size < TWO_BYTES else bytes([size & 0x7F | 0x80, size >> 7])) + content

    def wide(text: str) -> bytes:
        return struct.pack("<I", len(text)) + text.encode("utf-16-le")

    def cell(column: int, value: Cell) -> bytes:
        head = struct.pack("<II", column, 0)
        return record(6, head + wide(value)) if isinstance(value, str) else record(5, head + struct.pack("<d", value))

    rows = table()
    sheet = record(129) + record(148, struct.pack("<IIII", 0, len(rows) - 1, 0, len(HEADING) - 1)) + record(145)
    for number, row in enumerate(rows):
        sheet += record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0, 0, 0))
        sheet += b"".join(cell(column, value) for column, value in enumerate(row))
    sheet += record(146) + record(130)
    book = record(131) + record(153, bytes(8)) + record(143)
    book += record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Data")) + record(144) + record(132)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/workbook.bin", book)
        made.writestr(
            "xl/_rels/workbook.bin.rels",
            RELATIONS.format(f'<Relationship Id="rId1" Type="{TYPE}worksheet" Target="worksheets/sheet1.bin"/>'),
        )
        made.writestr("xl/worksheets/sheet1.bin", sheet)
        style = record(47, struct.pack("<HHHHHHHH", 0, 0, 0, 0, 0, 0, 0, 0))
        made.writestr("xl/styles.bin", record(278) + record(617, struct.pack("<I", 1)) + style + record(618))


def write_blank_rows(folder: Path) -> dict[str, Path]:
    """Write a sheet of two rows and a million blank ones of ten formatted cells, as programs spell them out."""
    places = {kind: folder / f"blank_{kind}" for kind in ("xlsx", "ods")}
    for place in places.values():
        place.mkdir(parents=True)
    plain = folder / "plain.xlsx"
    with xlsxwriter.Workbook(plain) as workbook:
        shown = workbook.add_format({"num_format": "0.0%", "bg_color": "yellow"})
        workbook.add_worksheet("Data").write_row(0, 0, ["Measure", "Value"], shown)
    name = "xl/worksheets/sheet1.xml"
    with (
        zipfile.ZipFile(plain) as whole,
        zipfile.ZipFile(places["xlsx"] / "blank.xlsx", "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for part in whole.namelist():
            if part != name:
                made.writestr(part, whole.read(part))
        head, _, tail = whole.read(name).partition(b"</sheetData>")
        with made.open(name, "w", force_zip64=True) as sheet:
            sheet.write(head)
            for row in range(2, BLANK_ROWS + 2):
                cells = b"".join(b'<c r="%c%d" s="1"/>' % (letter, row) for letter in b"ABCDEFGHIJ")
                sheet.write(b'<row r="%d" spans="1:10">%b</row>' % (row, cells))
            sheet.write(b"</sheetData>" + tail)
    cell = b'<table:table-cell table:style-name="ce1"/>'
    filled = b'<table:table-row><table:table-cell office:value-type="float" office:value="7"/></table:table-row>'
    blank = b'<table:table-row table:style-name="ro1">%b</table:table-row>' % (cell * 10)
    write_open_document(places["ods"] / "blank.ods", iter([filled, *[blank * 1000] * (BLANK_ROWS // 1000)]))
    return places
