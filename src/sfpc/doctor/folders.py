"""The folders: whether this account may read and write what it must, and others may not."""

from __future__ import annotations

import stat
from pathlib import Path
from uuid import uuid4

from sfpc import modes
from sfpc.doctor.result import FAILED, OK, WARNING, Result
from sfpc.file_systems import shown
from sfpc.settings import Settings

ACCOUNT = "Give the account that runs the pipeline these folders (chown, chmod), and run it as no other."
WRITTEN = ("landing", "raw", "gate", "releases", "feedback", "logs", "notices", "metrics", "lineage")
INTERNAL = ("landing", "raw", "gate", "feedback", "logs", "notices")
"""What nobody but the group may read; of releases only a part is for everybody."""


def folders(settings: Settings) -> Result:
    """Whether what must be written can be, the inbox can be read, and what is internal is not open to everybody."""
    if not settings.data.exists():
        return Result(WARNING, f"{settings.data} is not there yet.", "`sfpc land` makes it; or set SFPC_DATA.")
    there = [settings.data, *(path for name in WRITTEN if (path := settings.data / name).exists())]
    closed = [str(path) for path in there if not _may_write(path)]
    if closed:
        return Result(FAILED, f"This account may not write to {', '.join(closed)}.", ACCOUNT)
    if problem := _of_the_inbox(settings) or _open_to_everybody(settings, there):
        return problem
    where = "" if isinstance(settings.inbox, Path) else f" The inbox is elsewhere: {shown(settings.inbox)}."
    return Result(OK, f"This account may write to {settings.data}, and not everybody may.{where}")


def _of_the_inbox(settings: Settings) -> Result | None:
    """What is wrong with the inbox, where it is a folder of this machine."""
    if not isinstance(settings.inbox, Path):
        return None
    if not settings.inbox.is_dir():
        return Result(WARNING, f"The inbox {settings.inbox} is not there.", "Make it, or set SFPC_INBOX.")
    try:
        list(settings.inbox.iterdir())
    except PermissionError:
        return Result(FAILED, f"This account may not read the inbox {settings.inbox}.", ACCOUNT)
    return None


def _open_to_everybody(settings: Settings, there: list[Path]) -> Result | None:
    """What everybody may do that only the group should."""
    written = [str(path) for path in there if path.stat().st_mode & stat.S_IWOTH]
    if written:
        return Result(WARNING, f"Everybody may write to {', '.join(written)}.", "Take that away: chmod o-w.")
    internal = [path for name in INTERNAL for path in modes.readable_by_others(settings.data / name)]
    internal += [path for one in settings.releases.glob("*/r*/internal") for path in modes.readable_by_others(one)]
    if internal:
        return Result(
            WARNING,
            f"Everybody may read {len(internal)} internal files, as one in {internal[0].parent}.",
            "Take that away (chmod -R o-rwx): they hold figures that are hidden in what is published.",
        )
    return None


def _may_write(folder: Path) -> bool:
    """Whether a file can be made and removed; asked of the file system itself, which may be read-only or full."""
    path = folder / f".doctor-{uuid4().hex}"
    try:
        path.touch()
        path.unlink()
    except OSError:
        return False
    return True
