"""The top of the page: the answer in words, what it rests on, and what to do next, in the order to do it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sfpc.gate import Decision
from sfpc.gate.policy import NOT_ACCEPTED
from sfpc.gate.results import CheckResult
from sfpc.personal_data import where
from sfpc.quality_page.heat_map import authorities
from sfpc.quality_page.sources import Sources
from sfpc.quality_page.wording import anchor, is_ours, kind, name_of, sentence, troubles
from sfpc.report.words import listed, plural

MEANINGS = {
    "open": "Every check that matters passed: {quarter} may be published.",
    "open_with_warnings": "{quarter} may be published; the warnings are printed in its report.",
    "shut": "Nothing of {quarter} is published until this is answered; a release before it stands unchanged.",
}
PARTIAL = " The report is partial: {names} {are} left out, and totals are withheld."


@dataclass(frozen=True)
class Link:
    """A way further down the page.

    Attributes:
        text: what it is called.
        target: the id of the place.
        told: what is wrong there, the first place of it; empty where the step says it all.
    """

    text: str
    target: str
    told: str = ""


@dataclass(frozen=True)
class Step:
    """Something to do next.

    Attributes:
        whose: who does it.
        links: to the checks it is about.
        command: what to type; empty where that is not how it is done.
    """

    whose: str
    does: str
    links: tuple[Link, ...] = ()
    command: str = ""


def meaning(decision: Decision) -> str:
    """What the decision means, in a sentence or two."""
    told = MEANINGS[decision.verdict].format(quarter=decision.quarter)
    if not decision.is_partial:
        return told
    names = [name_of(code, decision.authority_names) for code in decision.missing]
    return told + PARTIAL.format(names=listed(names), are="is" if len(names) == 1 else "are")


def found(decision: Decision) -> str:
    """What came of asking, counted."""
    checks = len({result.check_id for result in decision.results})
    passed = sum(result.outcome == "passed" for result in decision.results)
    parts = [f"{passed:,} passed", *troubles(decision.results)]
    answers = plural(len(decision.results), "answer")
    return f"{plural(checks, 'check')} gave {answers}, one for each authority or for the quarter: {listed(parts)}."


def steps(sources: Sources) -> list[Step]:
    """What to do next, in the order of the terminal: ours first, then what to ask of each authority, then the rest."""
    decision = sources.decision
    told = [*_broken(decision), *_ours(decision), *_of_authorities(decision)]
    if not decision.is_open:
        return [*told, Step("You", "run the quarter again: the gate is asked anew.", command=_command("run", decision))]
    if warnings := {one.check_id for one in decision.results if kind(one) == "warning"}:
        count = plural(len(warnings), "check that warns", "checks that warn")
        told.append(Step("You", f"read the {count}: the report prints them.", (Link("in the annex", "annex"),)))
    if decision.waivers:
        told.append(
            Step("You", "see that the waivers still hold: the report prints them.", (Link("here", "let-pass"),))
        )
    release = sources.release
    if release and release.decision_number == decision.number:
        return [*told, Step("You", f"read the report: release {release.number} was published on this decision.")]
    if sources.waits:
        return [*told, Step("Who signs off", sentence(sources.waits))]
    command = _command("report", decision)
    return [*told, Step("You", "publish the report, if the run that asked does not.", command=command)]


def _stops(result: CheckResult) -> bool:
    """Whether a result keeps the quarter from a whole report."""
    return kind(result) == "critical" or result.outcome == "allowed"


def _broken(decision: Decision) -> Iterator[Step]:
    """What could not be asked, by its cause: one missing table stops many checks."""
    by_problem: dict[str, list[CheckResult]] = {}
    for result in decision.results:
        if kind(result) == "broken":
            by_problem.setdefault(result.observed, []).append(result)
    for problem, results in by_problem.items():
        links = _links(results)
        does = f"mend what keeps {plural(len(links), 'check')} from being asked. {sentence(problem)}"
        yield Step("The team here", does, links)


def _ours(decision: Decision) -> Iterator[Step]:
    for result in decision.results:
        if kind(result) == "critical" and is_ours(result):
            about = name_of(result.authority_code, decision.authority_names)
            does = f"put right, for {about}: {result.says} {sentence(result.remedy or '')}"
            yield Step("The team here", does, _links([result]))


def _of_authorities(decision: Decision) -> Iterator[Step]:
    """One step for each authority that something is to be asked of, by name."""
    for code in authorities(decision):
        results = [one for one in decision.results if one.authority_code == code and _stops(one) and not is_ours(one)]
        if any(one.check_id == NOT_ACCEPTED for one in results):
            does = "have the return sent, or sent again: there is none that can be used."
        elif any(kind(one) == "critical" for one in results):
            rows = sum(one.failing_count or 0 for one in results)
            does = f"have {plural(rows, 'row')} put right, and the whole return sent again."
        else:
            continue
        yield Step(name_of(code, decision.authority_names), does, tuple(map(_pointed, results)))


def _pointed(result: CheckResult) -> Link:
    """A way to a check, with the first row at fault in words and its place."""
    if not result.faults:
        return Link(result.check_id, anchor("check", result.check_id), sentence(result.observed))
    first = result.faults[0]
    place = where(first.file, first.sheet, first.place)
    others = f" And {plural(len(result.faults) - 1, 'more row')}." if len(result.faults) > 1 else ""
    told = f"{sentence(first.message)}{f' At {place}.' if place else ''}{others}"
    return Link(result.check_id, anchor("check", result.check_id), told)


def _links(results: Iterable[CheckResult]) -> tuple[Link, ...]:
    ids = dict.fromkeys(result.check_id for result in results)
    return tuple(Link(check_id, anchor("check", check_id)) for check_id in ids)


def _command(name: str, decision: Decision) -> str:
    return f"sfpc {name} --quarter {decision.quarter}"
