"""Backfill: past quarters published one after another, in order, and taken up again wherever it was stopped.

All returns up to the last quarter land first, so that what is known of a quarter does not depend on how far an earlier
attempt came; then each quarter is asked about and published, the earliest first, because a release is built on those
before it: they decide what it may show, and what it tells of a change. What is done already is found as it was, and no
second release is made of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sfpc import pipeline
from sfpc.errors import UsageError
from sfpc.period import Quarter
from sfpc.pipeline import Run, Tell
from sfpc.reference import reference
from sfpc.settings import Settings


@dataclass(frozen=True)
class Filled:
    """What a backfill came to for one quarter.

    Attributes:
        run: its run.
        stops: whether the quarters after it are left alone, since this one was not published.
    """

    run: Run
    stops: bool

    @property
    def outcome(self) -> str:
        """published, as before, shut (by the gate), or waits (for a sign-off)."""
        if self.run.release:
            return "published" if self.run.release.is_new else "as before"
        return "waits" if self.run.waits else "shut"


def quarters(settings: Settings, first: str, last: str) -> list[str]:
    """The quarters from one to another, in order.

    Raises:
        UsageError: there is none, or the calendar does not have one of them.
    """
    calendar = reference(settings.seeds).due_dates
    quarter, end = Quarter.parse(first), Quarter.parse(last)
    if end < quarter:
        raise UsageError(f"From {first} to {last} there is no quarter; give the earlier one first")
    found = [str(quarter)]
    while quarter < end:
        quarter = quarter.following
        found.append(str(quarter))
    if absent := [one for one in found if one not in calendar]:
        raise UsageError(f"{', '.join(absent)}: not in seeds/return_calendar.csv; add the quarter, or ask for others")
    return found


def backfill(settings: Settings, first: str, last: str, tell: Tell, *, passes_over: bool = False) -> Iterator[Filled]:
    """Publish each quarter from one to another, as each is asked for; stop at one that cannot be published.

    Args:
        settings: where everything is.
        first: the first quarter.
        last: the last; no return of a later one is landed.
        tell: told what is being done.
        passes_over: whether to go on after a quarter whose gate is shut or that waits for a sign-off. The releases
            after it are then made without it, and are made again once it is published.

    Raises:
        UsageError: there is no such quarter.
    """
    asked_for = quarters(settings, first, last)
    for quarter in asked_for:
        run = pipeline.run(settings, quarter, tell, last=asked_for[-1])
        filled = Filled(run, stops=run.release is None and not passes_over)
        yield filled
        if filled.stops:
            return
