"""Files of submissions go by a rule of retention; their receipts stay, and say that they went."""

from __future__ import annotations

import shutil
from typing import Any

from filelock import FileLock
from upath import UPath

from sfpc.file_systems import listing, reaching
from sfpc.landed import Landed
from sfpc.landing.shelves import DISPOSAL, RECEIPT, add_record, is_disposed, read_record, shelf_of
from sfpc.settings import Settings


def dispose(settings: Settings, landed: Landed, record: dict[str, Any]) -> None:
    """Write beside a receipt that its files are disposed of, then remove them here and where landing is kept.

    Cut short and called again it goes on: the record stands already, and what is left goes.
    """
    with FileLock(shelf_of(settings, landed.folder, landed.quarter) / ".lock"):
        if not is_disposed(landed.path):
            add_record(settings, landed.path, DISPOSAL, record)
        if store := store_of(settings, landed):
            names = ["/".join([str(store.path).rstrip("/"), *parts]) for parts in listing(store)]
            with reaching(store, "removing files by a rule of retention"):
                for name in names:
                    store.fs.rm_file(name)
        if (landed.path / "files").exists():
            shutil.rmtree(landed.path / "files")


def sent_files(landed: Landed) -> list[tuple[str, int]]:
    """The name and size of each file of a submission, as its receipt has them."""
    return [(str(file["name"]), int(file["bytes"])) for file in read_record(landed.path / RECEIPT)["files"]]


def files_are_gone(settings: Settings, landed: Landed) -> bool:
    """Whether nothing is left of a submission but its receipt and what was noted beside it."""
    if not is_disposed(landed.path) or (landed.path / "files").exists():
        return False
    store = store_of(settings, landed)
    return store is None or not listing(store)


def store_of(settings: Settings, landed: Landed) -> UPath | None:
    """The folder of a submission's files where landing is on another file system."""
    place = settings.landing_at
    return place / landed.folder / landed.quarter / landed.submission_id / "files" if isinstance(place, UPath) else None
