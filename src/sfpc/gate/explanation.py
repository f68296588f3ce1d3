"""A decision told to the person who must act on it: one line of decision, what to do next, then the detail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING

from sfpc.gate.layout import NARROWEST, WIDTH, wrapped
from sfpc.gate.next_steps import next_steps
from sfpc.gate.results import CheckResult, Fault, place_of
from sfpc.gate.waivers import BROKEN, Waiver

if TYPE_CHECKING:
    from sfpc.gate.decision import Decision

SHOWN_AT_MOST = 10
"""Rows shown for one check and authority; the rest stand among the quarter's rows at fault."""

VERDICTS = {
    "open": "The gate is open for {quarter}: every check that matters passed (decision {number}).",
    "open_with_warnings": "The gate is open for {quarter}, with warnings in the report (decision {number}).",
    "shut": "The gate is shut for {quarter}: nothing is published until it is answered (decision {number}).",
}
REMEDIES = {
    "authority": "have the authority put it right and send the return again, or record a waiver.",
    "team": "put it right here; nothing is asked of the authority.",
}


def explain(decision: Decision, width: int = WIDTH) -> str:
    """Write a decision as plain text, in lines no longer than the width unless a word is."""
    width = max(width, NARROWEST)
    names = decision.authority_names
    verdict = VERDICTS[decision.verdict].format(quarter=decision.quarter, number=decision.number)
    lines = [wrapped(verdict, width), wrapped(_counts(decision), width)]
    lines += _partial(decision, width)
    lines += next_steps(decision, width)
    told = {kind: [each for each in decision.results if kind_of(each) == kind] for kind in ("broken", *_HEADINGS)}
    lines += _broken(told["broken"], width)
    for kind, heading in _HEADINGS.items():
        if told[kind]:
            count = _plural(len({each.check_id for each in told[kind]}), "check")
            lines += ["", wrapped(heading.format(count=count), width)]
        for _, same_check in groupby(told[kind], key=lambda result: result.check_id):
            of_the_check = list(same_check)
            lines += (_compact if kind == "warning" else _check)(of_the_check, names, width)
    lines += _for_information(decision.results, width)
    lines += _waivers(decision.waivers, names, width)
    if not decision.is_open:
        lines += ["", wrapped("How to answer a closed gate: docs/how_to/answer_a_closed_gate.md", width)]
    return "\n".join(lines)


_HEADINGS = {
    "critical": "Critical, {count} - to be put right, or waived, before the report is published",
    "warning": "Warnings, {count} - printed in the report",
    "allowed": "Let pass by the policy on too few returns",
}


def kind_of(result: CheckResult) -> str:
    """How grave a result is: broken, its severity where it failed, else its outcome."""
    if result.outcome in BROKEN:
        return "broken"
    return result.severity if result.outcome == "failed" else result.outcome


def _counts(decision: Decision) -> str:
    results = decision.results
    checks = len({result.check_id for result in results})
    authorities = len({result.authority_code for result in results if result.authority_code})
    return f"{_plural(checks, 'check')} asked of {_plural(authorities, 'authority', 'authorities')}."


def _partial(decision: Decision, width: int) -> list[str]:
    if not decision.is_partial:
        return []
    told = (
        f"Partial: without the return of {_listed(decision.missing_names)}. The report is marked so, and shows no "
        f"total over authorities. {decision.policy.says}"
    )
    return [wrapped(told, width)]


def _broken(results: list[CheckResult], width: int) -> Iterator[str]:
    """What could not be asked, by its cause: one missing table stops many checks."""
    by_problem: dict[str, list[str]] = {}
    for result in results:
        problem = f"{result.outcome.replace('_', ' ')}: {result.observed}"
        by_problem.setdefault(problem, []).append(result.check_id)
    if results:
        yield from ("", wrapped("Could not be checked - a fault of ours, to be mended first", width))
    for problem, check_ids in by_problem.items():
        yield wrapped(", ".join(dict.fromkeys(check_ids)), width, indent=2)
        yield wrapped(problem, width, indent=4)
    if results:
        yield wrapped(f"Whose: ours. To do: {results[0].remedy}", width, indent=4)


def _check(results: list[CheckResult], names: Mapping[str, str], width: int) -> Iterator[str]:
    """A check with every row at fault, up to some, and where each stands."""
    first = results[0]
    yield wrapped(f"{first.check_id}  {first.says}", width, indent=2, hang=len(first.check_id) + 4)
    for result in results:
        name = names.get(result.authority_code or "", result.authority_code or "")
        if not result.faults:
            yield wrapped(f"{name}: {result.observed}" if name else result.observed, width, indent=4)
        for fault in result.faults[:SHOWN_AT_MOST]:
            yield wrapped(f"{name}: {fault.message}", width, indent=4)
            if where := place_of(fault):
                yield wrapped(f"at {where}", width, indent=6)
        if len(result.faults) > SHOWN_AT_MOST:
            yield f"      and {len(result.faults) - SHOWN_AT_MOST:,} more for {name}, in marts.fct_check_fault"
    whose = first.faults[0].responsibility if first.faults else "team"
    owner = "the authority" if whose == "authority" else "ours"
    yield wrapped(f"Whose: {owner}. To do: {first.remedy or REMEDIES[whose]}", width, indent=4)


def _compact(results: list[CheckResult], names: Mapping[str, str], width: int) -> Iterator[str]:
    """A check with one line for each authority: how many rows, the first of them, and where it stands."""
    first = results[0]
    yield wrapped(f"{first.check_id}  {first.says}", width, indent=2, hang=len(first.check_id) + 4)
    for result in results:
        name = names.get(result.authority_code or "", result.authority_code or "")
        if not result.faults:
            yield wrapped(f"{name}: {result.observed}" if name else result.observed, width, indent=4)
            continue
        fault: Fault = result.faults[0]
        count = len(result.faults)
        which = f"{name}, the first of {count:,}" if count > 1 else name
        where = place_of(fault)
        yield wrapped(f"{which}: {fault.message}{f' At {where}.' if where else ''}", width, indent=4)
    if first.remedy:
        whose = "" if not first.faults or first.faults[0].responsibility == "authority" else "Ours. "
        yield wrapped(f"To do: {whose}{first.remedy}", width, indent=4)


def _for_information(results: Iterable[CheckResult], width: int) -> list[str]:
    told = [result for result in results if kind_of(result) == "info"]
    if not told:
        return []
    checks = _plural(len({result.check_id for result in told}), "check")
    rows = _plural(sum(len(result.faults) or 1 for result in told), "row")
    ids = ", ".join(dict.fromkeys(result.check_id for result in told))
    return [
        "",
        wrapped(
            f"For information: {rows} of {checks} ({ids}). They stand in the report's annex on quality, and each in "
            "marts.fct_check_fault.",
            width,
            hang=2,
        ),
    ]


def _waivers(waivers: Iterable[Waiver], names: Mapping[str, str], width: int) -> list[str]:
    applied = [waiver for waiver in waivers if waiver.was_needed]
    if not applied:
        return []
    told = [
        wrapped(
            f"{waiver.check_id}  {names.get(waiver.authority_code, waiver.authority_code)}, until "
            f"{waiver.until_date.isoformat()}: {waiver.reason} Agreed by {waiver.agreed_by} on "
            f"{waiver.agreed_date.isoformat()}.",
            width,
            indent=2,
            hang=len(waiver.check_id) + 4,
        )
        for waiver in applied
    ]
    return ["", "Waived - printed in the report with the reason", *told]


def _plural(count: int, one: str, many: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _listed(names: Iterable[str]) -> str:
    names = list(names)
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
