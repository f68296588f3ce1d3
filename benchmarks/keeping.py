"""Print what a backup and its restoring cost against bare tar of the same files; `python keeping.py DATA` for that.

DATA is a data folder with landed returns, decisions and a release.
"""

from __future__ import annotations

import statistics
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.table import Table

from sfpc import keeping
from sfpc.keeping.archive import LEVEL
from sfpc.keeping.backups import MADE_AGAIN, OF_OTHERS
from sfpc.settings import Settings

T = TypeVar("T")

HOME = Path(__file__).resolve().parents[1]
ROUNDS = 3


@dataclass(frozen=True)
class Kept:
    """What keeping cost, in seconds: ours, and tar alone, with the same compression and without hashes or order."""

    files: int
    megabytes: float
    backup: float
    bare_backup: float
    restore: float
    bare_restore: float


def measure_keeping(data: Path) -> Kept:
    """Back up and restore a data folder, in turn with bare tar."""
    settings = Settings(home=HOME, data=data, inbox=data / "inbox")
    times: dict[str, list[float]] = {name: [] for name in ("backup", "bare_backup", "restore", "bare_restore")}
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            back_up = partial(keeping.back_up, settings, place / "backups", with_metadata=False)
            made = timed(times["backup"], back_up)
            timed(times["bare_backup"], partial(write_tar, data, place / "bare.tar.gz"))
            there = Settings(home=HOME, data=place / "there", inbox=place / "inbox")
            timed(times["restore"], partial(keeping.restore, there, Path(made.place)))
            timed(times["bare_restore"], partial(extract_tar, place / "bare.tar.gz", place / "bare"))
    return Kept(
        files=made.file_count,
        megabytes=made.byte_count / 1e6,
        **{name: statistics.median(seconds) for name, seconds in times.items()},
    )


def timed(times: list[float], job: Callable[[], T]) -> T:
    """Do a job and note how long it took."""
    started = time.perf_counter()
    done = job()
    times.append(time.perf_counter() - started)
    return done


def write_tar(data: Path, path: Path) -> None:
    """The same files, by tar alone."""
    with tarfile.open(path, "w:gz", compresslevel=LEVEL) as archive:
        for each in sorted(data.iterdir()):
            if each.name not in (*MADE_AGAIN, *OF_OTHERS) and not each.name.startswith("."):
                archive.add(each, each.name)


def extract_tar(path: Path, folder: Path) -> None:
    """Lay them out, by tar alone."""
    with tarfile.open(path) as archive:
        archive.extractall(folder, filter="data")


def print_keeping(console: Console, kept: Kept) -> None:
    """Print both against tar."""
    table = Table(
        "Job", "ours, s", "bare tar, s", "of bare",
        title=f"Backup, restore: {kept.files:,} files, {kept.megabytes:.0f} MB, each hashed (goal: at most 2 of tar)",
    )  # fmt: skip
    for name, ours, bare in (("backup", kept.backup, kept.bare_backup), ("restore", kept.restore, kept.bare_restore)):
        table.add_row(name, f"{ours:.2f}", f"{bare:.2f}", f"{ours / bare:.2f}")
    console.print(table)


if __name__ == "__main__":
    print_keeping(Console(), measure_keeping(Path(sys.argv[1])))
