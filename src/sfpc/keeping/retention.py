"""Retention: how long what is kept, by rows of seeds/retention_rules.csv, and what is due to go on a day.

What no rule names is kept for ever: receipts, the gate's decisions and sign-offs, what is published, the records of
disposal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sfpc import landing
from sfpc.keeping.archive import files_below
from sfpc.landed import Landed
from sfpc.period import Quarter
from sfpc.raw import parts_of
from sfpc.reference import reference
from sfpc.report import shelf
from sfpc.report.disclosure import record
from sfpc.report.document import INTERNAL
from sfpc.seed_file import SeedFile
from sfpc.settings import Settings

SEED = "retention_rules.csv"
COLUMNS = ("subject", "years", "counted_from", "why")


FIRST_MONTH = 4
"""Of a financial year."""


@dataclass(frozen=True)
class Rule:
    """How long a kind of thing is kept: whole years after the end of the financial year of what it is counted from."""

    subject: str
    years: int
    why: str

    def due_on(self, day: date) -> date:
        """The first day on which something may go that is counted from a day: a first of April."""
        return date(day.year + (day.month >= FIRST_MONTH) + self.years, FIRST_MONTH, 1)


@dataclass(frozen=True)
class Due:
    """One thing that may go.

    Attributes:
        subject: the rule's.
        name: what it is, in words.
        due_on: since when it may go.
        files: what goes of it on this machine, now; what is kept elsewhere is counted by `landed`.
        landed: of a return, the submission whose files go.
    """

    subject: str
    name: str
    due_on: date
    files: tuple[Path, ...]
    landed: Landed | None = None


def rules(seeds: Path) -> dict[str, Rule]:
    """The rules, by subject; a fault in the seed is an error that names the line."""
    file = SeedFile(seeds / SEED, COLUMNS)
    found: dict[str, Rule] = {}
    for line, row in file.rows:
        subject = file.one_of(line, row, "subject", tuple(SUBJECTS))
        if not (row["years"].isdecimal() and int(row["years"])):
            raise file.fault(line, f"{row['years']!r} is no number of years; write a whole number from 1 up")
        if subject in found:
            raise file.fault(line, f"{subject!r} has a rule already; keep one")
        found[subject] = Rule(subject, int(row["years"]), row["why"])
    return found


def due(settings: Settings, today: date) -> list[Due]:
    """Everything that may go on a day, by rule and name; what is gone already is not listed."""
    found = [
        each
        for subject, rule in rules(settings.seeds).items()
        for each in SUBJECTS[subject](settings, rule)
        if each.due_on <= today and (each.files or each.landed)
    ]
    return sorted(found, key=lambda each: (each.subject, each.name))


def _returns(settings: Settings, rule: Rule) -> Iterator[Due]:
    """Submissions of authorities that owe no more returns: all of an authority's, counted from its last quarter."""
    authorities = reference(settings.seeds).authorities
    for landed in landing.landed(settings, with_disposed=True):
        last = authorities[landed.folder].last_quarter
        if last is None or landing.files_are_gone(settings, landed):
            continue
        feedback = settings.data / "feedback" / landed.folder / landed.quarter / landed.submission_id
        files = [*(landed.path / "files").glob("*"), *parts_of(settings, landed)]
        files += files_below(feedback) if feedback.is_dir() else []
        name = f"{landed.folder} {landed.quarter} {landed.submission_id}"
        yield Due(rule.subject, name, rule.due_on(last.last_day), tuple(sorted(files)), landed)


def _internal(settings: Settings, rule: Rule) -> Iterator[Due]:
    """What is internal of releases, but for what later releases are protected by."""
    for quarter, number, path in shelf.every(settings.releases):
        folder = path / INTERNAL
        stays = folder / record.FOLDER
        files = [each for each in files_below(folder) if not each.is_relative_to(stays)] if folder.is_dir() else []
        yield Due(rule.subject, f"{quarter}/r{number}", rule.due_on(Quarter.parse(quarter).last_day), tuple(files))


def _of_age(folder: Callable[[Settings], Path]) -> Callable[[Settings, Rule], Iterator[Due]]:
    """Files of a folder, counted from when they were last written."""

    def found(settings: Settings, rule: Rule) -> Iterator[Due]:
        place = folder(settings)
        for path in files_below(place) if place.is_dir() else ():
            written = datetime.fromtimestamp(path.lstat().st_mtime, UTC).date()
            yield Due(rule.subject, path.relative_to(settings.data).as_posix(), rule.due_on(written), (path,))

    return found


SUBJECTS: Mapping[str, Callable[[Settings, Rule], Iterator[Due]]] = {
    "returns": _returns,
    "internal": _internal,
    "notices": _of_age(lambda settings: settings.data / "notices"),
    "logs": _of_age(lambda settings: settings.logs),
}
"""What a rule can be about."""
