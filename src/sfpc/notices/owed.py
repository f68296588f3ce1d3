"""What is owed and when it is told: a return that is due soon, due or late, and the step that it has reached.

A return is told of at steps, each once: seven days before it is due, on the day, and every third working day after. A
step is reached on its day and stays reached until the next: whoever missed the morning of a step tells it on the next
morning, and of several that were missed the last one alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sfpc import landing, raw
from sfpc.reference import reference
from sfpc.settings import Settings
from sfpc.status import ReturnStatus, quarters_to_show, statuses
from sfpc.working_days import working_day_after, working_days_late

SOON = timedelta(days=7)
"""How long before a return is due it is told of first."""

TOLD_EVERY = 3
"""Working days after which a late return is told of again."""

NOTHING_IN_FORCE = {
    "due": "nothing has come",
    "late": "nothing has come",
    "rejected": "what came was rejected",
    "withdrawn": "what came was taken back",
}
"""The states in which a return is owed, and what each means. One that is received waits for us, not for its sender."""

STAGES = ("late", "due today", "due soon")
"""How a return that is owed stands to the day it is due, the most urgent first."""


@dataclass(frozen=True)
class Owed:
    """A return that is owed, as of a day from the first on which it is told.

    Attributes:
        state: a key of NOTHING_IN_FORCE.
        is_extended: whether the due date is a later one than the calendar's, which was agreed.
        today: the day as of which it is owed.
    """

    authority_name: str
    folder: str
    quarter: str
    state: str
    due_date: date
    is_extended: bool
    today: date

    @property
    def stage(self) -> str:
        """One of STAGES."""
        if self.today == self.due_date:
            return "due today"
        return "late" if self.today > self.due_date else "due soon"

    @property
    def working_days(self) -> int:
        """How many working days have passed since the day it was due; 0 until then."""
        return working_days_late(self.due_date, self.today)

    @property
    def step(self) -> str:
        """The last step that is reached: whoever owes the return is reminded at each once."""
        if self.today < self.due_date:
            return "soon"
        told = self.working_days - self.working_days % TOLD_EVERY
        return f"late {told}" if told else "due"

    @property
    def reminder_key(self) -> str:
        """What is told its sender once. A due date that was put off begins anew."""
        return f"reminder {self.folder} {self.quarter} due {self.due_date} {self.step}"

    @property
    def digest_key(self) -> str:
        """What is told the programme once: the same steps, and that a return is late on the first working day of it."""
        step = "late 1" if self.step == "due" and self.working_days else self.step
        return f"digest {self.folder} {self.quarter} due {self.due_date} {step}"


def owed_returns(settings: Settings, today: date) -> list[Owed]:
    """Every return that is owed and due soon, due or late, by quarter and in the register's order."""
    known = reference(settings.seeds)
    landed = landing.landed(settings)
    reads = [one for each in landed if (one := raw.read_already(settings, each))]
    return owed_of(statuses(known, quarters_to_show(known, landed, today), landed, reads, today), today)


def owed_of(found: Iterable[ReturnStatus], today: date) -> list[Owed]:
    """Those of some returns that are owed and due soon, due or late, by quarter.

    What was sent for a quarter that is not in the calendar is owed by no day; its feedback says so.
    """
    return [
        Owed(one.authority_name, one.folder, one.quarter, one.state, one.due_date, one.is_extended, today)
        for one in sorted(found, key=lambda one: one.quarter)
        if one.state in NOTHING_IN_FORCE and one.due_date and today >= one.due_date - SOON
    ]


def next_step_on(due_date: date, today: date) -> date:
    """The first day after today on which a return that is still owed then reaches a step."""
    for day in (due_date - SOON, due_date):
        if today < day:
            return day
    told = working_days_late(due_date, today) // TOLD_EVERY * TOLD_EVERY
    return working_day_after(due_date, told + TOLD_EVERY)
