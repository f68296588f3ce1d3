"""What a file is, told by its contents: the ending of its name says only what the sender took it for."""

from __future__ import annotations

import json
import re

from sfpc.errors import UnreadableFile
from sfpc.readers.archive import NO_WORKBOOK
from sfpc.readers.delimited import decode, delimiter_of, widths_of
from sfpc.readers.old_workbook import OLD_BINARY

ARCHIVE = b"PK"
VERY_OLD_BINARY = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
"""How .xls of Excel 2 to 4 begins, before it was kept in a container."""

WORKBOOK_ENDINGS = frozenset({".ods", ".xls", ".xlsb", ".xlsm", ".xlsx"})

NAMES = {
    "delimited": "CSV",
    "document": "JSON",
    "workbook": "an XLSX workbook",
    "binary_workbook": "an XLSB workbook",
    "old_workbook": "an XLS workbook",
    "open_document": "an ODS workbook",
}
"""What people call each kind."""

ENDINGS = {
    "delimited": {".csv", ".tsv", ".txt"},
    "document": {".json"},
    "workbook": {".xlsx", ".xlsm"},
    "binary_workbook": {".xlsb"},
    "old_workbook": {".xls"},
    "open_document": {".ods"},
}
"""The endings that say of each kind what it is."""

WEB_PAGE = re.compile(r"\s*<(?:!doctype\s+html|html|head|body|table|meta|style)\b", re.IGNORECASE)
XML_SPREADSHEET = re.compile(r"\s*<\?xml.{0,400}<(?:\w+:)?Workbook\b|\s*<\?mso-application", re.DOTALL)
FEWEST_LINES = 2
BEGINNING = 20_000


def kind_of(content: bytes, ending: str) -> str:
    """Which reader a file needs, a key of `NAMES`.

    Raises:
        UnreadableFile: it is nothing that is read, and what it is can be told.
    """
    if not content:
        raise UnreadableFile("the file is empty")
    if content.startswith(ARCHIVE) and (ending in WORKBOOK_ENDINGS or content[2:4] in (b"\x03\x04", b"\x05\x06")):
        return archive_kind(content)
    if content.startswith(OLD_BINARY) or (ending == ".xls" and content.startswith(VERY_OLD_BINARY)):
        return "old_workbook"
    if ending in WORKBOOK_ENDINGS:
        return text_under_a_workbook_name(content)
    if ending == ".json":
        return "document"
    return "document" if is_document(content) else "delimited"


def archive_kind(content: bytes) -> str:
    """Which kind of workbook an archive is: by the names of parts that it holds, as they stand in its directory."""
    if b"xl/workbook.bin" in content:
        return "binary_workbook"
    if b"xl/workbook.xml" in content or b"xl/worksheets/" in content:
        return "workbook"
    return "open_document" if b"content.xml" in content else "workbook"


def text_under_a_workbook_name(content: bytes) -> str:
    """Some systems export a web page or CSV and call it a workbook: CSV can be read for what it is."""
    try:
        text = decode(content)[:BEGINNING]
    except UnreadableFile as error:
        raise UnreadableFile(NO_WORKBOOK) from error
    if WEB_PAGE.match(text):
        raise UnreadableFile(
            "it is a web page under a workbook's name, as some systems export; open it in Excel and save it as XLSX"
        )
    if XML_SPREADSHEET.match(text):
        raise UnreadableFile(
            "it is an XML spreadsheet of 2003 under a workbook's name; open it in Excel and save it as XLSX"
        )
    widths = widths_of(text, delimiter_of(text))
    if sum(width > 1 for width in widths) < FEWEST_LINES:
        raise UnreadableFile(NO_WORKBOOK)
    return "delimited"


def is_document(content: bytes) -> bool:
    """Whether a text file is a JSON document and no table: it begins as one and is whole."""
    try:
        text = decode(content)
    except UnreadableFile:
        return False
    if text.lstrip()[:1] not in ("{", "["):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
