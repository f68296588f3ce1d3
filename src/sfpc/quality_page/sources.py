"""What the page is made from: the quarter's decisions, the newest of each earlier quarter, the checks' own reasons."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import quote

from sfpc import gate, sign_off
from sfpc.fingerprints import fingerprints
from sfpc.gate import Decision, suites
from sfpc.landing.receipts import read_landed
from sfpc.landing.shelves import RECEIPT
from sfpc.period import Quarter
from sfpc.quality_page.history import Gist, gist
from sfpc.quality_page.trends import Quarterly, summed
from sfpc.quality_page.wording import moment, name_of
from sfpc.reference import reference
from sfpc.report import manifest, shelf
from sfpc.report.words import day, status
from sfpc.settings import Settings

EARLIER_DECISIONS = 10
"""Decisions of the quarter that are told one by one; of more the newest ones."""
QUARTERS = 12
"""Quarters that the trends show: three years."""


@dataclass(frozen=True)
class Rule:
    """A check as its suite states it: what the decision's record does not repeat.

    Attributes:
        since: the day from which it has been asked as it stands.
    """

    because: str
    owner: str
    since: date
    file: str


@dataclass(frozen=True)
class Release:
    """The newest release of the quarter.

    Attributes:
        decision_number: the decision that let it be published.
        href: where its page is, seen from the folder of the data-quality page.
    """

    number: int
    decision_number: int
    href: str


@dataclass(frozen=True)
class Sent:
    """A return that was decided on.

    Attributes:
        received: when the submission came, as its receipt says; empty where there is none on this machine.
        due: the day it was due, with any extension; empty where no calendar says.
        feedback: where its feedback is, seen from the page; None where none was written.
    """

    authority_code: str
    state: str
    submission_id: str | None
    received: str
    due: str
    feedback: str | None


@dataclass(frozen=True)
class Sources:
    """Everything the page is made from.

    Attributes:
        decisions: on this quarter, this one first; it and `EARLIER_DECISIONS` at most.
        quarters: those decided up to this one, the earliest first; `QUARTERS` at most.
        quarters_left_out: how many earlier ones were decided besides.
        rules: the checks as they stand now, by id.
        rules_have_changed: whether the checks were changed since the decision.
        data_docs: where Great Expectations' own pages are; None when they were not built.
        signed_off: the newest sign-off in words; empty where there is none.
        waits: why an open quarter may not be published yet; None where nothing but publishing is left.
        returns: what was decided on.
    """

    decision: Decision
    count: int
    decisions: tuple[Gist, ...]
    quarters: tuple[Quarterly, ...]
    quarters_left_out: int
    rules: Mapping[str, Rule]
    rules_have_changed: bool
    release: Release | None
    data_docs: str | None
    signed_off: str
    waits: str | None
    returns: tuple[Sent, ...]


def gather(settings: Settings, quarter: str) -> Sources | None:
    """Read what the page of a quarter is made from; None when nothing was decided about it."""
    decision = gate.latest(settings, quarter)
    if decision is None:
        return None
    numbers = gate.numbers(settings, quarter)
    before = [number for number in reversed(numbers) if number < decision.number][:EARLIER_DECISIONS]
    decided = [*_quarters_before(settings, quarter), quarter]
    shown = decided[-QUARTERS:]
    folder = settings.gate / quarter
    return Sources(
        decision=decision,
        count=len(numbers),
        decisions=(gist(decision), *(gist(gate.earlier(settings, quarter, number)) for number in before)),
        quarters=(
            *(found for each in shown[:-1] if (found := _quarterly(settings, each))),
            summed(decision, len(numbers)),
        ),
        quarters_left_out=len(decided) - len(shown),
        rules=_rules(settings),
        rules_have_changed=decision.inputs.get("expectations_sha256") != fingerprints(settings)["expectations_sha256"],
        release=_release(settings.releases / quarter, folder),
        data_docs="data_docs/index.html" if (folder / "data_docs" / "index.html").exists() else None,
        signed_off=_signed_off(settings, decision),
        waits=sign_off.waits(settings, quarter) if decision.is_open else None,
        returns=tuple(
            _sent(settings, decision.quarter, row)
            for row in sorted(
                decision.inputs["returns"], key=lambda row: name_of(row["authority_code"], decision.authority_names)
            )
        ),
    )


def _quarters_before(settings: Settings, quarter: str) -> list[str]:
    names = (path.name for path in settings.gate.iterdir() if path.is_dir())
    return sorted(name for name in names if name < quarter and gate.numbers(settings, name))


def _quarterly(settings: Settings, quarter: str) -> Quarterly | None:
    newest = gate.latest(settings, quarter)
    return summed(newest, len(gate.numbers(settings, quarter))) if newest else None


def _rules(settings: Settings) -> dict[str, Rule]:
    return {
        check.id: Rule(check.because, suite.owner, check.since, f"expectations/{suite.name}.yml")
        for suite in suites.load(settings.expectations)
        for check in suite.checks
    }


def _release(releases: Path, seen_from: Path) -> Release | None:
    newest = shelf.newest(releases)
    if newest is None:
        return None
    number, folder = newest
    decided = manifest.read(folder)["inputs"]["decision"]["number"]
    return Release(number, int(decided), _href(folder / "published" / "report.html", seen_from))


def _signed_off(settings: Settings, decision: Decision) -> str:
    found = sign_off.newest(settings, decision.quarter)
    if found is None:
        return ""
    of_another = found.decision_number != decision.number
    return f"{found.words}. It does not count for this decision." if of_another else f"{found.words}."


def _sent(settings: Settings, quarter: str, row: Mapping[str, str | None]) -> Sent:
    code, submission_id = str(row["authority_code"]), row["submission_id"]
    known = reference(settings.seeds)
    authority = next((one for one in known.authorities.values() if one.code == code), None)
    received = feedback = None
    if authority and submission_id:
        landed = settings.landing / authority.folder / quarter / submission_id
        told = settings.data / "feedback" / authority.folder / quarter / submission_id / "feedback.html"
        received = read_landed(settings, landed, authority).received_at if (landed / RECEIPT).exists() else None
        feedback = _href(told, settings.gate / quarter) if told.exists() else None
    return Sent(
        authority_code=code,
        state=status(str(row["state"])),
        submission_id=submission_id,
        received=moment(received) if received else "",
        due=day(known.due_date(code, Quarter.parse(quarter))) if quarter in known.due_dates else "",
        feedback=feedback,
    )


def _href(path: Path, seen_from: Path) -> str:
    return quote(os.path.relpath(path, seen_from).replace(os.sep, "/"))
