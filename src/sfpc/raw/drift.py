"""Drift: what a return calls by another name than its layout does, and what that most likely means.

Nothing is read by a likely meaning: a person approves it, as a row of the seeds. Until then only that column or row is
set aside, and a heading that must be there rejects the return.
"""

from __future__ import annotations

from sfpc.findings import Finding
from sfpc.personal_data import quoted
from sfpc.raw.meanings import CUT_OFF, Meanings, Proposal, alike
from sfpc.raw.records import Located
from sfpc.raw.template import shown
from sfpc.readers import Grid
from sfpc.reference import LayoutColumn, LayoutTable

FIELDS_OF_MANY = ("ignored", "comment")
"""Fields that a second column may hold too; also every field that is declared."""


def unknown_heading(
    grid: Grid,
    heading_row: int,
    position: int,
    count: int,
    found: Located | None = None,
    meanings: Meanings | None = None,
) -> Finding:
    """A column with values under a heading that no layout knows; `found` is the table it stands in."""
    heading = grid.rows[heading_row][position]
    named = f"The heading {quoted(heading)} is not known" if heading else "A column without a heading holds values"
    meaning = likely(likely_heading(heading, found, meanings)) if heading else ""
    return Finding(
        "unknown_heading",
        f"{named}; its {count} values were set aside. {meaning}If it replaces a known heading, add a row to "
        "seeds/layout_columns.csv.",
        section=found.table.sections[0] if found and len(found.table.sections) == 1 else None,
        file=grid.file,
        sheet=grid.sheet,
        place=grid.place(heading_row, position),
    )


def missing_heading(
    table: LayoutTable, nearest: Located, column: LayoutColumn, meanings: Meanings | None = None
) -> Finding:
    """The table is there, but a heading it must have is not; an unknown heading beside it may be its new name."""
    grid = nearest.grid
    known = [position for position, _, _ in nearest.columns]
    renamed = new_name(table, nearest, column, meanings) if meanings else None
    hint = ""
    if renamed:
        position, score = renamed
        heading = quoted(grid.rows[nearest.heading_row][position])
        hint = f"It is likely called {heading} now, which stands here ({score} of 100 alike). "
    return Finding(
        "required_heading_missing",
        f"The heading {shown(column.heading)!r} of the table {table.name!r} is missing from the row of headings, so "
        f"the table cannot be read. {hint}Put the heading back as it was, or tell the programme team that it has a new "
        "name.",
        section=table.sections[0] if table.sections else None,
        file=grid.file,
        sheet=grid.sheet,
        place=grid.place(nearest.heading_row, renamed[0] if renamed else known[0]),
    )


def likely(proposal: Proposal | None) -> str:
    """What a message says of a likely meaning."""
    if proposal is None:
        return "No known heading is like it. "
    meaning = proposal.known.means.replace("_", " ")
    return f"It is most like {shown(proposal.known.text)!r} ({meaning}; {proposal.score} of 100 alike). "


def likely_heading(heading: str, found: Located | None, meanings: Meanings | None) -> Proposal | None:
    """What an unknown heading of a table most likely means, of what no other column of the table holds."""
    if meanings is None:
        return None
    if found is None:
        return meanings.of_heading(heading)
    taken = {
        column.field
        for _, column, _ in found.columns
        if not column.fills and column.field not in FIELDS_OF_MANY and not column.field.startswith("declared_")
    }
    return meanings.of_heading(heading, found.table.raw_table, taken)


def new_name(table: LayoutTable, nearest: Located, column: LayoutColumn, meanings: Meanings) -> tuple[int, int] | None:
    """Which unknown heading of the row is most likely the new name of a missing one: its position, and the score."""
    known = {position for position, _, _ in nearest.columns}
    row = nearest.grid.rows[nearest.heading_row]
    found = []
    for position, heading in enumerate(row):
        if not heading or position in known:
            continue
        proposal = meanings.of_heading(heading, table.raw_table)
        score = alike(heading, column.heading)
        if proposal and proposal.known.means == column.field:
            score = max(score, proposal.score)
        if score >= CUT_OFF:
            found.append((-score, position))
    return (min(found)[1], -min(found)[0]) if found else None
