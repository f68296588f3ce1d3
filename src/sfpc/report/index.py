"""The index of all releases: `index.html` for people and `index.json` for programs, written anew after each release."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from uuid import uuid4

from sfpc import modes
from sfpc.errors import PipelineError
from sfpc.landed import file_hash
from sfpc.report import manifest, shelf, words
from sfpc.report.document import PUBLISHED, Document

PAGE, RECORD = "index.html", "index.json"
TITLE = "Family Valued: every release of the quarterly report"
MAIN = (
    "report.html",
    "report.pdf",
    "report.xlsx",
    "sfpc.duckdb",
    "data_dictionary.html",
    "datapackage.json",
    manifest.NAME,
)
"""The files that are offered first; the others are folded away."""
KILO = 1000
UNREADABLE = (
    "What it may hand on is not known: it was made before releases said so, or its manifest is damaged. See "
    "`sfpc verify`."
)


@dataclass(frozen=True)
class File:
    """A file that may be handed on.

    Attributes:
        path: from the folder of the releases.
        about: what it is.
    """

    path: str
    name: str
    bytes: int
    about: str

    @property
    def size(self) -> str:
        """How large it is, in words.

        >>> File("", "", 1_250_000, "").size, File("", "", 312, "").size
        ('1.3 MB', '1 kB')
        """
        kilobytes = max(Decimal(self.bytes) / KILO, Decimal(1))
        return f"{words.number(kilobytes / KILO, 1)} MB" if kilobytes >= KILO else f"{words.number(kilobytes)} kB"


@dataclass(frozen=True)
class Listed:
    """A release as the index has it.

    Attributes:
        is_current: whether `latest` leads to it.
        date: the day of the newest receipt in it, ISO; empty where that is not known.
        changed: what it changes of the release before it, in sentences; none in the first of a quarter.
        note: why nothing can be said of it; else empty.
        manifest_sha256: of what names every other file of it by hash.
    """

    quarter: str
    release: int
    title: str
    date: str
    is_current: bool
    is_partial: bool
    missing: tuple[str, ...]
    changed: tuple[str, ...]
    files: tuple[File, ...]
    note: str
    manifest_sha256: str

    @property
    def day(self) -> str:
        """Its day, as people write it."""
        return words.day(date.fromisoformat(self.date)) if self.date else "not known"

    @property
    def main(self) -> list[File]:
        """The files that are offered first."""
        by_name = {each.name: each for each in self.files}
        return [by_name[name] for name in MAIN if name in by_name]

    @property
    def others(self) -> list[File]:
        """The files that are folded away."""
        return [each for each in self.files if each.name not in MAIN]


def write(releases: Path) -> None:
    """Write the index of the releases that stand; a reader sees the one before or this one, whole."""
    from sfpc.report import page

    listed = sorted(_listed(releases), key=lambda each: (each.quarter, each.release), reverse=True)
    quarters = [(quarter, list(each)) for quarter, each in groupby(listed, key=lambda each: each.quarter)]
    counts = (words.plural(len(listed), "release"), words.plural(len(quarters), "quarter"))
    document = Document(TITLE, f"{counts[0]} of {counts[1]}", PUBLISHED, (), ())
    _replace(releases / PAGE, page.rendered("index.html.jinja", document=document, quarters=quarters))
    record = [{"quarter": quarter, "releases": [asdict(each) for each in found]} for quarter, found in quarters]
    _replace(releases / RECORD, json.dumps(record, indent=1, ensure_ascii=False) + "\n")


def _listed(releases: Path) -> Iterator[Listed]:
    for quarter, number, path in shelf.every(releases):
        newest = shelf.newest(path.parent)
        own, folder = path / manifest.NAME, path / PUBLISHED
        is_current = newest is not None and newest[0] == number
        sha256 = file_hash(own) if own.is_file() else ""
        try:
            said = manifest.read(folder)
            since = said["since"]
            files = said["files"] | {
                manifest.NAME: {"bytes": (folder / manifest.NAME).stat().st_size, "about": "These files, by hash"}
            }
            found = tuple(
                File(f"{quarter}/r{number}/{PUBLISHED}/{name}", name, each["bytes"], each["about"])
                for name, each in sorted(files.items())
            )
            yield Listed(
                quarter, number, said["title"], said["date"], is_current, said["is_partial"], tuple(said["missing"]),
                tuple(since["sentences"]) if since else (), found, "", sha256,
            )  # fmt: skip
        except (PipelineError, KeyError, TypeError):
            # one damaged release hides no other: it is told of where it stands
            title = f"Quarterly report, {words.quarter(quarter)}"
            yield Listed(quarter, number, title, "", is_current, False, (), (), (), UNREADABLE, sha256)  # noqa: FBT003 - not current


def _replace(path: Path, text: str) -> None:
    unfinished = path.with_name(f"{shelf.ASIDE}{uuid4().hex}")
    try:
        unfinished.write_text(text, encoding="utf-8", newline="\n")
        unfinished.chmod(modes.PUBLISHED)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
