"""Who has sent what: the state of every return that is owed, as of a day, without a warehouse."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sfpc.landed import Landed
from sfpc.period import Quarter
from sfpc.raw import Read
from sfpc.reference import Authority, Extension, Reference
from sfpc.working_days import working_days_late

STATES = ("not_due", "due", "late", "received", "rejected", "accepted", "nil", "withdrawn")
"""Every state a return can be in: each return is in one of them, so that a blank never has to be guessed at."""

IN_FORCE = ("accepted", "nil")
"""The states of a return that is in: nothing more is owed."""


@dataclass(frozen=True)
class ReturnStatus:
    """The state of one authority's return for one quarter.

    Attributes:
        state: one of STATES; received means landed and not read yet, nil that there is nothing to report.
        due_date: the day it is due, with any extension; None of one that was sent for a quarter that is not in the
            calendar, which is no return that is asked for.
        is_extended: whether a later day than the calendar's was agreed; `extension_reason` says why.
        working_days_late: working days from the day it was due to the day the first submission came that counted, or
            to today where none has; 0 in time.
        submission_id: the one in force, else the last one sent; None before the first.
        received_at: when that one came.
    """

    authority_code: str
    authority_name: str
    folder: str
    quarter: str
    state: str
    due_date: date | None
    is_extended: bool
    extension_reason: str | None
    working_days_late: int
    submission_id: str | None
    received_at: str | None


def statuses(
    known: Reference, quarters: Iterable[Quarter], landed: Iterable[Landed], reads: Iterable[Read], today: date
) -> list[ReturnStatus]:
    """The state of each return that is owed for the quarters, or was sent all the same, in the register's order.

    Nothing is owed for a quarter that is not in the calendar: `without_due_date` says which those are.
    """
    states = {read.landed.submission_id: read.state for read in reads}
    sent: dict[tuple[str, str], list[Landed]] = {}
    for one in landed:
        sent.setdefault((one.folder, one.quarter), []).append(one)
    asked_for = list(quarters)
    return [
        status_of(known, authority, quarter, sent.get((authority.folder, str(quarter)), []), states, today)
        for authority in known.authorities.values()
        for quarter in asked_for
        if (authority.folder, str(quarter)) in sent or known.is_owed(authority, quarter)
    ]


def status_of(
    known: Reference, authority: Authority, quarter: Quarter, sent: list[Landed], states: dict[str, str], today: date
) -> ReturnStatus:
    """The state of one return, of which these submissions came, the first one first."""
    due_date = known.due_date(authority.code, quarter) if known.is_in_calendar(quarter) else None
    extension: Extension | None = known.extension(authority.code, quarter)
    state, shown = in_force(sent, states)
    days_late = working_days_late(due_date, first_day_in(sent, states) or today) if due_date else 0
    return ReturnStatus(
        authority_code=authority.code,
        authority_name=authority.name,
        folder=authority.folder,
        quarter=str(quarter),
        state=state or state_unsent(quarter, known.due_date(authority.code, quarter), today),
        due_date=due_date,
        is_extended=extension is not None,
        extension_reason=extension.reason if extension else None,
        working_days_late=days_late,
        submission_id=shown.submission_id if shown else None,
        received_at=shown.received_at if shown else None,
    )


def in_force(sent: list[Landed], states: dict[str, str]) -> tuple[str | None, Landed | None]:
    """The state that what was sent gives a return, and the submission that gives it.

    The last one accepted is in force, though one after it was rejected; one that waits to be read comes before one that
    was rejected, and what was withdrawn counts only where there is nothing else.
    """
    standing = [one for one in sent if one.withdrawn is None]
    accepted = [one for one in standing if states.get(one.submission_id) in IN_FORCE]
    unread = [one for one in standing if one.submission_id not in states]
    for candidates in (accepted, unread, standing):
        if candidates:
            return states.get(candidates[-1].submission_id, "received"), candidates[-1]
    return ("withdrawn", sent[-1]) if sent else (None, None)


def first_day_in(sent: list[Landed], states: dict[str, str]) -> date | None:
    """The day on which the first submission came that was accepted and not withdrawn, or waits to be read."""
    days = [
        arrival.received_at[:10]
        for one in sent
        if states.get(one.submission_id, "received") in (*IN_FORCE, "received")
        for arrival in one.arrivals
        if arrival.withdrawn is None
    ]
    return date.fromisoformat(min(days)) if days else None


def state_unsent(quarter: Quarter, due_date: date, today: date) -> str:
    """The state of a return of which nothing has come."""
    if today <= quarter.last_day:
        return "not_due"
    return "due" if today <= due_date else "late"


def quarters_to_show(known: Reference, landed: Iterable[Landed], today: date) -> list[Quarter]:
    """Every quarter from the first one that anybody owes to today's, and those that something was sent for."""
    return sorted({*quarters_so_far(known, today), *(Quarter.parse(one.quarter) for one in landed)})


def quarters_so_far(known: Reference, today: date) -> list[Quarter]:
    """Every quarter from the first one that anybody reports for to today's."""
    reported = [one.first_quarter for one in known.authorities.values() if one.first_quarter]
    quarter = min(reported, default=None)
    found = []
    while quarter and quarter <= Quarter.of(today):
        found.append(quarter)
        quarter = quarter.following
    return found


def without_due_date(known: Reference, quarters: Iterable[Quarter]) -> list[Quarter]:
    """Those of some quarters that an authority reports for and the calendar does not have: they must be put in."""
    return [
        quarter
        for quarter in quarters
        if not known.is_in_calendar(quarter) and any(one.reports_for(quarter) for one in known.authorities.values())
    ]
