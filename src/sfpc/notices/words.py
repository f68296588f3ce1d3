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
from sfpc.notices.facts import Published, Rejection
from sfpc.notices.notice import Notice
from sfpc.notices.receivers import HOW_TO
from sfpc.runbooks import page_of_task

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
        runbook=page_of_task(dag, task),
    )


def run_late(dag: str, run: str, about: str, minutes: int, places: Places) -> Notice:
    """A run has not ended by its deadline.

    Args:
        dag: the DAG's name.
        run: the run's id; it is told once.
        about: what the run is at work on, such as a quarter; empty where that is not known.
        minutes: how long it might have taken.
        places: where to read on.
    """
    at_work = f" for {about}" if about else ""
    return Notice(
        kind="run_late",
        keys=(f"run_late {dag} {run}",),
        subject=f"{dag} has not ended in time{at_work}",
        says=(
            f"A run of {dag}{at_work} was to end within {minutes} minutes and has not.",
            "Nothing was published by it so far. What was published before stands.",
        ),
        todo=(
            "Its page says at which task it is. A task that waits for a person needs an answer.",
            "One that waits for a slot or a lock waits for another run; one that does not move is ours to mend.",
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
