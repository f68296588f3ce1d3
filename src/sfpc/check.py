"""Check a return before it is sent: everything the intake would say of it, without a warehouse and without keeping it.

The files are copied into a data folder of their own, landed and read as any submission is, and the folder is thrown
away. What needs the returns of earlier quarters cannot be said here; intake and gate say it.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from sfpc import feedback, landing, raw, telemetry
from sfpc.errors import UsageError
from sfpc.feedback import Judged
from sfpc.settings import Settings


def check(settings: Settings, files: Sequence[Path], folder: str, quarter: str, feedback_to: Path | None) -> Judged:
    """Say of some files what the intake would if they were sent as an authority's return for a quarter.

    Args:
        settings: where the seeds, the models and the checks are.
        files: the return, as it would be sent.
        folder: the authority, by its inbox folder.
        quarter: written as 2022-23-Q1.
        feedback_to: a folder for the feedback that would be sent back; None writes none.

    Raises:
        UsageError: a file is not there, or two have one name.
    """
    with telemetry.silence(), tempfile.TemporaryDirectory(prefix="sfpc-check-") as place:
        data = Path(place)
        here = Settings(home=settings.home, data=data, inbox=data / "inbox")
        inbox = data / "inbox" / folder / quarter
        inbox.mkdir(parents=True)
        _copy(files, inbox)
        waiting = landing.waiting(here, folder)
        if not waiting:
            raise UsageError("None of these files can be part of a return: their names begin with a dot or with ~$")
        read = raw.read(here, landing.land(here, waiting[0]))
        [judged] = feedback.judge(here, [read], is_alone=True)
        if feedback_to is not None:
            feedback_to.mkdir(parents=True, exist_ok=True)
            feedback.write_into(feedback_to, judged, is_rehearsal=True)
        return judged


def _copy(files: Sequence[Path], inbox: Path) -> None:
    """Lay the files beside one another, as a sender does."""
    for file in files:
        if not file.is_file():
            raise UsageError(f"{str(file)!r} is no file; name the files of the return")
        if (inbox / file.name).exists():
            raise UsageError(f"Two of the files are called {file.name!r}; a return holds each name once")
        try:
            shutil.copyfile(file, inbox / file.name)
        except OSError as error:
            raise UsageError(f"{str(file)!r} cannot be read ({error.strerror})") from error
