"""Who of the machine may read what the pipeline writes: its owner and its group, and everybody what is published.

Whatever the umask of whoever starts it. The group is that of the process, or of the folder where that has the
set-group-ID bit. What is kept for ever, and what a release holds, its owner cannot change by mistake either.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

UMASK = 0o027
KEPT, KEPT_FOLDER = 0o440, 0o550
"""For the group, and not to be changed."""
OPEN_FOLDER = 0o750
"""For the group, and its owner adds to it."""
PUBLISHED, PUBLISHED_FOLDER = 0o444, 0o555
"""For everybody."""
WAY, PASSAGE = 0o755, 0o001
"""What all may do with a folder on the way to what is published; that others may pass through one, and no more."""


def keep_to_the_group() -> None:
    """Let this process, and those it starts, write for the group alone from now on."""
    os.umask(UMASK)


def keep(path: Path) -> None:
    """Make a file one of those that the group reads and nobody changes."""
    path.chmod(KEPT)


def seal(folder: Path, internal: set[str]) -> None:
    """Make all of a release read-only: for the group what is internal, for everybody the rest.

    Args:
        folder: the release.
        internal: what of it, by name, is not published.
    """
    for path in sorted(folder.rglob("*"), reverse=True):
        is_internal = path.relative_to(folder).parts[0] in internal
        if path.is_dir():
            path.chmod(KEPT_FOLDER if is_internal else PUBLISHED_FOLDER)
        else:
            path.chmod(KEPT if is_internal else PUBLISHED)
    folder.chmod(PUBLISHED_FOLDER)


def lead_to(quarter: Path) -> None:
    """Let everybody come to a quarter's releases.

    Args:
        quarter: the folder of its releases, in that of all releases, in that of the data. Through the last others may
            pass where the group may: one that its owner has closed stays closed.
    """
    for folder in (quarter.parent, quarter):
        mode = stat.S_IMODE(folder.stat().st_mode)
        if (open_way := (mode | WAY) & ~stat.S_IWOTH) != mode:
            folder.chmod(open_way)
    data = quarter.parent.parent
    mode = stat.S_IMODE(data.stat().st_mode)
    if mode & stat.S_IXGRP and not mode & PASSAGE:
        data.chmod(mode | PASSAGE)


def readable_by_others(folder: Path) -> Iterator[Path]:
    """The files under a folder that others than the group may read; none of an internal one should be.

    What goes, or moves into its place, while it is looked at is passed over: others may be at work.
    """
    for place, folders, names in os.walk(folder):
        folders.sort()
        for path in (Path(place, name) for name in sorted(names)):
            with suppress(FileNotFoundError):
                mode = path.lstat().st_mode
                if stat.S_ISREG(mode) and mode & stat.S_IRWXO:
                    yield path
