"""A data folder brought to the way in which this version keeps it, one format at a time.

A step may be run again after it was cut short: the number is written down when it is done.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from sfpc import data_format
from sfpc.report.document import PUBLISHED
from sfpc.settings import Settings

Step = Callable[[Settings], str]
"""Does what takes a folder from the format before to its own, and says what it did."""


def close_to_others(settings: Settings) -> str:
    """Format 2: whoever is not of the folder's group can read nothing of it but what is published."""
    closed = 0
    for folder, names, files in os.walk(settings.data):
        here = Path(folder)
        if here.parent.parent == settings.releases:  # a release
            names[:] = [name for name in names if name != PUBLISHED]
        for path in (here / name for name in files):
            if not path.is_symlink() and path.stat().st_mode & OTHERS and not is_of_the_shelf(settings, path):
                path.chmod(path.stat().st_mode & ~OTHERS)
                closed += 1
    return f"{closed} files are closed to those who are not of their group"


def is_of_the_shelf(settings: Settings, path: Path) -> bool:
    """Whether a file is the index of the releases, which is published too."""
    return path.parent == settings.releases


OTHERS = 0o007

STEPS: dict[int, Step] = {2: close_to_others}
"""What leads to each format from the one before."""


def upgrade(settings: Settings) -> list[str]:
    """Take every step that is still to be taken, and say what each did; nothing where there is nothing to do.

    Raises:
        PipelineError: the folder is of a later version of this program.
    """
    number = data_format.found(settings)
    if number is None:
        return []
    if number > data_format.FORMAT:
        data_format.begin(settings)
    done = []
    for next_number in range(number + 1, data_format.FORMAT + 1):
        done.append(f"Format {next_number}: {STEPS[next_number](settings)}")
        data_format.note(settings, next_number)
    return done
