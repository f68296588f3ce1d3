"""Who has sent what: the state of every return that is owed, as of a day, without a warehouse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sfpc.landed import Landed
from sfpc.period import Quarter
from sfpc.raw import Read
from sfpc.reference import Reference


@dataclass(frozen=True)
class ReturnStatus:
    """The state of one authority's return for one quarter.

    Attributes:
        state: not due, due, late, received (landed, not read yet), rejected or accepted.
        submission_id: the one in force, else the last one sent; None before the first.
    """

    authority_code: str
    authority_name: str
    folder: str
    quarter: str
    state: str
    due_date: date
    submission_id: str | None
    received_at: str | None


def statuses(
    known: Reference, quarters: list[Quarter], landed: list[Landed], reads: list[Read], today: date
) -> list[ReturnStatus]:
    """The state of each return that is owed for the quarters, or was sent all the same, in the register's order."""
    states = {read.landed.submission_id: read.state for read in reads}
    found = []
    for authority in known.authorities.values():
        for quarter in quarters:
            sent = [one for one in landed if (one.folder, one.quarter) == (authority.folder, str(quarter))]
            if not sent and not authority.reports_for(quarter):
                continue
            due_date = known.due_date(quarter)
            accepted = [one for one in sent if states.get(one.submission_id) == "accepted"]
            shown = next(reversed(accepted or sent), None)
            found.append(
                ReturnStatus(
                    authority.code,
                    authority.name,
                    authority.folder,
                    str(quarter),
                    states.get(shown.submission_id, "received") if shown else state_unsent(quarter, due_date, today),
                    due_date,
                    shown.submission_id if shown else None,
                    shown.received_at if shown else None,
                )
            )
    return found


def state_unsent(quarter: Quarter, due_date: date, today: date) -> str:
    """The state of a return of which nothing has come."""
    if today <= quarter.last_day:
        return "not due"
    return "due" if today <= due_date else "late"
