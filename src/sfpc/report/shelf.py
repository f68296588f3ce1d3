"""The releases on disk: numbered folders of each quarter, written aside and renamed: whole or not there."""

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
WAIT_SECONDS = 600
READ_ONLY, READ_ONLY_FOLDER = 0o444, 0o555
QUARTER = re.compile(r"\d{4}-\d{2}-Q[1-4]")
NUMBER = re.compile(r"r([1-9]\d*)")


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the releases of every quarter against a second publisher, and clear away what a killed one left.

    Of every quarter, because what may be shown of one depends on what the releases of all the others have shown.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder.parent / ".lock", timeout=WAIT_SECONDS):
            for left in (*folder.glob(f"{ASIDE}*"), *folder.parent.glob(f"{ASIDE}*")):
                remove(left)
            yield
    except Timeout as error:
        raise PipelineError(
            f"{folder.parent}: another process has been publishing here for {WAIT_SECONDS} s; wait for it, or end it"
        ) from error


def every(releases: Path) -> Iterator[tuple[str, int, Path]]:
    """Every release with its quarter and number, the first one first."""
    if not releases.exists():
        return
    for folder in sorted(releases.iterdir()):
        if QUARTER.fullmatch(folder.name):
            for number, path in sorted(_numbered(folder).items()):
                yield folder.name, number, path


def newest(folder: Path) -> tuple[int, Path] | None:
    """The release with the highest number."""
    numbered = _numbered(folder)
    return (max(numbered), numbered[max(numbered)]) if numbered else None


def _numbered(folder: Path) -> dict[int, Path]:
    return {int(match[1]): path for path in folder.glob("r*") if (match := NUMBER.fullmatch(path.name))}


@contextmanager
def written_aside(folder: Path, number: int) -> Iterator[Path]:
    """A folder to write a release into; on leaving it without an error it becomes the release, which nobody can change.

    To delete a release on purpose, make its folders writable first: `chmod -R u+w`.
    """
    aside = folder / f"{ASIDE}r{number}"
    aside.mkdir()
    try:
        yield aside
        for path in sorted(aside.rglob("*")):
            if path.is_file():
                path.chmod(READ_ONLY)
                _flush(path)
        for path in [*sorted((each for each in aside.rglob("*") if each.is_dir()), reverse=True), aside]:
            _flush(path)
            path.chmod(READ_ONLY_FOLDER)
        aside.rename(folder / f"r{number}")
        _flush(folder)
    finally:
        remove(aside)


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


def remove(path: Path) -> None:
    """Delete what was not to become a release, read-only folders and all; what links in it lead to stays."""
    if path.is_symlink() or path.is_file():
        path.unlink()
        return
    for folder, _, _ in os.walk(path):
        Path(folder).chmod(0o755)
    shutil.rmtree(path, ignore_errors=True)


def _flush(path: Path) -> None:
    """Have a file or folder on disk before anything relies on it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
