"""What is said of a submission: every finding of reading and staging, and what the gate will ask about.

It is worked out from raw alone, in memory, so that whoever sent a return learns of it as soon as it was read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from sfpc import models, raw
from sfpc.gate import rehearsal, results, suites
from sfpc.gate.results import Fault
from sfpc.landed import Landed
from sfpc.models import InMemory
from sfpc.period import Quarter
from sfpc.personal_data import kinds_in
from sfpc.raw import Read
from sfpc.reference import SEVERITIES, Reference, reference
from sfpc.seed_file import SeedFile
from sfpc.settings import Settings

FINDINGS = "int_findings__returns"
WITHHELD = "The words of this finding are left out: they may hold personal data. Look at the place."
OF_THE_GATE = (
    "Check the figures. If one is wrong, put it right and send the return again; if they are right, say so and why, so "
    "that the programme team can record it."
)
"""What a sender can do about what a check of the gate asks: the checks' own remedies are for the programme team."""


@dataclass(frozen=True)
class Told:
    """A finding as it is told to a person.

    Attributes:
        severity: reject, critical, warning or info.
        responsibility: authority or team.
        title: the kind of finding in a few words.
        message: what was found.
        expected: what should stand there; empty where the message says it.
        remedy: how to mend it.
        found_by: `intake` or `gate`: the gate asks when the quarter is to be published.
    """

    finding_type: str
    severity: str
    responsibility: str
    title: str
    message: str
    expected: str
    remedy: str
    section: str | None = None
    file: str | None = None
    sheet: str | None = None
    place: str | None = None
    found_by: str = "intake"


@dataclass(frozen=True)
class Judged:
    """A submission and all that is said of it.

    Attributes:
        state: accepted, nil, rejected or withdrawn.
        due_date: the day the return is due; None where its quarter is not in the calendar.
        findings: gravest first, then in the order of files, sheets and places.
    """

    landed: Landed
    authority_name: str
    state: str
    due_date: date | None
    findings: tuple[Told, ...]

    def of(self, responsibility: str) -> tuple[Told, ...]:
        """The findings that one side must act on: `authority` or `team`."""
        return tuple(one for one in self.findings if one.responsibility == responsibility)

    @property
    def must_be_mended(self) -> bool:
        """Whether something of the authority's rejects the return or keeps its quarter from being published."""
        return any(one.severity in ("reject", "critical") for one in self.of("authority"))


def judge(settings: Settings, reads: Sequence[Read], *, is_alone: bool = False) -> list[Judged]:
    """Say of each submission what reading, staging and the gate's checks of single rows find.

    Args:
        settings: where raw, the seeds, the models and the checks are.
        reads: the submissions.
        is_alone: whether the returns of earlier quarters are not in raw.
    """
    if not reads:
        return []
    raw.ensure_tables(settings)
    known = reference(settings.seeds)
    checks = suites.load(settings.expectations)
    folders = sorted({one.landed.folder for one in reads})
    later = {("gate", name): schema for name, schema in results.SCHEMAS.items()}
    wanted = sorted({FINDINGS, *rehearsal.models_asked(checks)})
    with models.in_memory(settings, wanted, folders, later) as found:
        told = _of_intake(found, known, expected(settings.seeds))
        for quarter in sorted({one.landed.quarter for one in reads}):
            for one in rehearsal.foretell(checks, found.rows, quarter, is_alone=is_alone):
                fault = one.fault
                # what is asked of a return as a whole, its state says; what intake found at a place is told once
                if not fault.submission_id or not (fault.file or fault.section):
                    continue
                known_already = told.setdefault(fault.submission_id, [])
                if not any(_is_told(fault, other) for other in known_already):
                    known_already.append(_of_gate(one))
    return [_judged(read, known, told.get(read.landed.submission_id, [])) for read in reads]


def _is_told(fault: Fault, other: Told) -> bool:
    """Whether intake found something wrong with the very cell: the gate then asks about what follows from that."""
    return (
        fault.place is not None
        and other.found_by == "intake"
        and other.severity != "info"
        and (fault.file, fault.sheet, fault.place) == (other.file, other.sheet, other.place)
    )


def _judged(read: Read, known: Reference, told: list[Told]) -> Judged:
    landed, quarter = read.landed, Quarter.parse(read.landed.quarter)
    return Judged(
        landed=landed,
        authority_name=known.authorities[landed.folder].name,
        state="withdrawn" if landed.withdrawn else read.state,
        due_date=known.due_date(landed.authority_code, quarter) if known.is_in_calendar(quarter) else None,
        findings=tuple(sorted(set(told), key=_rank)),
    )


@cache
def expected(seeds: Path) -> dict[str, str]:
    """What should stand at the place of a finding, by its type: `finding_expectations.csv`."""
    rows = SeedFile(seeds / "finding_expectations.csv", ("finding_type", "expected")).rows
    return {row["finding_type"]: row["expected"] for _, row in rows}


def _of_intake(found: InMemory, known: Reference, expectations: dict[str, str]) -> dict[str, list[Told]]:
    """The findings of reading and staging by submission."""
    told: dict[str, list[Told]] = {}
    columns = "submission_id, finding_type, severity, responsibility, section, file, sheet, place, message"
    for row in found.rows(f"select {columns} from intermediate.{FINDINGS}"):  # noqa: S608 - names of ours
        kind = known.finding_types[row["finding_type"]]
        words = {
            "title": kind["title"],
            "remedy": kind["remedy"],
            "expected": expectations.get(row["finding_type"], ""),
        }
        told.setdefault(row.pop("submission_id"), []).append(_told(row | words))
    return told


def _of_gate(foretold: rehearsal.Foretold) -> Told:
    check, fault = foretold.check, foretold.fault
    return _told(
        {
            "finding_type": fault.finding_type,
            "severity": check.severity,
            "responsibility": fault.responsibility,
            "title": fault.finding_type.replace("_", " ").capitalize(),
            "expected": check.says,
            "remedy": OF_THE_GATE,
            "section": fault.section,
            "file": fault.file,
            "sheet": fault.sheet,
            "place": fault.place,
            "message": fault.message,
            "found_by": "gate",
        }
    )


def _told(row: dict[str, Any]) -> Told:
    """A finding whose words were looked through once more: it is about to leave the house."""
    return Told(**row | {"message": WITHHELD if kinds_in(row["message"]) else row["message"]})


def _rank(one: Told) -> tuple[Any, ...]:
    """Gravest first; the places of a sheet in the order in which one reads them."""
    return (
        SEVERITIES.index(one.severity),
        one.file or "",
        one.sheet or "",
        natural(one.place or ""),
        one.finding_type,
        one.message,
    )


def natural(place: str) -> list[tuple[int, str]]:
    """A place as something to sort by: D9 before D10.

    >>> natural("D9") < natural("D10")
    True
    """
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"([0-9]+)", place)]
