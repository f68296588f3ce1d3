"""The releases on disk: numbered folders of each quarter, written aside and renamed: whole or not there."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from sfpc import modes
from sfpc.errors import PipelineError, UsageError

ASIDE = ".writing-"
LATEST = "latest"
"""Names the current release of a quarter, and of the newest quarter beside the quarters: links that are moved last."""
NAMED = re.compile(r"(?:(\d{4}-\d{2}-Q[1-4])(?:/(r[1-9]\d*|latest))?|latest)")
"""How a release is asked for, besides by its path."""
WAIT_SECONDS = 600
INTERNAL = {"internal", "manifest.json"}
"""What of a release is not published; where these are named, they are made."""
QUARTER = re.compile(r"\d{4}-\d{2}-Q[1-4]")
NUMBER = re.compile(r"r([1-9]\d*)")


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the releases of every quarter against a second publisher, and clear away what a killed one left.

    Of every quarter, because what may be shown of one depends on what the releases of all the others have shown.
    """
    folder.mkdir(parents=True, exist_ok=True)
    modes.lead_to(folder)
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
            _flush(path)
        _flush(aside)
        modes.seal(aside, INTERNAL)
        aside.rename(folder / f"r{number}")
        _flush(folder)
    finally:
        remove(aside)


def point_at(folder: Path, number: int) -> None:
    """Make a release the current one of its quarter, and the newest quarter's the current one of all.

    Who reads a link sees the release before or this one. A correction of an older quarter does not become the latest of
    all: that is the newest quarter's, whenever it was published.
    """
    _link(folder / LATEST, f"r{number}")
    newest_quarter = max(quarter for quarter, _, _ in every(folder.parent))
    _link(folder.parent / LATEST, f"{newest_quarter}/{LATEST}")


def _link(link: Path, leads_to: str) -> None:
    if link.is_symlink() and str(link.readlink()) == leads_to:
        return
    aside = link.with_name(f"{ASIDE}{link.name}")
    aside.symlink_to(leads_to)
    aside.replace(link)
    _flush(link.parent)


def found(releases: Path, named: str) -> Path:
    """The folder of a release, with no link in it: who opens a file there keeps it, whatever is published meanwhile.

    Args:
        releases: the folder of all releases.
        named: `2022-23-Q1/r1`, `2022-23-Q1` (its current one), `latest` (the current one of the newest quarter), or the
            path of a release's folder.

    Raises:
        UsageError: there is no such release.
    """
    match = NAMED.fullmatch(named)
    if not match:
        path = Path(named)
    elif match[1]:
        path = releases / match[1] / (match[2] or LATEST)
    else:
        standing = list(every(releases))
        path = standing[-1][2] if standing else releases / LATEST
    if not (path / "manifest.json").is_file():
        there = ", ".join(f"{quarter}/r{number}" for quarter, number, _ in every(releases))
        if not there:
            raise UsageError(f"{releases}: no quarter has been published yet; `sfpc run` publishes one")
        raise UsageError(f"{named!r} is no release; write it as 2022-23-Q1/r1, or give its path. There are: {there}")
    return path.resolve()


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
