"""How a callback tells: a notice is made of what is found, kept, and sent.

A callback runs in the task's process after the task has ended: nothing here can change how it ended. What could not
be sent is an error in the task's log, and is sent again by what is told next and by each sweep of an inbox.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from airflow.sdk import BaseNotifier, Context

Make = Callable[..., Any]  # makes a notice of the settings and of who is told; None where there is nothing to tell


class Telling(BaseNotifier):
    """Tells what an occasion finds in a task's context, if that is anything to be told."""

    def __init__(self, occasion: Callable[[Context], Make | None]) -> None:
        super().__init__()
        self.occasion = occasion

    def notify(self, context: Context) -> None:
        """Tell it; whatever goes wrong is an error in the log, and never one of the task."""
        try:
            if make := self.occasion(context):
                deliver(make)
        except Exception:
            self.log.exception("NOBODY WAS TOLD: the notice could not be made. See docs/how_to/be_told.md")


def telling(occasion: Callable[[Context], Make | None]) -> Callable[[], Telling]:
    """Give what makes the notifier to attach of what looks for an occasion."""
    return wraps(occasion)(lambda: Telling(occasion))


def deliver(make: Make) -> list[str]:
    """Keep a notice, send it and what waits; give what went wrong, each an error in the log as well."""
    from sfpc.notices import Receivers

    if not (receivers := Receivers.from_environment()).are_wanted:
        return []
    from channels import sent_to

    return sent_to(receivers, make)


def keep(make: Make) -> None:
    """Keep a notice, which the next sweep of an inbox sends: for whoever may not see Airflow's connections."""
    from sfpc.notices import Receivers

    if (receivers := Receivers.from_environment()).are_wanted:
        from channels import kept

        kept(receivers, make)
