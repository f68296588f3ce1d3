"""The calendar as people read it: what is owed, what will be due, and how often each was and when it is reminded."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sfpc import landing, raw
from sfpc.notices.contacts import Contacts
from sfpc.notices.outbox import Kept, Outbox
from sfpc.notices.owed import NOTHING_IN_FORCE, Owed, next_step_on, owed_of
from sfpc.period import Quarter
from sfpc.reference import Reference, reference
from sfpc.settings import Settings
from sfpc.status import ReturnStatus, quarters_to_show, statuses


@dataclass(frozen=True)
class Entry:
    """One return that is owed, or will be.

    Attributes:
        state: one of `status.STATES`.
        stands: how it stands to the day it is due, in words.
        reminded: how many reminders of it have gone to its authority.
        next_reminder_on: the day of the next one, if it is owed then still; None where its authority has no contact.
        contacts: how many addresses would be reminded.
    """

    authority_name: str
    folder: str
    quarter: str
    state: str
    due_date: date
    is_extended: bool
    stands: str
    reminded: int
    next_reminder_on: date | None
    contacts: int

    def as_record(self) -> dict[str, Any]:
        """The entry as JSON has it."""
        return asdict(self)


def entries(settings: Settings, contacts: Contacts, today: date, days: int) -> list[Entry]:
    """Every return that is owed, and every one that will be due within some days, the first due first."""
    known = reference(settings.seeds)
    landed = landing.landed(settings)
    reads = [one for each in landed if (one := raw.read_already(settings, each))]
    last = today + timedelta(days=days)
    quarters = _with_those_to_come(known, quarters_to_show(known, landed, today), today, last)
    sent = [kept for kept in Outbox(settings).all() if kept.notice.audience and kept.sent]
    found = [
        _entry(one, one.due_date, contacts, sent, today)
        for one in statuses(known, quarters, landed, reads, today)
        if one.state in (*NOTHING_IN_FORCE, "not_due") and one.due_date and one.due_date <= last
    ]
    return sorted(found, key=lambda one: (one.due_date, one.quarter))


def _with_those_to_come(known: Reference, quarters: list[Quarter], today: date, last: date) -> list[Quarter]:
    """The quarters, with those after today's that the calendar has and that are due by a day."""
    due = [Quarter.parse(quarter) for quarter, due_date in known.due_dates.items() if due_date <= last.isoformat()]
    return sorted({*quarters, *(one for one in due if one > Quarter.of(today))})


def _entry(status: ReturnStatus, due_date: date, contacts: Contacts, sent: list[Kept], today: date) -> Entry:
    owed = owed_of([status], today)
    addresses = len(contacts.by_folder.get(status.folder, ()))
    of_it = f"reminder {status.folder} {status.quarter} due {due_date} "
    keys = [key for kept in sent for key in kept.notice.keys if key.startswith(of_it)]
    waits = bool(owed) and owed[0].reminder_key not in keys
    return Entry(
        authority_name=status.authority_name,
        folder=status.folder,
        quarter=status.quarter,
        state=status.state,
        due_date=due_date,
        is_extended=status.is_extended,
        stands=_stands(due_date, owed, today),
        reminded=len(keys),
        next_reminder_on=(today if waits else next_step_on(due_date, today)) if addresses else None,
        contacts=addresses,
    )


def _stands(due_date: date, owed: list[Owed], today: date) -> str:
    if not owed:
        return f"in {(due_date - today).days} days"
    [one] = owed
    if one.stage != "late":
        return one.stage
    return f"late by {one.working_days} working day{'s' * (one.working_days != 1)}"
