"""Asks every check of one quarter's marts: what passed, what failed and where, what could not be asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sfpc.gate import evidence, expectation, words
from sfpc.gate.results import CheckResult, Fault, where
from sfpc.gate.suites import Bands, Check, Suite

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations.expectations.expectation import Expectation

Query = Callable[[str, Sequence[Any]], "pd.DataFrame"]
LINEAGE = {"source_file": "file", "source_sheet": "sheet", "source_place": "place"}
"""Where the marts keep a row's place, and what a finding calls it."""


@dataclass(frozen=True)
class Quarter:
    """The quarter that is asked about, and the authorities that report for it."""

    name: str
    authorities: tuple[str, ...]


def run(suites: Iterable[Suite], query: Query, quarter: Quarter) -> list[CheckResult]:
    """Ask every check; the results stand in the order of the suites, then of the authorities."""
    suites = list(suites)
    prepared = {
        check.id: expectation.prepared(check, f"{suite.name}.yml") for suite in suites for check in suite.checks
    }  # all of them before the first is asked: a malformed one is told at once
    results = []
    for suite in suites:
        rows_sent, problem = _rows_sent(suite, query, quarter.name)
        for check in suite.checks:
            if problem and not (check is suite.checks[0] and rows_sent == {}):
                results.append(_broken(check, "did_not_run", problem))
                continue
            authorities = quarter.authorities if suite.may_be_empty else tuple(sorted(rows_sent))
            results.extend(_run(check, suite, prepared[check.id], query, Quarter(quarter.name, authorities)))
    return results


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


def _run(check: Check, suite: Suite, asked: Expectation, query: Query, quarter: Quarter) -> list[CheckResult]:
    try:
        rows = query(sql_of(check, suite), [quarter.name])
    except Exception as error:  # noqa: BLE001 - as above
        return [_broken(check, "did_not_run", _first_line(error))]
    if missing := [name for name in check.columns if name not in rows.columns]:
        return [_broken(check, "did_not_run", f"{suite.table} has no column {missing[0]}")]
    try:
        return _asked(check, suite, asked, rows, quarter.authorities)
    except Exception as error:  # noqa: BLE001 - as above
        return [_broken(check, "raised", _first_line(error))]


def _asked(
    check: Check, suite: Suite, asked: Expectation, rows: pd.DataFrame, authorities: tuple[str, ...]
) -> list[CheckResult]:
    if check.columns and rows.empty:  # no row in its scope: there is nothing it could find wrong
        return [_result(check, code, 0, []) for code in authorities]
    answer = expectation.ask(asked, rows)
    if answer.has_passed is None:
        return [_broken(check, "raised", answer.problem)]
    if answer.index is None:
        return [_of_the_whole(check, answer, len(rows))]
    return _by_authority(check, suite, rows, answer.index, authorities)


def sql_of(check: Check, suite: Suite) -> str:
    """The rows a check is about, in a fixed order.

    The expressions are the suites' own, reviewed like code; nothing of a return reaches this text.
    """
    of_the_bands = [check.bands.by, check.bands.of] if check.bands else []
    words_of_the_check = " ".join(filter(None, [check.rows, check.value, check.message, *check.columns, *of_the_bands]))
    needed = {name: sql for name, sql in suite.also_read.items() if name in words_of_the_check}
    also = "".join(f", ({sql}) as {name}" for name, sql in needed.items())
    checked = f", ({check.value}) as checked" if check.value else ""
    conditions = [check.rows] if check.rows else []
    if check.bands:
        checked = _banded(check.bands)
        conditions.append(f"{check.bands.by} in ({', '.join(map(_text, check.bands.limits))})")
    scope = " where " + " and ".join(f"({one})" for one in conditions) if conditions else ""
    # what is put in comes from the suites in expectations/, which are ours
    of_the_quarter = f"select this.*{also} from {suite.table} as this where this.quarter = ?"  # noqa: S608
    return f"select this.*{checked} from ({of_the_quarter}) as this{scope} order by all"  # noqa: S608


def _banded(bands: Bands) -> str:
    """The columns of a band: where it begins and ends, and how far outside of it the quantity lies."""
    lower, upper = (
        f"case {bands.by} "
        + " ".join(
            f"when {_text(key)} then {'null' if pair[end] is None else pair[end]}" for key, pair in bands.limits.items()
        )
        + " end"
        for end in (0, 1)
    )
    outside = f"greatest(0, ({lower}) - ({bands.of}), ({bands.of}) - ({upper}))"
    return f", ({bands.of}) as quantity, ({lower}) as lower, ({upper}) as upper, {outside} as checked"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _by_authority(
    check: Check, suite: Suite, rows: pd.DataFrame, index: list[Any], authorities: tuple[str, ...]
) -> list[CheckResult]:
    faults: dict[str, list[Fault]] = {}
    for row in rows.loc[index].to_dict("records"):
        named = {str(name): value for name, value in row.items()}
        faults.setdefault(str(row["authority_code"]), []).append(fault_of(check, suite, named))
    counts = rows["authority_code"].value_counts().to_dict()
    everyone = sorted({*authorities, *faults})
    return [_result(check, code, int(counts.get(code, 0)), faults.get(code, [])) for code in everyone]


def _result(check: Check, authority_code: str, row_count: int, faults: list[Fault]) -> CheckResult:
    at_fault = f", {len(faults)} at fault" if faults else ""
    observed = f"{row_count} row{'s'[: row_count != 1]} checked{at_fault}" if row_count else "nothing to check"
    return CheckResult(
        check_id=check.id,
        family=check.family,
        severity=check.severity,
        authority_code=authority_code,
        outcome="failed" if faults else "passed",
        says=check.says,
        observed=observed,
        failing_count=len(faults),
        remedy=check.remedy,
        checked_count=row_count,
        expected=(faults[0].expected if faults else None) or evidence.expected(check),
        where=where(faults),
        faults=tuple(faults),
    )


def _of_the_whole(check: Check, answer: expectation.Answer, row_count: int) -> CheckResult:
    return CheckResult(
        check_id=check.id,
        family=check.family,
        severity=check.severity,
        authority_code=None,
        outcome="passed" if answer.has_passed else "failed",
        says=check.says,
        observed=f"found {words.written(answer.observed_value)}",
        failing_count=0 if answer.has_passed else 1,
        remedy=check.remedy,
        checked_count=row_count,
        expected=evidence.expected(check),
    )


def _broken(check: Check, outcome: str, problem: str) -> CheckResult:
    return CheckResult(
        check_id=check.id,
        family=check.family,
        severity=check.severity,
        authority_code=None,
        outcome=outcome,
        says=check.says,
        observed=problem,
        remedy="mend the check or the mart it reads; no waiver covers it.",
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
        is_known=is_finding or check.found_in_reading,
        **{name: None if words.is_nothing(value) else str(value) for name, value in lineage.items()},
    )


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__
