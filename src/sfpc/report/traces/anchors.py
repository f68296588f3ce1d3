"""Where a figure's trace stands: the id on the trace page, which stays the same from release to release.

It is put together from codes of ours; what a return names itself (a milestone, a benefit) goes in as a hash, for words
of a return are never links.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

Anchor = tuple[str | None, str]
"""The code of the authority whose trace page it is on (None for the programme's), and the id there."""

CODED = {"performance": "measure", "delivery": "activity", "finance": "finance", "context": "context"}
"""Sections whose subjects are codes of ours, and what their ids begin with."""
NAMED = {"milestones": "milestone", "benefits": "benefit", "grant": "grant"}
"""Sections whose subjects are names."""
SUBJECTS = {
    "measure": ("performance", None, None),
    "activity": ("delivery", None, None),
    "workstream": ("finance", "funder", None),
    "milestone": ("milestones", "work_area", "project"),
    "benefit": ("benefits", "financial_year", None),
    "yardstick": ("grant", "yardstick_type", None),
}
"""By the column of a report table that says what a row is about: its section, and the columns of part and project."""


def anchor(section: str, subject: str, part: str | None, project: str | None, *, is_programme: bool = False) -> str:
    """The id of a figure's trace.

    >>> anchor("performance", "referrals", None, None)
    'measure-referrals'
    >>> anchor("finance", "scaling", "dfe_grant", None)
    'finance-scaling-dfe_grant'
    """
    if is_programme:
        return f"programme-{section}-{subject}"
    if section in NAMED:
        key = "\n".join([subject, part or "", project or ""])
        return f"{NAMED[section]}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"
    return f"{CODED[section]}-{subject}" + (f"-{part}" if section == "finance" else "")


def of_row(row: Mapping[str, Any]) -> Anchor | None:
    """Where the trace of a row of a report table stands; None for a row that is no figure's."""
    if "figure" in row and "section" in row:
        return None, anchor(row["section"], row["figure"], None, None, is_programme=True)
    for column, (section, part, project) in SUBJECTS.items():
        if row.get(column) is not None and row.get("authority_code"):
            of_part, of_project = (row.get(name) if name else None for name in (part, project))
            return row["authority_code"], anchor(section, row[column], of_part, of_project)
    return None
