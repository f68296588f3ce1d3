"""What a workbook carries besides its cells that a program could run or follow: told of, and left alone."""

from __future__ import annotations

import re

from sfpc.findings import Finding
from sfpc.readers.archive import Archive

CARRIED = {
    "macros": re.compile(r"vbaProject\.bin$|vbaData\.xml$|/macrosheets/|^Basic/|^Scripts/", re.IGNORECASE),
    "links to other workbooks": re.compile(r"/externalLinks?/|/externalLink\d*\.", re.IGNORECASE),
    "embedded objects": re.compile(
        r"/embeddings?/|/activeX/|oleObject|^Object \d+/(?!meta)|^ObjectReplacements/", re.IGNORECASE
    ),
    "data connections": re.compile(r"/connections\.(?:xml|bin)$|/queryTables?/|/customData/", re.IGNORECASE),
}
"""What parts of a workbook's archive are, by their names."""


def not_run(file: str, archive: Archive, others: tuple[str, ...] = ()) -> list[Finding]:
    """A finding where a workbook carries what could be run or followed."""
    carried = [what for what, names in CARRIED.items() if any(names.search(part) for part in archive.parts)]
    return told(file, [*carried, *others])


def told(file: str, carried: list[str]) -> list[Finding]:
    """A finding of what was neither run nor followed."""
    if not carried:
        return []
    message = (
        f"The workbook holds {' and '.join(dict.fromkeys(carried))}; none was run or followed, and the values that "
        "stand in its cells were read. Send a copy without them next time."
    )
    return [Finding("content_not_run", message, file=file)]


def strange(file: str, archive: Archive) -> list[Finding]:
    """A finding where the archive's parts have names, or are of a kind, that no program writes."""
    oddities = archive.strangeness()
    if not oddities:
        return []
    message = (
        f"The workbook's archive holds {' and '.join(oddities)}; no spreadsheet program writes that, and nothing was "
        "unpacked under it. Find out where the file comes from; save it anew and send that."
    )
    return [Finding("strange_parts", message, file=file)]
