"""Waivers: one named check, one authority, one quarter, until a day, for a reason that the report prints."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from sfpc.errors import PipelineError, UsageError
from sfpc.gate.results import CheckResult, Fault
from sfpc.gate.suites import Suite
from sfpc.period import Quarter

COLUMNS = ("check_id", "authority_code", "quarter", "until_date", "reason", "agreed_by", "agreed_date")
NOT_NEEDED = "GATE-001"
NOT_NEEDED_SAYS = "Every waiver recorded for the quarter was needed."


@dataclass(frozen=True)
class Waiver:
    """A row of `seeds/waivers.csv`.

    Attributes:
        until_date: the last day on which it counts.
        agreed_by: a role, never a person.
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
    if not path.exists():
        raise PipelineError(f"{path}: this seed is missing; restore it, or write a heading: {','.join(COLUMNS)}")
    waivable = {check.id: check.waivable for suite in suites for check in suite.checks}
    waivable |= {check_id: True for suite in suites for check_id in suite.retired}
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        if tuple(next(reader, ())) != COLUMNS:
            raise PipelineError(f"{path}, line 1: the heading must be {','.join(COLUMNS)}")
        waivers = [_waiver(cells, f"{path}, line {reader.line_num}", reader.line_num) for cells in reader]
    seen: dict[tuple[str, str, str], int] = {}
    for waiver in waivers:
        place = f"{path}, line {waiver.line}"
        if waiver.check_id not in waivable:
            raise PipelineError(f"{place}: there is no check {waiver.check_id!r}; see the ids in expectations/")
        if not waivable[waiver.check_id]:
            raise PipelineError(
                f"{place}: {waiver.check_id} cannot be waived: a missing or unreadable return, or personal "
                f"data, stops a quarter whatever is agreed. Take the row out; have the return sent again."
            )
        if waiver.authority_code not in authority_codes:
            raise PipelineError(
                f"{place}: {waiver.authority_code!r} is no authority's ONS code; see seeds/authorities.csv"
            )
        key = (waiver.check_id, waiver.authority_code, waiver.quarter)
        if key in seen:
            raise PipelineError(f"{place}: this waiver stands on line {seen[key]} already; keep one of them")
        seen[key] = waiver.line
    return waivers


def _waiver(cells: list[str], place: str, line: int) -> Waiver:
    if len(cells) != len(COLUMNS):
        raise PipelineError(
            f"{place}: {len(cells)} values under {len(COLUMNS)} headings; a reason with a comma needs quotes"
        )
    row = {name: cell.strip() for name, cell in zip(COLUMNS, cells, strict=True)}
    if empty := [name for name, cell in row.items() if not cell]:
        raise PipelineError(f"{place}: {empty[0]} is empty; a waiver says {', '.join(COLUMNS)}")
    try:
        Quarter.parse(row["quarter"])
    except UsageError as error:
        raise PipelineError(f"{place}: {error}") from None
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
        return date.fromisoformat(text)
    except ValueError:
        raise PipelineError(f"{place} is {text!r}; write the day as 2026-11-21") from None


def in_force(waivers: Iterable[Waiver], quarter: str, today: date) -> list[Waiver]:
    """The waivers of a quarter that have not run out."""
    return [waiver for waiver in waivers if waiver.quarter == quarter and today <= waiver.until_date]


def apply(results: Iterable[CheckResult], waivers: Iterable[Waiver]) -> tuple[list[CheckResult], list[Waiver]]:
    """Let waived failures pass, note which waivers were needed, and warn of those that were not.

    Only a failure can be waived: a check that raised or did not run has said nothing that one could accept.
    """
    by_check = {(waiver.check_id, waiver.authority_code): waiver for waiver in waivers}
    after, needed = [], set()
    for result in results:
        key = (result.check_id, result.authority_code or "")
        if result.outcome == "failed" and key in by_check:
            needed.add(key)
            after.append(replace(result, outcome="waived"))
        else:
            after.append(result)
    noted = [replace(waiver, was_needed=key in needed) for key, waiver in by_check.items()]
    after.extend(_not_needed(waiver) for waiver in noted if not waiver.was_needed)
    return after, noted


def _not_needed(waiver: Waiver) -> CheckResult:
    message = (
        f"The waiver of {waiver.check_id} for {waiver.quarter} covers nothing: the check passes without it. "
        f"Expected: a waiver only where a check fails."
    )
    fault = Fault(
        authority_code=waiver.authority_code,
        finding_type="waiver_not_needed",
        responsibility="team",
        message=message,
        file="waivers.csv",
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
