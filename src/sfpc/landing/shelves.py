"""Where landing stands: a folder of this machine, or a place elsewhere of which a copy is kept on this machine.

A submission counts when its receipt stands, and the receipt comes last: so it needs no file system that can rename a
folder. What has no receipt was left by a crash.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from upath import UPath

from sfpc import modes
from sfpc.errors import PipelineError
from sfpc.file_systems import listing, reaching
from sfpc.settings import Settings

ASIDE = ".incoming-"
"""Prefix of what is being written; one found later was left by a crash and is cleared away."""
RECEIPT = "receipt.json"
DISPOSAL = "disposal.json"
"""Stands beside the receipt of a submission whose files went by a rule of retention, or are about to."""

Key = tuple[str, str, str]
"""Folder, quarter and id of a submission."""


def shelf_of(settings: Settings, folder: str, quarter: str) -> Path:
    """The folder on this machine for the submissions of one authority and quarter."""
    return settings.landing / folder / quarter


def kept(settings: Settings, folders: Iterable[str], quarter: str = "*") -> Iterator[tuple[str, Path]]:
    """Every submission of the authorities that counts: the authority's folder, and its own on this machine."""
    elsewhere = settings.landing_at if isinstance(settings.landing_at, UPath) else None
    there = bring_records(settings, elsewhere, list(folders), quarter) if elsewhere is not None else None
    for folder in folders:
        for receipt in (settings.landing / folder).glob(f"{quarter}/*/{RECEIPT}"):
            path = receipt.parent
            if not path.name.startswith(ASIDE) and (there is None or (folder, path.parent.name, path.name) in there):
                yield folder, path


def bring_records(settings: Settings, place: UPath, folders: list[str], quarter: str) -> set[Key]:
    """Bring receipts and what was added beside them to this machine; none is ever changed, so each comes once."""
    narrow = "/".join([folders[0], *([quarter] if quarter != "*" else [])]) if len(folders) == 1 else ""
    found = listing(place / narrow if narrow else place)
    paths = [(*narrow.split("/"), *parts) if narrow else parts for parts in found]
    records: dict[Key, set[str]] = {}
    for parts in paths:
        if len(parts) == len(("folder", "quarter", "id", "name")) and is_record(parts[3]) and is_plain(parts):
            records.setdefault((parts[0], parts[1], parts[2]), set()).add(parts[3])
    standing = {key: names for key, names in records.items() if RECEIPT in names}
    missing = [
        (*key, name)
        for key, names in standing.items()
        for name in sorted(names, key=lambda name: name == RECEIPT)  # here too the receipt comes last
        if not settings.landing.joinpath(*key, name).exists()
    ]
    if missing:
        root = str(place.path).rstrip("/")
        with reaching(place, "fetching receipts from here"):
            contents = place.fs.cat(["/".join([root, *parts]) for parts in missing])
        if isinstance(contents, bytes):
            contents = {"/".join([root, *missing[0]]): contents}
        for parts in missing:
            path = settings.landing.joinpath(*parts)
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, contents["/".join([root, *parts])])
    return set(standing)


def is_record(name: str) -> bool:
    """Whether a file beside the files of a submission is one of landing's own."""
    return name.endswith(".json") and not name.startswith(".")


def is_plain(parts: tuple[str, ...]) -> bool:
    """Whether the parts of a path lead where they say and nowhere else."""
    return all(part and part not in (".", "..") and "\\" not in part and "\0" not in part for part in parts)


def keep(settings: Settings, aside: Path, shelf: Path, submission_id: str) -> Path:
    """Make a submission that was copied aside count; a crash leaves nothing or all of it."""
    path = shelf / submission_id
    if isinstance(settings.landing_at, UPath):
        store = settings.landing_at / shelf.parent.name / shelf.name / submission_id
        with reaching(store, "writing a submission here"):
            for file in sorted((aside / "files").iterdir()):
                store.fs.makedirs(f"{store.path}/files", exist_ok=True)
                store.fs.put_file(str(file), f"{store.path}/files/{file.name}")
        put_whole(store, RECEIPT, (aside / RECEIPT).read_bytes())
    for part in [*(aside / "files").iterdir(), aside / "files", aside]:
        part.chmod(modes.OPEN_FOLDER if part.is_dir() else modes.KEPT)
        flush(part)
    aside.rename(path)
    flush(shelf)
    return path


def is_disposed(path: Path) -> bool:
    """Whether a submission's files went by a rule of retention: it is known, and counts for nothing any more."""
    return (path / DISPOSAL).exists()


def add_record(settings: Settings, path: Path, name: str, record: dict[str, Any]) -> None:
    """Write something down beside a receipt; nothing that stands there is changed."""
    content = as_json(record)
    if isinstance(settings.landing_at, UPath):
        put_whole(settings.landing_at / path.parent.parent.name / path.parent.name / path.name, name, content)
    write_whole(path / name, content)


def put_whole(store: UPath, name: str, content: bytes) -> None:
    """Write a small file elsewhere so that it is there whole or not at all."""
    with reaching(store, "writing a receipt here"):
        aside = f"{store.path}/{ASIDE}{name}"
        store.fs.pipe_file(aside, content)
        store.fs.mv(aside, f"{store.path}/{name}")


def write_whole(path: Path, content: bytes) -> None:
    """Write a small file on this machine so that it is there whole or not at all."""
    aside = path.with_name(f"{ASIDE}{os.getpid()}-{path.name}")
    write_durably(aside, content)
    aside.replace(path)
    flush(path.parent)


def clear_what_a_crash_left(settings: Settings, shelf: Path) -> None:
    """Remove copies that never came to count; the lock says that nobody is writing one now."""
    for aside in [*shelf.glob(f"{ASIDE}*"), *shelf.glob(f"*/{ASIDE}*")]:
        if aside.is_dir():
            shutil.rmtree(aside)
        else:
            aside.unlink()
    if not isinstance(settings.landing_at, UPath):
        return
    store = settings.landing_at / shelf.parent.name / shelf.name
    found = listing(store)
    standing = {parts[0] for parts in found if parts[1:] == (RECEIPT,)}
    left = [parts for parts in found if parts[0] not in standing or parts[-1].startswith(ASIDE)]
    with reaching(store, "removing what a crash left here"):
        for parts in left:
            store.fs.rm_file("/".join([str(store.path), *parts]))


def read_record(path: Path) -> dict[str, Any]:
    """A receipt, or what was written beside one."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise damaged(path, error) from error
    if not isinstance(record, dict):
        raise damaged(path, TypeError())
    return record


def damaged(path: Path, error: Exception) -> PipelineError:
    """The error where a receipt cannot be read."""
    what = "receipt" if path.name == RECEIPT else "record"
    return PipelineError(f"{path}: the {what} is damaged ({type(error).__name__}); restore it from a backup")


def as_json(record: dict[str, Any]) -> bytes:
    """A record as it is written down."""
    return json.dumps(record, indent=1, ensure_ascii=False).encode()


def write_durably(path: Path, content: bytes) -> None:
    """Write a file and wait until the disk has it."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    modes.keep(path)


def flush(path: Path) -> None:
    """Wait until the disk has a file that was written, or a folder's list of names."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
