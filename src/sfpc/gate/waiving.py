"""Adds a waiver to `seeds/waivers.csv`, whole or not at all, and refuses one that nobody could stand by."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from filelock import FileLock, Timeout

from sfpc.errors import Busy, GateShut, PipelineError, UsageError
from sfpc.gate import decision as decisions
from sfpc.gate import roles, suites, waivers
from sfpc.gate.suites import Suite
from sfpc.gate.waivers import COLUMNS, NAME, Waiver
from sfpc.period import Quarter
from sfpc.personal_data import kinds_in
from sfpc.reference import Authority, reference
from sfpc.settings import Settings

FEWEST_WORDS, FEWEST_CHARACTERS = 4, 20
"""Shorter than that, a reason tells the report's readers nothing."""
WAIT_SECONDS = 10


@dataclass(frozen=True)
class Waived:
    """A waiver that was added.

    Attributes:
        standing: what the newest decision on the quarter says of the check for the authority; None before the first
            decision, or where it was not asked of the authority.
    """

    waiver: Waiver
    standing: str | None


def waive(settings: Settings, wanted: Waiver, authority: Authority) -> Waived:
    """Add one row to the waivers; the other rows stay as they are, byte for byte.

    Args:
        settings: where the seeds, the checks and the decisions are.
        wanted: the waiver, agreed today; its line is not known yet.
        authority: whose check it is, as the register has it.

    Raises:
        UsageError: there is no such check, the authority owes no return for the quarter, the waiver is there already or
            would end before today, or the reason or the role is none.
        GateShut: no waiver covers the check.
        PipelineError: the file is malformed, or cannot be written.
    """
    all_suites = suites.load(settings.expectations)
    _refuse_check(wanted.check_id, all_suites)
    if not authority.reports_for(Quarter.parse(wanted.quarter)):
        raise UsageError(
            f"{authority.name} owes no return for {wanted.quarter}, so there is nothing to waive; see `sfpc status`"
        )
    wanted = replace(wanted, reason=" ".join(wanted.reason.split()), agreed_by=" ".join(wanted.agreed_by.split()))
    _refuse_words(wanted.reason, wanted.agreed_by)
    if wanted.until_date < wanted.agreed_date:
        raise UsageError(
            f"--until {wanted.until_date}: that day is past, so it would cover nothing; give the last day on which it "
            "is to count"
        )
    path = settings.seeds / NAME
    settings.data.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(settings.data / ".waivers.lock", timeout=WAIT_SECONDS):
            added = _add(path, wanted, all_suites, codes_of(settings))
    except Timeout as error:
        raise Busy(f"{path}: somebody else has been adding a waiver for {WAIT_SECONDS} s; try again") from error
    return Waived(added, standing(settings, added))


def standing(settings: Settings, waiver: Waiver) -> str | None:
    """The outcome that the newest decision on a waiver's quarter gives its check, for its authority."""
    decided = decisions.newest(settings.gate / waiver.quarter)
    outcomes = {
        result.authority_code: result.outcome
        for result in (decided.results if decided else ())
        if result.check_id == waiver.check_id
    }
    return outcomes.get(waiver.authority_code, outcomes.get(None))


def listed(settings: Settings, quarter: str | None = None) -> list[Waived]:
    """Every waiver that is recorded, of one quarter or of all, in the order of the file."""
    found = waivers.load(settings.seeds / NAME, suites.load(settings.expectations), codes_of(settings))
    return [Waived(one, standing(settings, one)) for one in found if quarter in (None, one.quarter)]


def codes_of(settings: Settings) -> frozenset[str]:
    """The codes of the programme's authorities."""
    return frozenset(one.code for one in reference(settings.seeds).authorities.values())


def _refuse_check(check_id: str, all_suites: Iterable[Suite]) -> None:
    asked = {check.id: (check, suite) for suite in all_suites for check in suite.checks}
    retired = {gone for suite in all_suites for gone in suite.retired}
    if check_id in retired:
        raise UsageError(f"{check_id} is retired: nothing asks it, so nothing is to be waived. See expectations/")
    if check_id not in asked:
        near = get_close_matches(check_id.upper(), asked, n=1)
        meant = f"; did you mean {near[0]}?" if near else ""
        raise UsageError(f"{check_id!r} is no check{meant} `sfpc checks` lists them all")
    if why := waivers.why_not_waivable(*asked[check_id]):
        raise GateShut(f"{check_id} cannot be waived, and the gate stays shut by it: {why}")


def _refuse_words(reason: str, by: str) -> None:
    if len(reason) < FEWEST_CHARACTERS or len(reason.split()) < FEWEST_WORDS:
        raise UsageError(
            "--reason: that is too short to be one; say for the report's readers why the figures may be published as "
            f"they are, in {FEWEST_WORDS} words or more"
        )
    if kinds := kinds_in(reason):
        raise UsageError(f"--reason: it may hold {kinds[0]}, and the report prints it; say it without")
    if problem := roles.problem_with(by):
        raise UsageError(f"--by {problem}")


def _add(path: Path, row: Waiver, all_suites: Iterable[Suite], codes: Collection[str]) -> Waiver:
    """Write the file with one row more, after reading it back as the gate would: a file it refuses shuts every gate."""
    before = waivers.load(path, all_suites, codes)
    if there := next((one for one in before if one.key == row.key), None):
        raise UsageError(
            f"{path}, line {there.line}: this waiver is there already, until {there.until_date}; to change it, change "
            "that line, and say why when you commit it"
        )
    written = path.read_bytes()
    after = with_row(written, row)
    *others, added = waivers.parse(after, path, all_suites, codes)
    if others != before or added.key != row.key or not after.startswith(written):
        raise PipelineError(
            f"{path}: the row could not be added without changing another; add it by hand: {_line(row)}"
        )
    _replace(path, after, row)
    return added


def with_row(written: bytes, row: Waiver) -> bytes:
    """The file's bytes with a line more, which ends as the others do."""
    ending = "\r\n" if b"\r\n" in written else "\n"
    gap = "" if written.endswith((b"\n", b"\r")) else ending
    return written + f"{gap}{_line(row)}{ending}".encode()


def _line(row: Waiver) -> str:
    record = row.as_record()
    output = io.StringIO(newline="")
    csv.writer(output, lineterminator="").writerow([record[name] for name in COLUMNS])
    return output.getvalue()


def _replace(path: Path, content: bytes, row: Waiver) -> None:
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.chmod(path.stat().st_mode & 0o777)
        unfinished.replace(path)
    except OSError as error:
        raise PipelineError(
            f"{path}: it cannot be written here ({error.strerror}); add this line where the project is kept: "
            f"{_line(row)}"
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
