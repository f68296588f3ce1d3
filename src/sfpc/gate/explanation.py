"""A decision told to the person who must act on it: what is wrong, whose it is, what to do, in that order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from textwrap import fill
from typing import TYPE_CHECKING

from sfpc.gate.results import CheckResult, Fault
from sfpc.gate.waivers import Waiver

if TYPE_CHECKING:
    from sfpc.gate.decision import Decision

WIDTH = 100
SHOWN_AT_MOST = 10
"""Rows shown for one check and authority; the rest stand in the quarter's findings."""

VERDICTS = {
    "open": "The gate is open for {quarter}: every check that matters passed (decision {number}).",
    "open_with_warnings": "The gate is open for {quarter}, with warnings in the report (decision {number}).",
    "shut": "The gate is shut for {quarter}: nothing is published until it is answered (decision {number}).",
}
HEADINGS = {
    "broken": "Could not be checked - a fault of ours, to be mended first",
    "critical": "Critical - to be put right, or waived, before the report is published",
    "warning": "Warnings - printed in the report",
    "info": "For information - printed in the report's annex on quality",
}
REMEDIES = {
    "authority": "have the authority put it right and send the return again, or record a waiver.",
    "team": "put it right here; nothing is asked of the authority.",
}


def explain(decision: Decision) -> str:
    """Write a decision as plain text."""
    names = decision.authority_names
    verdict = VERDICTS[decision.verdict].format(quarter=decision.quarter, number=decision.number)
    lines = [verdict, _counts(decision.results)]
    for kind, heading in HEADINGS.items():
        told = [result for result in decision.results if _kind(result) == kind]
        if told:
            lines += ["", heading]
        if kind == "broken":
            lines += _broken(told)
            continue
        for _, same_check in groupby(told, key=lambda result: result.check_id):
            lines += _check(list(same_check), names)
    lines += _waivers(decision.waivers, names)
    if not decision.is_open:
        lines += ["", "How to answer a closed gate: docs/how_to/answer_a_closed_gate.md"]
    return "\n".join(lines)


def _kind(result: CheckResult) -> str:
    if result.outcome in {"raised", "did_not_run"}:
        return "broken"
    return result.severity if result.outcome == "failed" else result.outcome


def _counts(results: Iterable[CheckResult]) -> str:
    results = list(results)
    checks = len({result.check_id for result in results})
    authorities = len({result.authority_code for result in results if result.authority_code})
    return f"{checks} checks asked of {authorities} {'authority' if authorities == 1 else 'authorities'}."


def _broken(results: list[CheckResult]) -> Iterator[str]:
    """What could not be asked, by its cause: one missing table stops many checks."""
    by_problem: dict[str, list[str]] = {}
    for result in results:
        problem = f"{result.outcome.replace('_', ' ')}: {result.observed}"
        by_problem.setdefault(problem, []).append(result.check_id)
    for problem, check_ids in by_problem.items():
        yield _wrapped(", ".join(check_ids), indent=2)
        yield _wrapped(problem, indent=4)
    if results:
        yield _wrapped(f"Whose: ours. To do: {results[0].remedy}", indent=4)


def _check(results: list[CheckResult], names: Mapping[str, str]) -> Iterator[str]:
    first = results[0]
    yield _wrapped(f"{first.check_id}  {first.says}", indent=2, hang=len(first.check_id) + 4)
    for result in results:
        if not result.faults:
            yield _wrapped(result.observed, indent=4)
        name = names.get(result.authority_code or "", result.authority_code or "")
        if result.severity == "info" and result.faults:
            yield f"    {name}: {result.observed}"
            continue
        for fault in result.faults[:SHOWN_AT_MOST]:
            yield _wrapped(f"{name}: {fault.message}", indent=4)
            yield from _where(fault)
        if len(result.faults) > SHOWN_AT_MOST:
            yield f"      and {len(result.faults) - SHOWN_AT_MOST} more for {name}"
    whose = first.faults[0].responsibility if first.faults else "team"
    owner = "the authority" if whose == "authority" else "ours"
    yield _wrapped(f"Whose: {owner}. To do: {first.remedy or REMEDIES[whose]}", indent=4)


def _where(fault: Fault) -> Iterator[str]:
    sheet = f"sheet {fault.sheet!r}" if fault.sheet else None
    where = ", ".join(part for part in (fault.file, sheet, fault.place) if part)
    if where:
        yield _wrapped(f"at {where}", indent=6)


def _waivers(waivers: Iterable[Waiver], names: Mapping[str, str]) -> list[str]:
    applied = [waiver for waiver in waivers if waiver.was_needed]
    if not applied:
        return []
    told = [
        _wrapped(
            f"{waiver.check_id}  {names.get(waiver.authority_code, waiver.authority_code)}, until "
            f"{waiver.until_date.isoformat()}: {waiver.reason} Agreed by {waiver.agreed_by} on "
            f"{waiver.agreed_date.isoformat()}.",
            indent=2,
            hang=len(waiver.check_id) + 4,
        )
        for waiver in applied
    ]
    return ["", "Waived - printed in the report with the reason", *told]


def _wrapped(text: str, indent: int, hang: int | None = None) -> str:
    return fill(
        text,
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (hang or indent + 2),
        break_long_words=False,
        break_on_hyphens=False,
    )
