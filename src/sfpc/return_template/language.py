"""Say in a workbook which language it is written in, for whoever has it read aloud: XlsxWriter cannot."""

from __future__ import annotations

import zipfile
from pathlib import Path

CORE = "docProps/core.xml"


def set_language(path: Path, language: str) -> None:
    """Write the language into a workbook's properties; everything else keeps its bytes and its order."""
    beside = path.with_name(f".{path.name}.part")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            content = source.read(member)
            if member.filename == CORE:
                end = b"</cp:coreProperties>"
                content = content.replace(end, f"<dc:language>{language}</dc:language>".encode() + end)
            target.writestr(member, content)
    beside.replace(path)
