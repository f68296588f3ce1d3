"""Rows of the seeds that would make a return's unknown headings and labels known, for a person to approve."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sfpc import confinement
from sfpc.landed import Landed
from sfpc.period import Quarter
from sfpc.raw import confined
from sfpc.raw.meanings import Drift, Meanings
from sfpc.raw.submission import cut_submission
from sfpc.raw.template import PATTERNS
from sfpc.reference import Authority, Reference, reference
from sfpc.seed_file import Row
from sfpc.settings import Settings

SEEDS = ("layout_tables", "layout_columns", "labels")
"""The seeds that say how a return is laid out and what its labels mean, in the order they are approved."""

VARIES = ("financial_year", "quarter", "month")
"""Placeholders that a new heading takes over from the one it replaces."""


@dataclass
class Proposed:
    """Rows for a person to approve.

    Attributes:
        rows: new rows by seed, with the columns of its file; a blank `field` or `code` is for the person to fill in.
        notes: what else there is to do, a sentence each.
    """

    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in SEEDS})
    notes: list[str] = field(default_factory=list)

    def add(self, seed: str, row: Row) -> None:
        """Take in a row, once whatever its note says."""
        said = {**row, "note": ""}
        if not any(said == {**other, "note": ""} for other in self.rows[seed]):
            self.rows[seed].append(row)


def for_submission(settings: Settings, landed: Landed) -> Proposed:
    """What would make known the headings and labels of one submission that are not; it is read in a child process.

    Raises:
        OutOfBounds: reading it took more than it may.
    """
    asked = confined.as_json(settings, landed, "")
    return Proposed(**confinement.call("sfpc.raw.proposals:for_submission_here", asked))


def for_submission_here(settings: dict[str, Any], landed: dict[str, Any], mark: str) -> dict[str, Any]:
    """Read a submission in this process; the answer as JSON."""
    del mark
    here, submission = confined.from_json(settings, landed)
    return asdict(proposed_for(submission, here.seeds))


def proposed_for(landed: Landed, seeds: Path) -> Proposed:
    """What would make known the headings and labels of one submission that are not."""
    known, quarter = reference(seeds), Quarter.parse(landed.quarter)
    authority = known.authorities[landed.folder]
    meanings = Meanings(known, authority.code)
    cut_submission(landed, known, meanings)
    result = Proposed()
    source = source_of(authority, landed)
    seen = set()
    for drift in meanings.drifts:
        means = drift.proposal.known.means if drift.proposal else ""
        what = (drift.text, drift.lists, "" if drift.lists else (drift.table_name, means))
        if not drift.text:
            where = ", ".join(filter(None, (drift.file, drift.sheet, drift.place)))
            result.notes.append(f"{where}: left out, because something here may be personal data; see to it there.")
        elif what not in seen:
            seen.add(what)
            if drift.lists:
                result.add("labels", label_row(drift, authority, quarter, source, known))
            else:
                add_heading(result, drift, authority, quarter, source, known)
    return result


def source_of(authority: Authority, landed: Landed) -> str:
    """What a row says of where its heading or label was seen."""
    return f"programme_returns: {authority.name}, {landed.quarter}, submission {landed.submission_id}"


def label_row(drift: Drift, authority: Authority, quarter: Quarter, source: str, known: Reference) -> Row:
    """A row of labels.csv."""
    row = dict.fromkeys(known.columns("labels"), "")
    proposal = drift.proposal
    row |= {"authority_code": authority.code, "label": drift.text, "first_quarter": str(quarter), "source": source}
    if proposal is None:
        only = drift.lists[0] if len(drift.lists) == 1 else ""
        return row | {"list": only, "note": "proposed: no known label is like it; say what it means"}
    likeness = f"proposed: {proposal.score} of 100 like '{proposal.known.text}'; approve or correct"
    more = dict(proposal.known.more)
    return row | {
        "list": proposal.known.kind,
        "code": proposal.known.means,
        "category": more.get("category", ""),
        "note": likeness,
    }


def add_heading(
    result: Proposed, drift: Drift, authority: Authority, quarter: Quarter, source: str, known: Reference
) -> None:
    """A row of layout_columns.csv; where it replaces one, that one's last quarter is for the person to write."""
    dated = {"first_quarter": str(quarter), "last_quarter": "", "source": source}
    whose = {"authority_code": authority.code, "table_name": drift.table_name}
    if drift.proposal is None:
        row = dict.fromkeys(known.columns("layout_columns"), "") | whose | dated
        row |= {"heading": drift.text, "is_required": "false", "repeats_down": "false"}
        result.add("layout_columns", row | {"note": "proposed: no known heading is like it; say what it holds"})
        return
    likeness = f"proposed: {drift.proposal.score} of 100 like '{drift.proposal.known.text}'; approve or correct"
    line, like = next(rows_like(drift, authority, quarter, known))
    is_own = (like["authority_code"], like["table_name"]) == (authority.code, drift.table_name)
    row = like | whose | dated | {"heading": with_placeholders(drift.text, like["heading"])}
    if not is_own and row["factor"]:
        row |= own_unit(drift.table_name, authority, known)
        likeness += "; see that the unit is right"
    if row["fills"] and not re.search(r"\{\w+\}", row["heading"]):
        row["fills"] = ""
    result.add("layout_columns", row | {"note": likeness})
    if is_own and drift.replaces:
        result.notes.append(
            f"seeds/layout_columns.csv, line {line}: write last_quarter {quarter.previous} in the row of the heading "
            f"'{like['heading']}', which '{drift.text}' replaces."
        )


def rows_like(drift: Drift, authority: Authority, quarter: Quarter, known: Reference) -> Iterator[tuple[int, Row]]:
    """The rows of the heading that a new one is like, this authority's own table first."""
    proposal = drift.proposal
    if proposal is None:
        return
    heading, means = drift.replaces or proposal.known.text, proposal.known.means

    def rank(found: tuple[int, Row]) -> tuple[bool, bool, int]:
        line, row = found
        is_own = (row["authority_code"], row["table_name"]) == (authority.code, drift.table_name)
        is_over = bool(row["last_quarter"]) and row["last_quarter"] < str(quarter)
        return not is_own, is_over, line

    numbered = known.numbered_rows("layout_columns")
    yield from sorted(
        ((line, row) for line, row in numbered if (row["heading"], row["field"]) == (heading, means)), key=rank
    )


def own_unit(table_name: str, authority: Authority, known: Reference) -> Row:
    """The unit that the other columns of an authority's table are in; blank where they differ or have none."""
    units = {
        (row["factor"], row["unit"])
        for row in known.rows("layout_columns")
        if (row["authority_code"], row["table_name"]) == (authority.code, table_name) and row["factor"]
    }
    factor, unit = units.pop() if len(units) == 1 else ("", "")
    return {"factor": factor, "unit": unit}


def with_placeholders(text: str, like: str) -> str:
    """A heading as sent, with what varies in the one it is like as a placeholder.

    >>> with_placeholders("Annual budget 2022-23", "Budget {financial_year}")
    'Annual budget {financial_year}'
    """
    for name in VARIES:
        if f"{{{name}}}" in like:
            text = re.sub(rf"(?<!\w){PATTERNS[name]}(?!\w)", f"{{{name}}}", text, count=1, flags=re.IGNORECASE)
    return text
