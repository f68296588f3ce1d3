"""What two submissions of one return say differently, figure by figure, as the warehouse has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sfpc import warehouse
from sfpc.errors import UsageError
from sfpc.settings import Warehouse

SECTIONS = ("performance", "delivery", "finance", "milestones", "benefits")
"""In the order of a return."""

KEY = ("quarter", "section", "subject", "part", "project", "field", "period_month")
"""What tells one figure of a return from another."""

WHAT = ("value", "value_text", "status")
"""What a submission says of a figure; where it says so is no difference."""


@dataclass(frozen=True)
class Submission:
    """A submission as the warehouse knows it, the last time it came.

    Attributes:
        sequence: 1 for the first submission of the return to come.
        received_at: UTC.
        state: accepted, nil, rejected or withdrawn.
        compared_with: the id of the one in force when it came; None for the first.
    """

    submission_id: str
    sequence: int
    received_at: datetime
    state: str
    compared_with: str | None
    is_in_force: bool
    content_hash: str | None


@dataclass(frozen=True)
class Said:
    """What one submission says of a figure, and where.

    Attributes:
        value: a number, in pounds where it is money; None where it is a text or there is none.
        value_text: a date as 2021-06-30, a status or a comment.
        status: reported, or why there is no figure.
    """

    value: Decimal | None
    value_text: str | None
    status: str
    file: str | None
    sheet: str | None
    place: str | None


@dataclass(frozen=True)
class Change:
    """A figure, date or comment that differs.

    Attributes:
        quarter: the quarter it is of, which can be an earlier one than the return's.
        part: an employer, a funder, a work area or a financial year.
        field: which of its figures: value, year_to_date, budget, rag ...
        before: None where only the later submission has it.
        after: None where only the earlier one has it.
    """

    quarter: str
    section: str
    subject: str
    part: str | None
    project: str | None
    field: str
    period_month: date | None
    label: str
    before: Said | None
    after: Said | None

    @property
    def difference(self) -> Decimal | None:
        """What it is now less what it was, where both are numbers."""
        if not self.before or not self.after or self.before.value is None or self.after.value is None:
            return None
        return self.after.value - self.before.value


@dataclass(frozen=True)
class Differences:
    """What became of a figure between two submissions.

    Attributes:
        before: None where there was nothing in force to compare with.
        kind: first, rejected (one of the two was, so nothing of it was read), the_same (in every cell),
            only_stamps_differ (in no figure, date or comment that was read) or restated.
    """

    before: Submission | None
    after: Submission
    kind: str
    changes: tuple[Change, ...]


def submissions(built: Warehouse, authority_code: str, quarter: str) -> list[Submission]:
    """Every submission of a return that the warehouse knows, as it last came, the newest first."""
    rows = warehouse.rows(
        built,
        """
        select
            submission_id, submission_sequence as sequence, received_at, state,
            compared_with_submission_id as compared_with, is_in_force, content_hash
        from marts.fct_submission
        where authority_code = ? and quarter = ?
        qualify row_number() over (partition by submission_id order by submission_sequence desc) = 1
        order by submission_sequence desc
        """,
        [authority_code, quarter],
    )
    return [Submission(**row) for row in rows]


def differences(built: Warehouse, known: Sequence[Submission], after: str | None, before: str | None) -> Differences:
    """Compare two submissions of a return.

    Args:
        built: the warehouse.
        known: what `submissions` gave for the return; not empty.
        after: id of the one, or how it begins; None for the newest.
        before: id of the other; None for the one in force when the first came.

    Raises:
        UsageError: an id is that of no submission of the return, or of several.
    """
    later = chosen(known, after) if after else known[0]
    earlier = chosen(known, before or later.compared_with) if before or later.compared_with else None
    if "rejected" in (later.state, earlier.state if earlier else None):
        return Differences(earlier, later, "rejected", ())
    if earlier is None:
        return Differences(None, later, "first", ())
    changes = tuple(compare(figures(built, earlier.submission_id), figures(built, later.submission_id)))
    is_the_same = earlier.content_hash == later.content_hash
    kind = "the_same" if is_the_same else "restated" if changes else "only_stamps_differ"
    return Differences(earlier, later, kind, changes)


def chosen(known: Sequence[Submission], beginning: str | None) -> Submission:
    """The submission whose id begins so."""
    found = [one for one in known if one.submission_id.startswith(beginning or "")]
    if len(found) != 1:
        ids = ", ".join(one.submission_id for one in known)
        raise UsageError(f"{beginning!r} begins the id of {len(found)} submissions of this return; they are {ids}")
    return found[0]


def figures(built: Warehouse, submission_id: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    """What a submission says, by what it is about. A blank says nothing."""
    rows = warehouse.rows(
        built,
        f"""
        select distinct {", ".join(KEY)}, {", ".join(WHAT)}, label, source_file, source_sheet, source_place
        from marts.fct_figure
        where submission_id = ? and is_sent and status != 'blank'
        """,  # noqa: S608 - the names are those above
        [submission_id],
    )
    return {tuple(row[name] for name in KEY): row for row in rows}


def compare(
    before: Mapping[tuple[Any, ...], dict[str, Any]], after: Mapping[tuple[Any, ...], dict[str, Any]]
) -> list[Change]:
    """Every figure that is not the same in both, in the order of sections."""
    changes = []
    for key in before.keys() | after.keys():
        earlier, later = before.get(key), after.get(key)
        if earlier and later and all(earlier[name] == later[name] for name in WHAT):
            continue
        label = (later or earlier or {})["label"]
        about = dict(zip(KEY, key, strict=True))
        changes.append(Change(**about, label=label, before=said(earlier), after=said(later)))
    return sorted(changes, key=in_order)


def in_order(one: Change) -> tuple[int, *tuple[str, ...]]:
    """Where a change stands among others: no two stand at the same place."""
    month = one.period_month.isoformat() if one.period_month else ""
    words = (one.quarter, one.label, one.subject, one.part or "", one.project or "", one.field, month)
    return SECTIONS.index(one.section), *words


def said(row: dict[str, Any] | None) -> Said | None:
    """One side of a change."""
    if row is None:
        return None
    return Said(
        row["value"], row["value_text"], row["status"], row["source_file"], row["source_sheet"], row["source_place"]
    )
