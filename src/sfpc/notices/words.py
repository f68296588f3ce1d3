"""What each notice says, in plain English, made of facts alone: names, quarters, dates, checks and kinds of finding.

What a check saw and what a finding's message says never goes in: either may hold a figure. Nor does what an error of
ours says, for the same reason: a notice names the task, and its log holds the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from sfpc.gate import Decision
from sfpc.gate.results import CheckResult
from sfpc.notices.facts import OWED, Overdue, Published, Rejection
from sfpc.notices.notice import Notice
from sfpc.notices.receivers import HOW_TO

Places = Sequence[tuple[str, str]]
"""Where to read on: what stands there, and its address or path."""

WHOLE_QUARTER = "the quarter as a whole"

WHOSE = {"authority": "for the authority to mend", "team": "for us to mend"}

VERDICTS = {
    "open": "The gate was open: every check that matters passed.",
    "open_with_warnings": "The gate was open with warnings, which the report prints.",
}


def gate_shut(decision: Decision, places: Places) -> Notice:
    """A quarter may not be published: which checks say so, of whom."""
    broken = [one for one in decision.results if one.outcome in ("raised", "did_not_run")]
    failed = [one for one in decision.results if one.outcome == "failed" and one.severity == "critical"]
    return Notice(
        kind="gate_shut",
        keys=(f"gate_shut {decision.quarter} decision {decision.number}",),
        subject=f"{decision.quarter}: the gate is shut",
        says=(
            f"The gate is shut for {decision.quarter} (decision {decision.number}).",
            "Nothing of the quarter is published until it is answered. A release that stands stays as it is.",
            "What each of these checks says should hold, and does not:",
        ),
        points=(*_could_not_be_asked(broken), *_failed(failed, decision.authority_names)),
        todo=(
            "Read what was found, at which cell, and what to do first, in the places below.",
            f"The same on a terminal: sfpc gate --quarter {decision.quarter}",
            "How to answer a closed gate: docs/how_to/answer_a_closed_gate.md.",
        ),
        places=tuple(places),
    )


def _could_not_be_asked(results: Iterable[CheckResult]) -> list[str]:
    ids = dict.fromkeys(one.check_id for one in results)
    return [f"{', '.join(ids)}: could not be asked, which is for us to mend first"] if ids else []


def _failed(results: Iterable[CheckResult], names: dict[str, str]) -> list[str]:
    points = []
    for (check_id, says), group in groupby(results, key=lambda one: (one.check_id, one.says)):
        of = list(group)
        whose = sorted({names.get(one.authority_code or "", one.authority_code or WHOLE_QUARTER) for one in of})
        kinds = dict.fromkeys(fault.responsibility for one in of for fault in one.faults)
        mend = "; ".join(WHOSE[kind] for kind in kinds if kind in WHOSE)
        points.append(f"{check_id}, {', '.join(whose)}: {says}" + (f" ({mend})" if mend else ""))
    return points


def return_rejected(rejection: Rejection, places: Places) -> Notice:
    """Nothing of what an authority sent is used."""
    name, quarter = rejection.authority_name, rejection.quarter
    stands = (
        "What was accepted before stays in force."
        if rejection.another_stands
        else "No return of it is in force for the quarter, so the quarter is not complete."
    )
    responsibilities = {responsibility for _, responsibility in rejection.causes}
    todo = []
    if "authority" in responsibilities:
        todo.append("Send the authority the feedback, and ask for the whole return again.")
    if "team" in responsibilities:
        todo.append("Mend what is ours: the run's log says where. Nothing is asked of the authority for that.")
    return Notice(
        kind="return_rejected",
        keys=(f"return_rejected {rejection.submission_id} {rejection.received_at}",),
        subject=f"{quarter}: the return of {name} was rejected",
        says=(f"What {name} sent for {quarter} was rejected: nothing of it is used. {stands}",),
        points=tuple(f"{title} ({WHOSE[responsibility]})" for title, responsibility in rejection.causes),
        todo=tuple(todo),
        places=tuple(places),
    )


def returns_overdue(overdue: Sequence[Overdue], places: Places) -> Notice:
    """Returns are owed after their due dates: all that are to be told of today, in one message."""
    quarters = list(dict.fromkeys(one.quarter for one in overdue))
    if len(overdue) == 1:
        subject = f"{overdue[0].quarter}: the return of {overdue[0].authority_name} is overdue"
    elif len(quarters) == 1:
        subject = f"{quarters[0]}: {len(overdue)} returns are overdue"
    else:
        subject = f"{len(overdue)} returns of {len(quarters)} quarters are overdue"
    return Notice(
        kind="returns_overdue",
        keys=tuple(one.key for one in overdue),
        subject=subject,
        says=("Owed, and past the day it was due:" if len(overdue) == 1 else "Owed, and past the days they were due:",),
        points=tuple(_owed(one) for one in overdue),
        todo=(
            "Ask the authority for its return, or agree to a later day: docs/how_to/follow_returns.md.",
            "You are told on the first working day after a return was due, then every third one, until it is in.",
        ),
        places=tuple(places),
    )


def _owed(one: Overdue) -> str:
    later = ", the later day that was agreed" if one.is_extended else ""
    days = "1 working day" if one.working_days == 1 else f"{one.working_days} working days"
    return f"{one.authority_name}, {one.quarter}: due {in_words(one.due_date)}{later}, {days} ago; {OWED[one.state]}"


def report_published(published: Published, places: Places) -> Notice:
    """A release is there to be read."""
    quarter, number = published.quarter, published.number
    returns = (
        "The report is partial: returns are missing from it, and it says which."
        if published.is_partial
        else "Every return that is owed for the quarter is in it."
    )
    signed = (
        f"It was signed off: {published.signed_off_as}." if published.signed_off_as else "No sign-off was asked for."
    )
    return Notice(
        kind="report_published",
        keys=(f"report_published {quarter} release {number}",),
        subject=f"{quarter}: the report is published, release {number}" + (", partial" if published.is_partial else ""),
        says=(
            f"The report of {quarter} is published, as release {number}.",
            VERDICTS[published.verdict],
            returns,
            signed,
        ),
        places=tuple(places),
    )


def sign_off_wanted(quarter: str, number: int, places: Places) -> Notice:
    """A quarter whose gate is open waits for a person."""
    return Notice(
        kind="sign_off_wanted",
        keys=(f"sign_off_wanted {quarter} decision {number}",),
        subject=f"{quarter}: the report waits for your sign-off",
        says=(
            f"The gate is open for {quarter} (decision {number}), and the report waits for somebody to sign it off.",
        ),
        todo=(
            "Read what the gate says and which figures changed, then choose: publish, publish with caveats, or hold.",
        ),
        places=tuple(places),
    )


def run_failed(dag: str, task: str, about: str, day: date, places: Places) -> Notice:
    """A task failed by a fault of ours or of the machine.

    Args:
        dag: the DAG's name.
        task: the task's name.
        about: what the task was at work on, such as a quarter; empty where that is not known.
        day: when; the same task failing again on that day about the same is not told again.
        places: where to read on.
    """
    at_work = f" for {about}" if about else ""
    return Notice(
        kind="run_failed",
        keys=(f"run_failed {dag} {task} {about} {day}",),
        subject=f"{dag}: {task} failed{at_work}",
        says=(
            f"The task {task} of {dag} failed{at_work}.",
            "No return is at fault: it is ours to mend. What was published before stands.",
        ),
        todo=(
            "The end of its log says where, what, and what to do.",
            "Mend it, then clear the task, or let the next run take it up.",
            "If it fails again today, nobody is told again.",
        ),
        places=tuple(places),
    )


def trial(asked_at: str, places: Places) -> Notice:
    """Nothing happened: somebody wants to see whether notices arrive."""
    return Notice(
        kind="trial",
        keys=(f"trial {asked_at}",),
        subject="A notice on trial: notices arrive here",
        says=("Nothing happened. Somebody asked for this message, to see whether notices arrive.",),
        todo=(f"Nothing. Which notices there are: {HOW_TO}.",),
        places=tuple(places),
    )


def in_words(day: date) -> str:
    """A day as people write it.

    >>> in_words(date(2022, 7, 28))
    '28 July 2022'
    """
    return f"{day.day} {day:%B %Y}"
