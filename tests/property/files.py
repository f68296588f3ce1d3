"""Write a return as the files that a sender would send: XLSX, ODS, CSV of Windows-1252, JSON."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import xlsxwriter

from tests.property.book import Cell, Fault, Formula, Return, Sheet


def write(returned: Return, folder: Path) -> list[Path]:
    """Write every file of a return into a folder; their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    writer = {"csv": write_csv, "xlsx": write_xlsx, "ods": write_ods, "json": write_json}[returned.kind]
    names = list(dict.fromkeys(sheet.file for sheet in returned.sheets))
    for name in names:
        writer(folder / name, [sheet for sheet in returned.sheets if sheet.file == name], returned)
    return [folder / name for name in names]


def plain(number: Decimal) -> str:
    """A number in figures, without an exponent."""
    return f"{number:f}"


# ---------------------------------------------------------------------- CSV


def write_csv(path: Path, sheets: list[Sheet], returned: Return) -> None:
    """One table in an encoding, or in UTF-8 with a mark where it holds what that cannot."""
    [sheet] = sheets
    output = io.StringIO(newline="")
    writer = csv.writer(output, delimiter=returned.delimiter)
    for row, left in sheet.laid_out():
        writer.writerow([""] * left + [csv_text(cell) for cell in row.cells])
    text = output.getvalue()
    try:
        path.write_bytes(text.encode(returned.encoding))
    except UnicodeEncodeError:
        path.write_bytes(text.encode("utf-8-sig"))


def csv_text(cell: Cell) -> str:
    """A cell as a program exports it."""
    content = cell.content
    if isinstance(content, Decimal):
        return plain(content)
    if isinstance(content, date):
        return content.strftime("%d/%m/%Y")
    if isinstance(content, Fault):
        return content.text
    assert not isinstance(content, Formula)
    return content or ""


# ---------------------------------------------------------------------- XLSX


def write_xlsx(path: Path, sheets: list[Sheet], returned: Return) -> None:
    """A workbook, with hidden rows, columns and sheets, merged cells, errors and formulas."""
    options = {"date_1904": returned.counts_from_1904, "strings_to_numbers": False, "strings_to_formulas": False}
    with xlsxwriter.Workbook(str(path), options) as workbook:
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        for sheet in sheets:
            written = workbook.add_worksheet(sheet.name)
            if sheet.is_hidden:
                written.hide()
            else:
                written.activate()  # the active sheet is never hidden, and would else be the first
            fill_sheet(written, sheet, day)
    if returned.is_saved_again:
        save_again(path, returned)


def fill_sheet(written: xlsxwriter.worksheet.Worksheet, sheet: Sheet, day: object) -> None:
    """Write the cells of one XLSX sheet, merge some and hide rows and columns."""
    merged = {id(cell): (down, right) for table in sheet.tables for cell, down, right in table.merged}
    for number, (row, left) in enumerate(sheet.laid_out()):
        if row.is_hidden:
            written.set_row(number, None, None, {"hidden": True})
        for at, cell in enumerate(row.cells):
            if id(cell) in merged:
                down, right = merged[id(cell)]
                written.merge_range(number, left + at, number + down, left + at + right, "")
            put(written, number, left + at, cell, day)
    for table in sheet.tables:
        for at, heading in enumerate(table.heading.cells if table.heading else []):
            if heading.is_hidden:
                written.set_column(table.left + at, table.left + at, None, None, {"hidden": True})


def save_again(path: Path, returned: Return) -> None:
    """Save a workbook with another library, which writes the same in other words; not what it would lose."""
    cells = [cell for sheet in returned.sheets for row, _ in sheet.laid_out() for cell in row.cells]
    if not any(isinstance(cell.content, Formula | Fault) for cell in cells):
        openpyxl.load_workbook(path).save(path)


def put(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: Cell, day: object) -> None:
    """Write one cell of an XLSX sheet."""
    content = cell.content
    if isinstance(content, Decimal):
        sheet.write_number(row, column, float(content))
    elif isinstance(content, date):
        sheet.write_datetime(row, column, datetime(content.year, content.month, content.day), day)  # noqa: DTZ001 - a day
    elif isinstance(content, Formula):
        stored = "" if content.stored is None else float(content.stored)
        sheet.write_formula(row, column, content.text, None, stored)
    elif isinstance(content, Fault):
        sheet.write_formula(row, column, "=1/0", None, content.text)
    elif content:
        sheet.write_string(row, column, content)


# ---------------------------------------------------------------------- ODS

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{name}"'
    for prefix, name in {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
    }.items()
)
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIMETYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def write_ods(path: Path, sheets: list[Sheet], _: Return) -> None:
    """An OpenDocument workbook, with hidden rows, columns and sheets, merged cells, errors and formulas."""
    tables = "".join(map(ods_table, sheets))
    hidden = (
        '<style:style style:name="unseen" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMESPACES} office:version="1.2">'
        f"<office:automatic-styles>{hidden}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", MIMETYPE, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", MANIFEST)


def ods_table(sheet: Sheet) -> str:
    """One sheet of an ODS workbook."""
    rows = sheet.laid_out()
    width = max((left + len(row.cells) for row, left in rows), default=1)
    unseen = {
        table.left + at
        for table in sheet.tables
        for at, heading in enumerate(table.heading.cells if table.heading else [])
        if heading.is_hidden
    }
    hidden = ' table:visibility="collapse"'
    columns = "".join(f"<table:table-column{hidden if at in unseen else ''}/>" for at in range(width))
    merged = {id(cell): (down, right) for table in sheet.tables for cell, down, right in table.merged}
    covered: set[tuple[int, int]] = set()
    lines = []
    for number, (row, left) in enumerate(rows):
        cells = [Cell() for _ in range(left)] + row.cells
        written = []
        for at, cell in enumerate(cells):
            span = ""
            if id(cell) in merged:
                down, right = merged[id(cell)]
                covered |= {(number + r, at + c) for r in range(down + 1) for c in range(right + 1)} - {(number, at)}
                span = f' table:number-rows-spanned="{down + 1}" table:number-columns-spanned="{right + 1}"'
            kind = "covered-table-cell" if (number, at) in covered else "table-cell"
            written.append(ods_cell(cell, kind, span))
        lines.append(f"<table:table-row{hidden if row.is_hidden else ''}>{''.join(written)}</table:table-row>")
    style = ' table:style-name="unseen"' if sheet.is_hidden else ""
    return f"<table:table table:name={quoteattr(sheet.name or '')}{style}>{columns}{''.join(lines)}</table:table>"


def ods_cell(cell: Cell, kind: str, span: str) -> str:
    """One cell of an ODS sheet."""
    content = cell.content
    if isinstance(content, Decimal):
        said = f' office:value-type="float" office:value="{plain(content)}"'
        words = plain(content)
    elif isinstance(content, date):
        said = f' office:value-type="date" office:date-value="{content.isoformat()}"'
        words = content.strftime("%d/%m/%Y")
    elif isinstance(content, Formula):
        said = f" table:formula={quoteattr('of:' + content.text)}"
        words = ""
        if content.stored is not None:
            said += f' office:value-type="float" office:value="{plain(content.stored)}"'
            words = plain(content.stored)
    elif isinstance(content, Fault):
        said = ' table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"'
        words = content.text
    elif content:
        said, words = ' office:value-type="string"', content
    else:
        return f"<table:{kind}{span}/>"
    paragraphs = "".join(f"<text:p>{ods_text(line)}</text:p>" for line in words.split("\n"))
    return f"<table:{kind}{span}{said}>{paragraphs}</table:{kind}>"


def ods_text(line: str) -> str:
    """A line of text, in which spaces that XML would fold are spelled out."""
    return escape(line).replace("  ", " <text:s/>")


# ---------------------------------------------------------------------- JSON


def write_json(path: Path, sheets: list[Sheet], _: Return) -> None:
    """One document: lists of objects by their pointers, and plain members outside lists."""
    document: dict[str, object] = {}
    for sheet in sheets:
        assert sheet.heading
        members = [object_of(sheet, row.cells) for row in sheet.body]
        if sheet.name:
            at(document, sheet.name.strip("/").split("/"), members)
        else:
            for member in members:
                merge(document, member)
    path.write_text(json_text(document), encoding="utf-8")


def object_of(sheet: Sheet, cells: list[Cell]) -> dict[str, object]:
    """One row as an object; a heading with slashes is a member of a member."""
    assert sheet.heading
    made: dict[str, object] = {}
    for heading, cell in zip(sheet.heading.cells, cells, strict=True):
        at(made, str(heading.content).split("/"), cell)
    return made


def at(document: dict[str, object], path: list[str], value: object) -> None:
    """Put a value into nested objects."""
    *parents, last = path
    for name in parents:
        document = document.setdefault(name, {})  # type: ignore[assignment]
    assert last not in document, path
    document[last] = value


def merge(document: dict[str, object], more: dict[str, object]) -> None:
    """Put the members of one object into another."""
    for name, value in more.items():
        if isinstance(value, dict) and isinstance(document.get(name), dict):
            merge(document[name], value)  # type: ignore[arg-type]
        else:
            document[name] = value


def json_text(value: object) -> str:
    """JSON with every number in its own figures."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(name)}: {json_text(member)}" for name, member in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",\n".join(map(json_text, value)) + "]"
    assert isinstance(value, Cell)
    content = value.content
    if isinstance(content, Decimal):
        return plain(content)
    if isinstance(content, date):
        return json.dumps(content.isoformat())
    return "null" if content is None else json.dumps(content)
