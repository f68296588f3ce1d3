"""What stands before the contents of a document: its name, its lead, what it lacks, who signed it off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sfpc.report import words
from sfpc.report.document import Block, Paragraph
from sfpc.report.tables import Table

if TYPE_CHECKING:
    from sfpc.report.decision import Decision
    from sfpc.report.issue import Issue

VERDICTS = {
    "open": "The gate is open: every check that matters passed.",
    "open_with_warnings": "The gate is open, with warnings: they are printed under ‘Quality of the data’.",
}


def title(quarter: str, *, is_partial: bool = False) -> str:
    """The name of a quarter's report.

    >>> title("2022-23-Q1")
    'Family Valued: quarterly report, April to June 2022'
    >>> title("2022-23-Q1", is_partial=True)
    'Family Valued: partial quarterly report, April to June 2022'
    """
    return f"Family Valued: {'partial ' if is_partial else ''}quarterly report, {words.quarter(quarter)}"


def subtitle(issue: Issue) -> str:
    """The quarter and the release."""
    return f"{issue.quarter}, release {issue.number}"


def opening(tables: Mapping[str, Table], issue: Issue) -> tuple[Block, ...]:
    """The lead, what is lacking, the policy and the sign-off."""
    verdict = VERDICTS[issue.decision.verdict]
    blocks: list[Block] = [Paragraph(f"{received(tables['rpt_returns'], issue.quarter)} {verdict}", "lead")]
    if issue.coverage.is_partial:
        blocks.append(Paragraph(issue.coverage.says, "warning"))
    blocks.append(Paragraph(issue.coverage.policy, "note"))
    blocks += [Paragraph(f"{heading} {text}", "note") for heading, text in sign_off(issue.decision)]
    return tuple(blocks)


def sign_off(decision: Decision) -> list[tuple[str, str]]:
    """What readers are told of the sign-off, each with its heading; nothing where none is required."""
    if decision.sign_off is None:
        return []
    given = decision.sign_off.given
    day = words.day(datetime.fromisoformat(given.at))
    told = [("Caveats.", given.caveats)] if given.caveats else []
    return [*told, ("Signed off", f"for publication on {day}; manifest.json says by whom.")]


def received(returns: Table, quarter: str) -> str:
    """How many returns are in, and which are not."""
    rows = returns.of(quarter)
    accepted = [row for row in rows if row["state"] == "accepted"]
    told = f"{len(accepted)} of {words.plural(len(rows), 'return')} accepted"
    nil = sorted(row["authority_name"] for row in rows if row["state"] == "nil")
    if nil:
        told += f", {len(nil)} with nothing to report ({words.listed(nil)})"
    others = sorted(
        f"{row['authority_name']} ({words.status(row['state'])})"
        for row in rows
        if row["state"] not in ("accepted", "nil")
    )
    return f"{told}; not {words.listed(others)}." if others else f"{told}."
