"""The highlight report of one authority, for its programme board."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from sfpc.report import words
from sfpc.report.document import Document
from sfpc.report.sections.of_an_authority import authority
from sfpc.report.tables import Table

if TYPE_CHECKING:
    from sfpc.report.issue import Issue

SECTIONS = ("changes", "money", "milestones", "delivery", "savings")


def highlight(tables: Mapping[str, Table], issue: Issue, audience: str, authority_code: str) -> Document:
    """What its programme board reads: status, money, milestones, delivery, savings."""
    made = authority(tables, issue, audience, authority_code)
    name = issue.decision.authority_names.get(authority_code, authority_code)
    by_key = {section.key: section for section in made.sections}
    return replace(
        made,
        title=f"{name}: highlight report, {words.quarter(issue.quarter)}",
        sections=tuple(by_key[key] for key in SECTIONS),
    )
