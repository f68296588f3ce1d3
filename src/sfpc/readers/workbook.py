"""XLSX and XLSM: python-calamine reads the values, and what it leaves out is laid over them; nothing is run."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

import python_calamine
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from sfpc.errors import OverLimits, UnreadableFile
from sfpc.findings import Finding
from sfpc.limits import MEGABYTE, Limits
from sfpc.readers.archive import NO_WORKBOOK, PASSWORD, Archive
from sfpc.readers.cells import TEXT, cell_name, column_letters, shows_percent
from sfpc.readers.grid import Grid
from sfpc.readers.markup import elements, is_true
from sfpc.readers.not_run import not_run, strange
from sfpc.readers.sheet import Sheet, grid_of
from sfpc.readers.workbook_parts import Scan, SheetParts

__all__ = ["cell_name", "column_letters", "read_values", "read_workbook"]

BUILT_IN_PERCENT = {"9": "0%", "10": "0.00%"}
"""The number formats for percentages that a workbook need not spell out."""

MUCH_BLANK = 4 * MEGABYTE
"""A workbook with more than this in stretches of blank cells is read from a copy without them."""


@dataclass
class Structure:
    """What a workbook's parts say besides its values.

    Attributes:
        date_system: "1900" or "1904".
        sheets: the archive's part of each sheet, by the sheet's name.
        parts: what the XML of each sheet says, by the sheet's name.
    """

    date_system: str = "1900"
    sheets: dict[str, str] = field(default_factory=dict)
    parts: dict[str, SheetParts] = field(default_factory=dict)


def read_workbook(file: str, content: bytes, limits: Limits, notes: list[Finding]) -> list[Grid]:
    """Read every sheet of an XLSX or XLSM workbook, hidden ones too, as one grid each.

    Raises:
        UnreadableFile: it is damaged, protected, over the limits, or holds what no spreadsheet program writes.
    """
    archive = Archive(content, limits)
    notes += [*strange(file, archive), *not_run(file, archive)]
    found, styles = structure(archive), percent_styles(archive)
    if len(found.sheets) > limits.sheets:
        raise OverLimits(f"it holds more than {limits.sheets:,} sheets", "sheets")
    for name, part in found.sheets.items():
        found.parts[name] = Scan(archive.pieces(part), styles, limits).look()
    archive.look_through(set(found.sheets.values()))
    if sum(parts.blank_bytes for parts in found.parts.values()) > MUCH_BLANK:
        content = without_blanks(archive, found, limits)
    sheets = []
    for sheet in read_values(content):
        parts = found.parts.get(sheet.name, SheetParts())
        sheet.texts, sheet.hidden_rows, sheet.hidden_columns = parts.texts, parts.hidden_rows, parts.hidden_columns
        sheet.date_system = found.date_system
        sheets.append(grid_of(file, sheet))
    return sheets


def read_values(content: bytes) -> Iterator[Sheet]:
    """Every sheet as python-calamine reads it."""
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        if len({known.name.casefold() for known in workbook.sheets_metadata}) < len(workbook.sheets_metadata):
            raise UnreadableFile("two of its sheets have one name; give each its own")
        for known in workbook.sheets_metadata:
            sheet = workbook.get_sheet_by_name(known.name)
            top, left = sheet.start or (0, 0)
            yield Sheet(
                known.name,
                [[TEXT[type(cell)](cell) for cell in row] for row in sheet.to_python(skip_empty_area=True)],
                top,
                left,
                is_visible=known.visible == SheetVisibleEnum.Visible,
                merged=[(*first, *last) for first, last in sheet.merged_cell_ranges or ()],
            )
    except python_calamine.PasswordError as error:
        raise UnreadableFile(PASSWORD) from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise UnreadableFile(NO_WORKBOOK) from error


def structure(archive: Archive) -> Structure:
    """The workbook's date system, and which part holds which sheet."""
    main = next((name for name in archive.parts if name.casefold() == "xl/workbook.xml"), "xl/workbook.xml")
    folder, name = posixpath.split(main)
    targets = {
        relation.get("Id", ""): posixpath.normpath(posixpath.join("/" + folder, relation.get("Target", "")))[1:]
        for _, relation in elements(archive.read(f"{folder}/_rels/{name}.rels"), {"Relationship"})
    }
    by_name = {part.casefold(): part for part in archive.parts}
    found = Structure()
    for kind, attributes in elements(archive.read(main), {"sheet", "workbookPr"}):
        if kind == "workbookPr":
            found.date_system = "1904" if is_true(attributes.get("date1904")) else "1900"
        elif part := by_name.get(targets.get(attributes.get("id", ""), "").casefold()):
            found.sheets[attributes.get("name", "")] = part
    return found


def percent_styles(archive: Archive) -> frozenset[int]:
    """The styles of cells that are shown as percentages."""
    formats = dict(BUILT_IN_PERCENT)
    styles: list[str] = []
    inside = ""
    for kind, attributes in elements(
        archive.read("xl/styles.xml"), {"numFmt", "xf", "cellXfs", "cellStyleXfs", "dxfs"}
    ):
        if kind == "numFmt" and inside != "dxfs":
            formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif kind == "xf" and inside == "cellXfs":
            styles.append(attributes.get("numFmtId", ""))
        elif kind != "xf":
            inside = kind
    return frozenset(style for style, number in enumerate(styles) if shows_percent(formats.get(number, "")))


def without_blanks(archive: Archive, found: Structure, limits: Limits) -> bytes:
    """A copy of the workbook without the stretches of blank cells, and without what is not read."""
    sheets = set(found.sheets.values())
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        for name in archive.parts:
            if name in sheets:
                with copy.open(name, "w", force_zip64=True) as part:
                    for stretch in Scan(archive.pieces(name), frozenset(), limits).without_blanks():
                        part.write(stretch)
            elif name.endswith((".xml", ".rels")):
                copy.writestr(name, archive.read(name))
    return output.getvalue()
