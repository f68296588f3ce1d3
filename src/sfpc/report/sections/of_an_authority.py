"""The page of one authority: everything the report holds about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from sfpc.report.document import Document, Link
from sfpc.report.sections import opening, whole
from sfpc.report.tables import Table

if TYPE_CHECKING:
    from sfpc.report.issue import Issue


def authority(tables: Mapping[str, Table], issue: Issue, audience: str, authority_code: str) -> Document:
    """The page of one authority."""
    mine = of(tables, authority_code)
    made = whole.report(mine, issue, audience)
    name = issue.decision.authority_names.get(authority_code, authority_code)
    return replace(
        made,
        title=f"{name}: {opening.title(issue.quarter)}",
        sections=tuple(section for section in made.sections if section.key != "together"),
        files=(Link("../report.html", "The report of all authorities"),),
    )


def of(tables: Mapping[str, Table], authority_code: str) -> dict[str, Table]:
    """The rows of one authority; a table of the whole programme has none."""
    return {
        name: replace(table, rows=tuple(row for row in table.rows if row.get("authority_code") == authority_code))
        for name, table in tables.items()
    }
