"""Asks every check of one quarter's marts: what passed, what failed and where, what could not be asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sfpc.gate import evidence, expectation, questions, words
from sfpc.gate.expectation import Answer
from sfpc.gate.results import CheckResult, Fault, where
from sfpc.gate.suites import Check, Suite

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations.expectations.expectation import Expectation

Query = Callable[[str, Sequence[Any]], "pd.DataFrame"]
Answers = dict[str, dict[str, Answer]]
"""What Great Expectations answered, by suite and check."""
LINEAGE = {"source_file": "file", "source_sheet": "sheet", "source_place": "place"}
"""Where the marts keep a row's place, and what a finding calls it."""


@dataclass(frozen=True)
class Quarter:
    """The quarter that is asked about, and the authorities that report for it."""

    name: str
    authorities: tuple[str, ...]


def run(suites: Iterable[Suite], query: Query, quarter: Quarter, answers: Answers | None = None) -> list[CheckResult]:
    """Ask every check; the results stand in the order of the suites, then of the authorities.

    The checks of a suite are asked together, of one DataFrame. What can then not be told, because one of them breaks
    the query, raises, or is of a kind that needs rows of its own, is asked alone: no broken check silences its
    neighbours.

    Args:
        suites: the checks.
        query: runs SQL over the marts.
        quarter: which quarter, and who reports for it.
        answers: takes what Great Expectations said of each check.
    """
    suites = list(suites)
    prepared = {
        check.id: expectation.prepared(check, f"{suite.name}.yml") for suite in suites for check in suite.checks
    }  # all of them before the first is asked: a malformed one is told at once
    return [
        result
        for suite in suites
        for result in _SuiteAsked(suite, prepared, query, quarter, answers if answers is not None else {}).results()
    ]


class _SuiteAsked:
    """One suite, asked of one quarter."""

    def __init__(
        self, suite: Suite, prepared: Mapping[str, Expectation], query: Query, quarter: Quarter, answers: Answers
    ) -> None:
        self.suite, self.prepared, self.query, self.quarter = suite, prepared, query, quarter
        self.answers = answers.setdefault(suite.name, {})
        self.rows_sent, self.problem = _rows_sent(suite, query, quarter.name)
        self.authorities = quarter.authorities if suite.may_be_empty else tuple(sorted(self.rows_sent))

    def results(self) -> Iterator[CheckResult]:
        is_only_empty = bool(self.problem) and self.rows_sent == {}
        asked = self.suite.checks[:1] if is_only_empty else () if self.problem else self.suite.checks
        together = self._together([check for check in asked if questions.can_be_joined(check)])
        for check in self.suite.checks:
            if check not in asked:
                yield self._broken(check, "did_not_run", self.problem)
            else:
                yield from together.get(check.id) or self._alone(check)

    def _together(self, checks: list[Check]) -> dict[str, list[CheckResult]]:
        """The results that can be told of all checks at once; what is not among them is asked alone, and tells why."""
        try:
            rows = self.query(questions.sql_of_all(checks, self.suite), [self.quarter.name])
            columns = {questions.column_of(check, "asked"): check.id for check in checks if check.columns}
            expectations = [self.prepared[check.id] for check in checks]
            answers = expectation.ask_together(self.suite.name, expectations, rows[[*columns]].rename(columns=columns))
        except Exception:  # noqa: BLE001 - whatever it is, each check is asked alone then and says it itself
            return {}
        results = {}
        for check in checks:
            if answers[check.id].has_passed is None:
                continue
            with suppress(Exception):  # as above
                results[check.id] = self._told(check, rows, answers[check.id])
                self.answers[check.id] = answers[check.id]
        return results

    def _alone(self, check: Check) -> list[CheckResult]:
        try:
            rows = self.query(questions.sql_of(check, self.suite), [self.quarter.name])
        except Exception as error:  # noqa: BLE001 - whatever it is, the gate stays shut and says so
            return [self._broken(check, "did_not_run", _first_line(error))]
        if missing := [name for name in check.columns if name not in rows.columns]:
            return [self._broken(check, "did_not_run", f"{self.suite.table} has no column {missing[0]}")]
        try:
            if check.columns and rows.empty:  # no row in its scope: there is nothing it could find wrong
                self.answers[check.id] = Answer(has_passed=True, index=[])
                return self._by_authority(check, {}, {})
            answer = expectation.ask(check, self.prepared[check.id], rows)
            self.answers[check.id] = answer
            if answer.has_passed is None:
                return [self._broken(check, "raised", answer.problem)]
            return self._told(check, rows, answer)
        except Exception as error:  # noqa: BLE001 - as above
            return [self._broken(check, "raised", _first_line(error))]

    def _told(self, check: Check, rows: pd.DataFrame, answer: Answer) -> list[CheckResult]:
        if answer.index is None:
            return [_of_the_whole(check, answer, len(rows))]
        flag = questions.column_of(check, "is_asked")
        codes = rows["authority_code"]
        counts = (codes[rows[flag]] if flag in rows.columns else codes).value_counts()
        faults: dict[str, list[Fault]] = {}
        for row in rows.loc[answer.index].to_dict("records") if answer.index else []:
            named = questions.row_of(check, {str(name): value for name, value in row.items()})
            faults.setdefault(str(row["authority_code"]), []).append(fault_of(check, self.suite, named))
        return self._by_authority(check, {str(code): int(count) for code, count in counts.items()}, faults)

    def _by_authority(
        self, check: Check, counts: Mapping[str, int], faults: Mapping[str, list[Fault]]
    ) -> list[CheckResult]:
        everyone = sorted({*self.authorities, *faults})
        return [_result(check, code, counts.get(code, 0), faults.get(code, [])) for code in everyone]

    def _broken(self, check: Check, outcome: str, problem: str) -> CheckResult:
        self.answers[check.id] = Answer(has_passed=None, problem=problem)
        return replace(
            _result_of(check, None, outcome, problem),
            remedy="mend the check or the mart it reads; no waiver covers it.",
        )


def _rows_sent(suite: Suite, query: Query, quarter: str) -> tuple[dict[str, int], str]:
    """How many rows each authority has in the table, and why its checks cannot be asked, if they cannot."""
    # a suite's table is checked to be schema.table when the suite is read
    sql = f"select authority_code, count(*) as row_count from {suite.table} where quarter = ? group by all"  # noqa: S608
    try:
        counted = query(sql, [quarter])
    except Exception as error:  # noqa: BLE001 - whatever it is, the gate stays shut and says so
        return {"": 0}, _first_line(error)
    rows_sent = dict(zip(counted["authority_code"], counted["row_count"], strict=True))
    is_missing = not rows_sent and not suite.may_be_empty
    return rows_sent, f"{suite.table} has no row for {quarter}" if is_missing else ""


def _result(check: Check, authority_code: str, row_count: int, faults: list[Fault]) -> CheckResult:
    at_fault = f", {len(faults)} at fault" if faults else ""
    observed = f"{row_count} row{'s'[: row_count != 1]} checked{at_fault}" if row_count else "nothing to check"
    return replace(
        _result_of(check, authority_code, "failed" if faults else "passed", observed),
        failing_count=len(faults),
        checked_count=row_count,
        expected=(faults[0].expected if faults else None) or evidence.expected(check),
        where=where(faults),
        faults=tuple(faults),
    )


def _of_the_whole(check: Check, answer: Answer, row_count: int) -> CheckResult:
    observed = f"found {words.written(answer.observed_value)}"
    return replace(
        _result_of(check, None, "passed" if answer.has_passed else "failed", observed),
        failing_count=0 if answer.has_passed else 1,
        checked_count=row_count,
    )


def _result_of(check: Check, authority_code: str | None, outcome: str, observed: str) -> CheckResult:
    return CheckResult(
        check_id=check.id,
        family=check.family,
        severity=check.severity,
        authority_code=authority_code,
        outcome=outcome,
        says=check.says,
        observed=observed,
        remedy=check.remedy,
        expected=evidence.expected(check),
    )


def fault_of(check: Check, suite: Suite, row: Mapping[str, Any]) -> Fault:
    """A failing row as a finding; one that reading made already keeps its own type and words."""
    is_finding = "finding_type" in row
    lineage = {name: row.get(column, row.get(name)) for column, name in LINEAGE.items()}
    lineage |= {name: row.get(name) for name in ("submission_id", "section")}
    return Fault(
        authority_code=str(row["authority_code"]),
        finding_type=str(row["finding_type"] if is_finding else check.finding_type),
        responsibility=str(row["responsibility"] if is_finding else check.responsibility),
        message=words.fill(check.message or ("{message}" if is_finding else check.says), row),
        table=suite.table,
        row_key=evidence.row_key(suite, row),
        observed=evidence.observed(check, row),
        expected=evidence.expected(check, row),
        **evidence.figures(check, row),
        is_known=is_finding or check.found_in_reading,
        **{name: None if words.is_nothing(value) else str(value) for name, value in lineage.items()},
    )


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__
