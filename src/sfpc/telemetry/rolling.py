"""Files that lines are added to, and that never grow beyond a bound: the oldest lines go."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from filelock import FileLock

MOST_BYTES = 10_000_000
KEPT = 5
"""Files of that size that are kept besides the one that is written."""

PATIENCE_SECONDS = 20


def append(path: Path, lines: Iterable[str], most_bytes: int = MOST_BYTES) -> None:
    """Add lines, each in one piece: several processes may add to one file at a time."""
    text = "".join(f"{line}\n" for line in lines).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    make_room(path, len(text), most_bytes)
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)  # the umask takes away from that
    try:
        os.write(descriptor, text)
    finally:
        os.close(descriptor)


def make_room(path: Path, wanted: int = 0, most_bytes: int = MOST_BYTES) -> None:
    """Put a file that would grow too large aside as `.1`, what was `.1` as `.2` ...; the oldest goes."""
    if not _is_full(path, wanted, most_bytes):
        return
    with FileLock(path.with_name(f".{path.name}.lock"), timeout=PATIENCE_SECONDS):
        if not _is_full(path, wanted, most_bytes):
            return  # another process has made room while this one waited
        for number in range(KEPT, 1, -1):
            older = path.with_name(f"{path.name}.{number - 1}")
            if older.exists():
                older.replace(path.with_name(f"{path.name}.{number}"))
        path.replace(path.with_name(f"{path.name}.1"))


def _is_full(path: Path, wanted: int, most_bytes: int) -> bool:
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        return False
    return size > 0 and size + wanted > most_bytes
