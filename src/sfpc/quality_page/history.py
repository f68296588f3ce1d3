"""The decisions on one quarter, each in short: its answer, who asked, and what had changed since the one before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sfpc.gate import Decision
from sfpc.quality_page.wording import kind, moment, name_of
from sfpc.report.words import listed

NAMED_AT_MOST = 5
"""Checks that a change between two decisions names; of more, how many there are."""

ANSWERS = {
    "open": "The gate is open",
    "open_with_warnings": "The gate is open, with warnings",
    "shut": "The gate is shut",
}
FIRST = "the first decision"
NOT_SHOWN = "the decision before it is not shown"


@dataclass(frozen=True)
class Gist:
    """What is remembered of a decision, which as a whole may be large.

    Attributes:
        stopping: the checks that stopped the quarter, with whom they were about.
        sent: the returns it was made on: whose, their state, the submission.
        names: how the authorities were called.
    """

    number: int
    answer: str
    asked: str
    stopping: frozenset[tuple[str, str]]
    sent: frozenset[tuple[str, str, str | None]]
    names: dict[str, str]


def answer(decision: Decision) -> str:
    """The decision in a few words.

    A partial report is said in the same breath: an open gate must not sound like a whole quarter.
    """
    told = ANSWERS[decision.verdict]
    return f"{told}, for a partial report" if decision.is_partial else told


def asked(decision: Decision) -> str:
    """Who asked, and when; that it was not noted where it was not."""
    if not decision.asked_by or not decision.asked_at:
        return "It was not noted who asked, or when."
    return f"{decision.asked_by}, on {moment(decision.asked_at)}"


def gist(decision: Decision) -> Gist:
    """A decision in short."""
    return Gist(
        number=decision.number,
        answer=answer(decision),
        asked=asked(decision),
        stopping=frozenset(
            (result.check_id, name_of(result.authority_code, decision.authority_names))
            for result in decision.results
            if kind(result) in ("broken", "critical")
        ),
        sent=frozenset(
            (row["authority_code"], row["state"], row["submission_id"]) for row in decision.inputs["returns"]
        ),
        names=decision.authority_names,
    )


def told(gists: Sequence[Gist]) -> list[tuple[Gist, str]]:
    """Decisions, the newest first, each with what had changed since the one before it."""
    return [
        (one, _changed(one, gists[place]) if place < len(gists) else FIRST if one.number == 1 else NOT_SHOWN)
        for place, one in enumerate(gists, 1)
    ]


def _changed(now: Gist, then: Gist) -> str:
    names = then.names | now.names
    others = sorted({name_of(code, names) for code, _, _ in now.sent ^ then.sent})
    begun, ended = now.stopping - then.stopping, then.stopping - now.stopping
    parts = [
        f"another return of {listed(others)}" if others else "",
        f"new: {_checks(begun)}" if begun else "",
        f"answered: {_checks(ended)}" if ended else "",
    ]
    words = "; ".join(part for part in parts if part)
    return words or "other inputs, and nothing that stops it begun or ended"


def _checks(stopping: frozenset[tuple[str, str]]) -> str:
    named = [f"{check_id} ({name})" for check_id, name in sorted(stopping)]
    shown = named[:NAMED_AT_MOST]
    return listed([*shown, f"{len(named) - len(shown)} more"] if len(named) > len(shown) else shown)
