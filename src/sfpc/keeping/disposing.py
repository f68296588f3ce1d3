"""Disposing of what is due by the rules of retention: the record first, then the files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock

from sfpc import disposals, landing
from sfpc.disposals import Disposal, File
from sfpc.errors import UsageError
from sfpc.keeping import retention
from sfpc.keeping.retention import Due
from sfpc.landed import file_hash
from sfpc.personal_data import kinds_in
from sfpc.settings import Settings


def dispose(settings: Settings, things: Sequence[Due], by: str) -> Disposal:
    """Record what goes, file by file, then remove it; cut short, the next disposal finishes it.

    Args:
        settings: where the data is.
        things: what is due, as `retention.due` found it.
        by: who carries it out, as a role; it is kept.

    Raises:
        UsageError: nothing is due, or nobody signed.
    """
    by = by.strip()
    if not by or kinds_in(by):
        raise UsageError("Who disposes of it? Give --by, as a role and without personal data: it is kept for ever")
    if not things:
        raise UsageError("Nothing is due to go")
    rules = retention.rules(settings.seeds)
    (settings.data / disposals.FOLDER).mkdir(parents=True, exist_ok=True)
    with FileLock(settings.data / disposals.FOLDER / ".lock"):
        record = Disposal(
            number=max((each.number for each in disposals.every(settings)), default=0) + 1,
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            by=by,
            rules={each.subject: f"{rules[each.subject].years} years. {rules[each.subject].why}" for each in things},
            things=tuple(f"{each.subject}: {each.name}" for each in things),
            files=tuple(file for each in things for file in files_of(settings, each)),
        )
        disposals.write(settings, record)
        for each in things:
            remove(settings, each, record)
    return record


def files_of(settings: Settings, thing: Due) -> list[File]:
    """What goes of one thing, with the hashes; of files kept elsewhere the receipt's."""
    here = [File(path_in_data(settings, path), path.stat().st_size, file_hash(path)) for path in thing.files]
    if thing.landed is None:
        return here
    of_landing = f"landing/{thing.landed.folder}/{thing.landed.quarter}/{thing.landed.submission_id}/files"
    listed = {file.path for file in here}
    elsewhere = landing.sent_files(thing.landed)
    return [
        *here,
        *(File(f"{of_landing}/{name}", size, None) for name, size in elsewhere if f"{of_landing}/{name}" not in listed),
    ]


def path_in_data(settings: Settings, path: Path) -> str:
    """A file's path below SFPC_DATA; of landing below `landing/`, wherever that is."""
    if path.is_relative_to(settings.landing):
        return f"landing/{path.relative_to(settings.landing).as_posix()}"
    return path.relative_to(settings.data).as_posix()


def remove(settings: Settings, thing: Due, record: Disposal) -> None:
    """Remove one thing; folders that it leaves empty go too, and read-only ones stay read-only."""
    if thing.landed is not None:
        landing.dispose(settings, thing.landed, {"disposal": record.number, "at": record.at, "by": record.by})
    for path in thing.files:
        if path.exists() or path.is_symlink():
            folder = path.parent
            mode = folder.stat().st_mode
            folder.chmod(mode | 0o200)
            path.unlink()
            folder.chmod(mode)
    for folder in sorted({path.parent for path in thing.files}, reverse=True):
        remove_if_empty(folder)


def remove_if_empty(folder: Path) -> None:
    """Remove a folder that holds nothing any more."""
    if folder.is_dir() and not any(folder.iterdir()):
        above = folder.parent
        mode = above.stat().st_mode
        above.chmod(mode | 0o200)
        folder.rmdir()
        above.chmod(mode)
