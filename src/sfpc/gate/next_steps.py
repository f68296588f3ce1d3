"""What to do about a decision, in the order to do it: ours first, then what to ask of each authority."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sfpc.gate.layout import wrapped
from sfpc.gate.policy import NOT_ACCEPTED
from sfpc.gate.results import CheckResult, Fault, place_of
from sfpc.gate.waivers import BROKEN

if TYPE_CHECKING:
    from sfpc.gate.decision import Decision

ASKED_AT_MOST = 5
"""Rows named in one step for one check; the detail under it names more, and the quality page all."""

Asked = list[tuple[CheckResult, list[Fault]]]
"""Results with those of their faults that one side must put right."""


def next_steps(decision: Decision, width: int) -> list[str]:
    """The steps as lines, numbered; none where nothing keeps the quarter from a whole report."""
    steps = [*_ours(decision, width), *_of_authorities(decision, width)]
    if not steps:
        return []
    lines = ["", "What to do next"]
    last = [wrapped(f"Run the quarter again: sfpc run --quarter {decision.quarter}", width, 5, 5)]
    for number, step in enumerate([*steps, last], start=1):
        marker = f"{number}."
        lines += [f"  {marker:<3}{step[0].lstrip()}", *step[1:]]
    return lines


def _stops(result: CheckResult) -> bool:
    """Whether a result keeps the quarter from a whole report."""
    return result.outcome in (*BROKEN, "allowed") or (result.outcome == "failed" and result.severity == "critical")


def _ours(decision: Decision, width: int) -> Iterator[list[str]]:
    broken = [result for result in decision.results if result.outcome in BROKEN]
    for problem in dict.fromkeys(result.observed for result in broken):
        ids = ", ".join(dict.fromkeys(result.check_id for result in broken if result.observed == problem))
        yield [wrapped(f"Ours: mend what keeps {ids} from being asked: {problem}", width, 5, 5)]
    for result in decision.results:
        faults = [fault for fault in result.faults if fault.responsibility == "team"]
        is_of_the_whole = result.authority_code is None and not result.faults
        if result.outcome == "failed" and _stops(result) and (faults or is_of_the_whole):
            told = faults[0].message if faults else f"{result.says} ({result.observed})"
            name = _name(decision, result.authority_code)
            yield [
                wrapped(f"Ours{f', for {name}' if name else ''}: {result.check_id}. {told}", width, 5, 5),
                *_rows(faults[1:], width),
                wrapped(f"To do: {result.remedy}" if result.remedy else "To do: put it right here.", width, 7, 9),
            ]


def _of_authorities(decision: Decision, width: int) -> Iterator[list[str]]:
    asked: dict[str, Asked] = {}
    for result in decision.results:
        faults = [fault for fault in result.faults if fault.responsibility != "team"]
        if _stops(result) and result.outcome not in BROKEN and faults:
            asked.setdefault(str(result.authority_code), []).append((result, faults))
    for code in sorted(asked, key=lambda code: _name(decision, code)):
        yield _step(decision, code, asked[code], width)


def _step(decision: Decision, code: str, asked: Asked, width: int) -> list[str]:
    """What to ask of one authority: its return where that is not there, else each row to be put right."""
    name = _name(decision, code)
    missing = [one for one in asked if one[0].check_id == NOT_ACCEPTED]
    if missing:
        [(result, faults)] = missing
        late = " The report is whole once it is in." if result.outcome == "allowed" else ""
        lines = [wrapped(f"Ask {name} for its return. {faults[0].message}{late}", width, 5, 5)]
        if len(asked) > 1:
            lines.append(wrapped("What else fails for it goes with that; see below.", width, 7, 9))
        return lines
    count = sum(len(faults) for _, faults in asked)
    rows, they_are = ("1 row", "it is") if count == 1 else (f"{count:,} rows", "they are")
    asks = f"Ask {name} about {rows}, and for the whole return again once {they_are} put right:"
    lines = [wrapped(asks, width, 5, 5)]
    for result, faults in asked:
        lines += [*_rows(faults, width, result.check_id)]
        if result.remedy:
            lines.append(wrapped(f"To do: {result.remedy}", width, 7, 9))
    waivable = [result.check_id for result, _ in asked if result.check_id not in decision.unwaivable]
    if waivable:
        lines.append(
            wrapped(
                f"Where a figure is right after all, one waiver for each check ({', '.join(waivable)}):", width, 7, 9
            )
        )
        # one line, to be copied whole
        lines.append(
            f"         sfpc waive {waivable[0]} --authority {code} --quarter {decision.quarter} "
            '--reason "..." --by "a role" --until DAY'
        )
    return lines


def _rows(faults: list[Fault], width: int, check_id: str = "") -> Iterator[str]:
    told = f"{check_id}, " if check_id else ""
    for fault in faults[:ASKED_AT_MOST]:
        place = place_of(fault)
        where = f"{told}{place}" if place else f"{told}no one cell"
        yield wrapped(f"- {where}: {fault.message}", width, 7, 9)
    if len(faults) > ASKED_AT_MOST:
        yield wrapped(f"- and {len(faults) - ASKED_AT_MOST:,} more rows of {check_id or 'this check'}", width, 7, 9)


def _name(decision: Decision, code: str | None) -> str:
    return decision.authority_names.get(code or "", code or "")
