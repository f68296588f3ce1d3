"""Each check that did not pass, told once: what it says, why, whose it is, what to do, and its rows at fault."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sfpc.gate import Decision
from sfpc.gate.explanation import REMEDIES
from sfpc.gate.results import CheckResult, Fault
from sfpc.gate.suites import OWN
from sfpc.gate.waivers import Waiver
from sfpc.personal_data import shown
from sfpc.quality_page.heat_map import gravest
from sfpc.quality_page.sources import Rule
from sfpc.quality_page.wording import BROKEN, anchor, name_of, outcome, sentence
from sfpc.report.words import day, listed, plural

ROWS_AT_MOST = 50
"""Rows at fault that the page shows of one check; all of them stand in the warehouse."""
ANSWERS_AT_MOST = 50
"""Authorities whose answer is told of one check."""

NAMED_AT_MOST = 5
"""Authorities that the summary of a check names; of more, how many they are."""

WHOSE = {"authority": "The authority’s", "team": "Ours"}
NO_WAIVER = "No waiver can let it pass."
WAIVABLE = "Where it is right as it stands, a waiver can let it pass for one authority until a day (sfpc waive)."
OF_THE_GATE = "The gate asks this of itself; GLOSSARY.md and expectations/README.md say why."
GONE = "This check is not asked any more; the history of expectations/ has its reason."


@dataclass(frozen=True)
class Answer:
    """What a check came to for one authority, or for the whole quarter."""

    name: str
    outcome: str
    observed: str
    waiver: str


@dataclass(frozen=True)
class Line:
    """A row at fault, with the place that a person can open."""

    name: str
    file: str
    sheet: str
    place: str
    message: str
    observed: str
    expected: str
    row: str


@dataclass(frozen=True)
class Failure:
    """A check that did not pass everywhere.

    Attributes:
        kind: the gravest of its outcomes.
        stands_in: the file of the check.
        who: whom it is about, by name, or how many they are.
        waiver: whether one may let it pass.
        lines: its rows at fault, `ROWS_AT_MOST` of them, some of each authority.
        row_count: how many there are.
        all_rows: the SQL that finds them all.
    """

    check_id: str
    anchor: str
    kind: str
    severity: str
    says: str
    because: str
    owner: str
    since: str
    stands_in: str
    who: str
    waiver: str
    expected: str
    whose: str
    remedy: str
    answers: tuple[Answer, ...]
    answer_count: int
    lines: tuple[Line, ...]
    row_count: int
    all_rows: str


def failures(decision: Decision, rules: Mapping[str, Rule]) -> list[Failure]:
    """Every check that did not pass, in the order of the decision, in which they are best acted on."""
    together: dict[str, list[CheckResult]] = {}
    for result in decision.results:
        if result.outcome != "passed":
            together.setdefault(result.check_id, []).append(result)
    return [_failure(decision, results, rules.get(check_id)) for check_id, results in together.items()]


def _failure(decision: Decision, results: list[CheckResult], rule: Rule | None) -> Failure:
    first = results[0]
    rows = [fault for result in results for fault in result.faults]
    whose = rows[0].responsibility if rows else "team"
    is_own = first.check_id.startswith(OWN)
    return Failure(
        check_id=first.check_id,
        anchor=anchor("check", first.check_id),
        kind=gravest(results),
        severity=first.severity,
        says=first.says,
        because=rule.because if rule else OF_THE_GATE if is_own else GONE,
        owner=rule.owner if rule else "the gate" if is_own else "",
        since=day(rule.since) if rule else "",
        stands_in=rule.file if rule else "",
        who=_who(results, decision),
        waiver=_may_be_waived(first, decision),
        expected=next((result.expected for result in results if result.expected), ""),
        whose=WHOSE.get(whose, whose),
        remedy=sentence(first.remedy or REMEDIES.get(whose, "")),
        answers=tuple(_answer(result, decision) for result in results[:ANSWERS_AT_MOST]),
        answer_count=len(results),
        lines=tuple(_line(fault, decision.authority_names) for fault in _some_of_each(results)),
        row_count=max(len(rows), sum(result.failing_count or 0 for result in results if result.faults)),
        all_rows=(
            f"select * from marts.fct_check_fault where check_id = '{first.check_id}' "  # noqa: S608 - shown, never run
            f"and quarter = '{decision.quarter}' and decision_number = {decision.number}"
        ),
    )


def _who(results: list[CheckResult], decision: Decision) -> str:
    if len(results) > NAMED_AT_MOST:
        return plural(len(results), "authority", "authorities")
    return listed([name_of(result.authority_code, decision.authority_names) for result in results])


def _may_be_waived(result: CheckResult, decision: Decision) -> str:
    if result.outcome in BROKEN:
        return NO_WAIVER
    if not decision.unwaivable or result.check_id.startswith(OWN):
        return ""  # a decision of before this was recorded; and the gate's own are no authority's to be let pass
    return NO_WAIVER if result.check_id in decision.unwaivable else WAIVABLE


def _some_of_each(results: Iterable[CheckResult]) -> list[Fault]:
    """The first rows at fault, shared out among the authorities so that none is crowded out by another."""
    each = [result.faults for result in results if result.faults]
    share = max(1, ROWS_AT_MOST // max(1, len(each)))
    first = [(number, fault) for number, faults in enumerate(each) for fault in faults[:share]]
    rest = [(number, fault) for number, faults in enumerate(each) for fault in faults[share:]]
    chosen = (first + rest)[:ROWS_AT_MOST]
    return [fault for _, fault in sorted(chosen, key=lambda pair: pair[0])]


def _answer(result: CheckResult, decision: Decision) -> Answer:
    waiver = next((one for one in decision.waivers if _covers(one, result)), None)
    return Answer(
        name=name_of(result.authority_code, decision.authority_names),
        outcome=outcome(result),
        observed=result.observed,
        waiver=_waived(waiver) if waiver else "",
    )


def _covers(waiver: Waiver, result: CheckResult) -> bool:
    key = (result.check_id, result.authority_code)
    return result.outcome == "waived" and (waiver.check_id, waiver.authority_code) == key


def _waived(waiver: Waiver) -> str:
    return f"Waived until {day(waiver.until_date)}: {waiver.reason} Agreed by {waiver.agreed_by}."


def _line(fault: Fault, names: Mapping[str, str]) -> Line:
    return Line(
        name=name_of(fault.authority_code, names),
        file=shown(fault.file),
        sheet=shown(fault.sheet),
        place=shown(fault.place),
        message=fault.message,
        observed=fault.observed or "",
        expected=fault.expected or "",
        # a key of which the message is part would say it twice
        row=" ".join(part for part in (fault.table, fault.row_key) if part and fault.message not in part),
    )


def more(failure: Failure) -> str:
    """How many rows at fault the page leaves out, in words; empty when it shows all."""
    left_out = failure.row_count - len(failure.lines)
    return f"{plural(left_out, 'more row')} at fault" if failure.lines and left_out > 0 else ""
