"""Waivers: one named check, one authority, one quarter, until a day, for a reason that the report prints."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from sfpc.errors import PipelineError, UsageError
from sfpc.gate import roles
from sfpc.gate.results import CheckResult, Fault
from sfpc.gate.suites import Check, Suite
from sfpc.period import Quarter
from sfpc.personal_data import kinds_in

NAME = "waivers.csv"
COLUMNS = ("check_id", "authority_code", "quarter", "until_date", "reason", "agreed_by", "agreed_date")
NOT_NEEDED = "GATE-001"
NOT_NEEDED_SAYS = "Every waiver recorded for the quarter was needed."

BROKEN = ("raised", "did_not_run")
"""The outcomes of a check that has said nothing: whether its waiver is needed is not known."""

THE_RETURN = "marts.fct_return"
"""The table whose critical checks ask whether there is a return that can be read."""


@dataclass(frozen=True)
class Waiver:
    """A row of `seeds/waivers.csv`.

    Attributes:
        until_date: the last day on which it counts.
        agreed_by: a role, never a person.
        line: where the row begins in the file.
        was_needed: whether the check would have failed without it.
    """

    check_id: str
    authority_code: str
    quarter: str
    until_date: date
    reason: str
    agreed_by: str
    agreed_date: date
    line: int
    was_needed: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """What a waiver is bound to: there is one at most for each."""
        return self.check_id, self.authority_code, self.quarter

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Waiver:
        """Read a waiver as a decision's record keeps it."""
        days = {name: date.fromisoformat(record[name]) for name in ("until_date", "agreed_date")}
        return cls(**{**record, **days})

    def as_record(self) -> dict[str, Any]:
        """The waiver as a decision's record keeps it."""
        days = {"until_date": self.until_date.isoformat(), "agreed_date": self.agreed_date.isoformat()}
        return {**asdict(self), **days}


def load(path: Path, suites: Iterable[Suite], authority_codes: Collection[str]) -> list[Waiver]:
    """Read every waiver.

    Raises:
        PipelineError: a row is malformed, names what does not exist, or waives what no waiver can.
    """
    try:
        written = path.read_bytes()
    except FileNotFoundError:
        raise PipelineError(
            f"{path}: this seed is missing; restore it, or write a heading: {','.join(COLUMNS)}"
        ) from None
    return parse(written, path, suites, authority_codes)


def parse(written: bytes, path: Path, suites: Iterable[Suite], authority_codes: Collection[str]) -> list[Waiver]:
    """Read the waivers that a file holds, or would hold; as `load`, which it is the half of that opens nothing."""
    suites = list(suites)
    reasons = {check.id: why_not_waivable(check, suite) for suite in suites for check in suite.checks}
    reasons |= {check_id: None for suite in suites for check_id in suite.retired}
    waivers = [_waiver(cells, f"{path}, line {line}", line) for line, cells in _rows(written, path)]
    seen: dict[tuple[str, str, str], int] = {}
    for waiver in waivers:
        place = f"{path}, line {waiver.line}"
        if waiver.check_id not in reasons:
            raise PipelineError(f"{place}: there is no check {waiver.check_id!r}; see the ids in expectations/")
        if reason := reasons[waiver.check_id]:
            raise PipelineError(f"{place}: {waiver.check_id} cannot be waived: {reason} Take the row out.")
        if waiver.authority_code not in authority_codes:
            raise PipelineError(
                f"{place}: {waiver.authority_code!r} is no authority's ONS code; see seeds/authorities.csv"
            )
        if waiver.key in seen:
            raise PipelineError(f"{place}: this waiver stands on line {seen[waiver.key]} already; keep one of them")
        seen[waiver.key] = waiver.line
    return waivers


def why_not_waivable(check: Check, suite: Suite) -> str | None:
    """Why no agreement lets a check fail, in a sentence that says what to do instead; None where one may.

    What is asked of personal data, and whether there is a return that can be read, cannot be waived by rule: a check
    that was written without saying so is none the less one of them.
    """
    if check.family == "privacy":
        return "personal data stops a quarter whatever is agreed; have the return sent again without it."
    if suite.table == THE_RETURN and check.severity == "critical":
        return "a missing or unreadable return stops a quarter whatever is agreed; have it sent, or sent again."
    if check.type.startswith("expect_table_"):
        return "it asks of no one authority whether there is anything to check; have the missing returns built."
    if not check.waivable:
        return "its file in expectations/ says that no agreement may let it pass; have the return put right."
    return None


def unwaivable(suites: Iterable[Suite]) -> tuple[str, ...]:
    """The checks that no waiver can let fail, in the order of their ids."""
    return tuple(sorted(check.id for suite in suites for check in suite.checks if why_not_waivable(check, suite)))


def _rows(written: bytes, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it begins on; a mark before the heading and blank lines are as spreadsheets write them."""
    try:
        text = written.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PipelineError(f"{path}: this is not UTF-8; save it as `CSV UTF-8`") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        if tuple(next(reader, ())) != COLUMNS:
            raise PipelineError(f"{path}, line 1: the heading must be {','.join(COLUMNS)}")
        line = reader.line_num + 1
        for cells in reader:
            if cells:
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise PipelineError(f"{path}, line {line}: this is not well-formed CSV ({error}); see to its quotes") from None


def _waiver(cells: list[str], place: str, line: int) -> Waiver:
    if len(cells) != len(COLUMNS):
        raise PipelineError(
            f"{place}: {len(cells)} values under {len(COLUMNS)} headings; a reason with a comma needs quotes"
        )
    row = {name: " ".join(cell.split()) for name, cell in zip(COLUMNS, cells, strict=True)}
    if empty := [name for name, cell in row.items() if not cell]:
        raise PipelineError(f"{place}: {empty[0]} is empty; a waiver says {', '.join(COLUMNS)}")
    try:
        Quarter.parse(row["quarter"])
    except UsageError as error:
        raise PipelineError(f"{place}: {error}") from None
    if kinds := kinds_in(row["reason"]):
        raise PipelineError(f"{place}: the reason may hold {kinds[0]}, and the report prints it; write it without")
    if problem := roles.problem_with(row["agreed_by"]):
        raise PipelineError(f"{place}: agreed_by {problem}")
    until_date = _day(row["until_date"], f"{place}: until_date")
    agreed_date = _day(row["agreed_date"], f"{place}: agreed_date")
    if until_date < agreed_date:
        raise PipelineError(f"{place}: it ends ({until_date}) before it was agreed ({agreed_date})")
    return Waiver(
        check_id=row["check_id"],
        authority_code=row["authority_code"],
        quarter=row["quarter"],
        until_date=until_date,
        reason=row["reason"],
        agreed_by=row["agreed_by"],
        agreed_date=agreed_date,
        line=line,
    )


def _day(text: str, place: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:  # Python reads forms that the warehouse does not
        raise PipelineError(f"{place} is {text!r}; write the day as 2026-11-21")
    return day


def in_force(waivers: Iterable[Waiver], quarter: str, today: date) -> list[Waiver]:
    """The waivers of a quarter that have not run out."""
    return [waiver for waiver in waivers if waiver.quarter == quarter and today <= waiver.until_date]


def apply(results: Iterable[CheckResult], waivers: Iterable[Waiver]) -> tuple[list[CheckResult], list[Waiver]]:
    """Let waived failures pass, note which waivers were needed, and warn of those that were not.

    Only a failure can be waived: a check that raised or did not run has said nothing that one could accept.
    """
    by_check = {(waiver.check_id, waiver.authority_code): waiver for waiver in waivers}
    after: list[CheckResult] = []
    needed, outcomes = set(), dict[str, str]()
    for result in results:
        key = (result.check_id, result.authority_code or "")
        outcomes[result.check_id] = result.outcome
        if result.outcome == "failed" and key in by_check:
            needed.add(key)
            after.append(replace(result, outcome="waived"))
        else:
            after.append(result)
    noted = [replace(waiver, was_needed=key in needed) for key, waiver in by_check.items()]
    after.extend(
        _not_needed(waiver, is_asked=waiver.check_id in outcomes)
        for waiver in noted
        if not waiver.was_needed and outcomes.get(waiver.check_id) not in BROKEN
    )
    return after, noted


def _not_needed(waiver: Waiver, *, is_asked: bool) -> CheckResult:
    why = "the check passes without it" if is_asked else "the check is retired, and nothing asks it"
    message = (
        f"The waiver of {waiver.check_id} for {waiver.quarter} covers nothing: {why}. "
        f"Expected: a waiver only where a check fails."
    )
    fault = Fault(
        authority_code=waiver.authority_code,
        finding_type="waiver_not_needed",
        responsibility="team",
        message=message,
        file=NAME,
        place=f"line {waiver.line}",
    )
    return CheckResult(
        check_id=NOT_NEEDED,
        family="reference",
        severity="warning",
        authority_code=waiver.authority_code,
        outcome="failed",
        says=NOT_NEEDED_SAYS,
        observed="1 waiver not needed",
        failing_count=1,
        remedy="Take the row out of seeds/waivers.csv.",
        faults=(fault,),
    )
