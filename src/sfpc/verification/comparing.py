"""Two ways to compare a release: with the hashes that its manifest names, and with the same release made again."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sfpc.landed import file_hash
from sfpc.report.manifest import NAME

BLOCK = 1 << 20
TEXT = {".html", ".csv", ".json", ".jsonl", ".txt", ".md"}
ARCHIVE = {".xlsx", ".zip"}
RIGHT, CHANGED, MISSING, EXTRA, DIFFERS, DISPOSED = "ok", "changed", "missing", "extra", "differs", "disposed of"


@dataclass(frozen=True)
class Compared:
    """A file of a release, compared.

    Attributes:
        name: its path within the release.
        outcome: ok; changed (its manifest has another hash), missing, disposed of (it went by a rule of retention, and
            a record says so), extra (its manifest does not name it), or differs (it does not come out of landing as it
            is).
        where: what to look at, never what stands there.
    """

    name: str
    outcome: str
    where: str = ""

    @property
    def is_right(self) -> bool:
        """Whether it is what it should be."""
        return self.outcome in (RIGHT, DISPOSED)


def by_hash(folder: Path, named: Mapping[str, Mapping[str, Any]], disposed: Mapping[str, str]) -> tuple[Compared, ...]:
    """Compare every file with what the manifest says of it; nothing may be missing, and nothing too many.

    Args:
        folder: the release.
        named: what the manifest says of each file.
        disposed: the files that are on record as disposed of, with the day.
    """
    here = set(_files(folder)) - {NAME}
    compared = {name: _by_hash(folder, name, here, named) for name in sorted(here | named.keys())}
    return tuple(_or_disposed(each, disposed) for each in compared.values())


def _or_disposed(compared: Compared, disposed: Mapping[str, str]) -> Compared:
    if compared.outcome != MISSING or compared.name not in disposed:
        return compared
    return Compared(compared.name, DISPOSED, f"by a rule of retention, on {disposed[compared.name]}")


def _by_hash(folder: Path, name: str, here: set[str], named: Mapping[str, Mapping[str, Any]]) -> Compared:
    if name not in here:
        return Compared(name, MISSING, "the manifest names it, and it is not there")
    if name not in named:
        return Compared(name, EXTRA, "the manifest does not name it")
    path, said = folder / name, named[name]
    if path.is_symlink():
        return Compared(name, CHANGED, "it is a link")
    if path.stat().st_size != said["bytes"]:
        return Compared(name, CHANGED, f"{path.stat().st_size:,} bytes; the manifest says {said['bytes']:,}")
    if file_hash(path) != said["sha256"]:
        return Compared(name, CHANGED, "the manifest has another hash of it")
    return Compared(name, RIGHT)


def by_bytes(release: Path, again: Path, disposed: Mapping[str, str]) -> tuple[Compared, ...]:
    """Compare every file of a release with the one made again, the manifest too."""
    stands, made = set(_files(release)), set(_files(again))
    found = []
    for name in sorted(stands | made):
        if name not in stands:
            lacking = Compared(name, MISSING, "it is made from landing, and the release lacks it")
            found.append(_or_disposed(lacking, disposed))
        elif name not in made:
            found.append(Compared(name, EXTRA, "it is not made from landing"))
        else:
            where = first_difference(release / name, again / name)
            found.append(Compared(name, DIFFERS if where else RIGHT, where))
    return tuple(found)


def first_difference(stands: Path, made: Path) -> str:
    """Where two files first differ, in words; empty where they are the same."""
    offset = _first_byte(stands, made)
    if offset is None:
        return ""
    where = f"from byte {offset + 1:,} on"
    if stands.suffix in TEXT:
        with stands.open("rb") as file:
            line = file.read(offset).count(b"\n") + 1
        where = f"from line {line:,} on"
    elif stands.suffix in ARCHIVE and (member := _first_member(stands, made)):
        where = f"in its part {member}"
    return where


def _first_byte(one: Path, other: Path) -> int | None:
    offset = 0
    with one.open("rb") as first, other.open("rb") as second:
        while True:
            blocks = first.read(BLOCK), second.read(BLOCK)
            if blocks[0] != blocks[1]:
                pairs = enumerate(zip(*blocks, strict=False))
                return offset + next((at for at, (a, b) in pairs if a != b), min(map(len, blocks)))
            if not blocks[0]:
                return None
            offset += len(blocks[0])


def _first_member(one: Path, other: Path) -> str | None:
    try:
        with zipfile.ZipFile(one) as first, zipfile.ZipFile(other) as second:
            crcs = [{each.filename: each.CRC for each in archive.infolist()} for archive in (first, second)]
    except (OSError, zipfile.BadZipFile):
        return None  # then the byte says where
    return next((name for name in sorted(crcs[0] | crcs[1]) if crcs[0].get(name) != crcs[1].get(name)), None)


def _files(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        if path.is_symlink() or not path.is_dir():
            yield path.relative_to(folder).as_posix()
