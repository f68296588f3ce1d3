"""The releases of a quarter on disk: numbered folders, written aside and renamed: whole or not there."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from sfpc.errors import PipelineError

ASIDE = ".writing-"
LATEST = "latest"
"""Names the current release: a link that is moved last."""
WAIT_SECONDS = 120
READ_ONLY = 0o444


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold a quarter's releases against a second publisher, and clear away what a killed one left."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / ".lock", timeout=WAIT_SECONDS):
            for left in folder.glob(f"{ASIDE}*"):
                _remove(left)
            yield
    except Timeout as error:
        raise PipelineError(
            f"{folder}: another process has been publishing here for {WAIT_SECONDS} s; wait for it, or end it"
        ) from error


def newest(folder: Path) -> tuple[int, Path] | None:
    """The release with the highest number."""
    numbered = {int(match[1]): path for path in folder.glob("r*") if (match := re.fullmatch(r"r([1-9]\d*)", path.name))}
    return (max(numbered), numbered[max(numbered)]) if numbered else None


@contextmanager
def written_aside(folder: Path, number: int) -> Iterator[Path]:
    """A folder to write a release into; on leaving it without an error it becomes the release."""
    aside = folder / f"{ASIDE}r{number}"
    aside.mkdir()
    try:
        yield aside
        for path in sorted(aside.rglob("*")):
            if path.is_file():
                path.chmod(READ_ONLY)
                _flush(path)
        for path in sorted((each for each in aside.rglob("*") if each.is_dir()), reverse=True):
            _flush(path)
        _flush(aside)
        aside.rename(folder / f"r{number}")
        _flush(folder)
    finally:
        _remove(aside)


def point_at(folder: Path, number: int) -> None:
    """Make a release the current one; who reads the link sees the one before or this one."""
    name = f"r{number}"
    link = folder / LATEST
    if link.is_symlink() and str(link.readlink()) == name:
        return
    aside = folder / f"{ASIDE}{LATEST}"
    aside.symlink_to(name)
    aside.replace(link)
    _flush(folder)


def _remove(path: Path) -> None:
    if path.is_symlink():
        path.unlink()
    else:
        shutil.rmtree(path, ignore_errors=True)


def _flush(path: Path) -> None:
    """Have a file or folder on disk before anything relies on it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
