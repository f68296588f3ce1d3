"""In which way a data folder is kept: a number in it, so that a program of another version does not misread it.

It changes where a version of this program keeps something otherwise than the one before; `sfpc upgrade` brings a folder
from one to the next.
"""

from __future__ import annotations

from uuid import uuid4

from sfpc.errors import PipelineError
from sfpc.settings import Settings

FORMAT = 2
"""The way in which this version keeps its data. 1: before there was a number. 2: see keeping/upgrading.py."""
UNNUMBERED = 1
NAME = "format"


def found(settings: Settings) -> int | None:
    """The number of a data folder; None where it holds nothing yet, as a volume that was just made.

    Raises:
        PipelineError: what stands there is no number.
    """
    path = settings.data / NAME
    # Looked at before the number: others may begin at the same time, and write theirs before anything else.
    # A copy of a landing that is elsewhere says nothing: other machines may have filled that. Nor do locks, and files
    # without rows (`_none`), which are laid before anything is written.
    places = (settings.data / "landing", settings.gate, settings.releases)
    holds = any(one.name[0] not in "._" for place in places if place.exists() for one in place.iterdir())
    if path.exists():
        text = path.read_text(encoding="utf-8").strip()
        if not text.isdecimal():
            raise PipelineError(f"{path}: this should hold the number of a format; restore it from a backup")
        return int(text)
    return UNNUMBERED if holds else None


def can_be_read(number: object) -> bool:
    """Whether this version knows a format, or can bring it up to date."""
    return isinstance(number, int) and UNNUMBERED <= number <= FORMAT


def begin(settings: Settings) -> None:
    """Called by who is about to write: a new folder gets its number, and one of another format is left alone.

    Raises:
        PipelineError: the folder is of an earlier version and must be brought up to date, or of a later one.
    """
    number = found(settings)
    if number is None:
        note(settings, FORMAT)
    elif number < FORMAT:
        raise PipelineError(
            f"{settings.data}: it was written by an earlier version of this program; make a backup (`sfpc backup`), "
            "then run `sfpc upgrade`"
        )
    elif number > FORMAT:
        raise PipelineError(
            f"{settings.data}: it was written by a later version of this program (format {number}, and this one knows "
            f"up to {FORMAT}); install that version, or restore a backup from before"
        )


def note(settings: Settings, number: int) -> None:
    """Write the number down."""
    settings.data.mkdir(parents=True, exist_ok=True)
    aside = settings.data / f".{NAME}-{uuid4()}"
    aside.write_text(f"{number}\n", encoding="utf-8")
    aside.replace(settings.data / NAME)
