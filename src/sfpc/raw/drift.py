"""Drift: what a return calls by another name than its layout does, and what that most likely means.

Nothing is read by a likely meaning: a person approves it, as a row of the seeds. Until then only that column or row is
set aside, and a heading that must be there rejects the return.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from sfpc.findings import Finding
from sfpc.personal_data import kinds_in, quoted
from sfpc.raw.meanings import CUT_OFF, Drift, Known, Meanings, Proposal, alike
from sfpc.raw.records import Located, Records
from sfpc.raw.template import shown
from sfpc.readers import Grid
from sfpc.reference import LayoutColumn, LayoutTable
from sfpc.seed_file import Row
from sfpc.text import clean, known_as, text_key

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
    meaning = ""
    if heading:
        proposal = likely_heading(heading, found, meanings)
        meaning = likely(proposal) if proposal else held_already(heading, found, meanings)
        if meanings is not None and found is not None:
            place = grid.place(heading_row, position)
            drift = Drift(writable(heading), (), found.table.name, None, proposal, grid.file, grid.sheet, place)
            meanings.drifts.append(drift)
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
        heading = grid.rows[nearest.heading_row][position]
        hint = f"It is likely called {quoted(heading)} now, which stands here ({score} of 100 alike). "
        place = grid.place(nearest.heading_row, position)
        means = Known("", column.heading, table.raw_table, column.field)
        proposal = Proposal(means, score)
        if meanings is not None:
            meanings.drifts.append(
                Drift(writable(heading), (), table.name, column.heading, proposal, grid.file, grid.sheet, place)
            )
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


def writable(text: str) -> str:
    """A text as a row of the seeds may hold it; blank where it may be personal data."""
    return "" if kinds_in(text) else clean(text)


def likely(proposal: Proposal | None, what: str = "heading") -> str:
    """What a message says of a likely meaning."""
    if proposal is None:
        return f"No known {what} is like it. "
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


def held_already(heading: str, found: Located | None, meanings: Meanings | None) -> str:
    """What a message says of a heading that no free meaning is like: perhaps another column has what it means."""
    proposal = meanings.of_heading(heading, found.table.raw_table) if meanings and found else None
    if proposal is None:
        return likely(None)
    meaning = proposal.known.means.replace("_", " ")
    return f"It is like {shown(proposal.known.text)!r} ({meaning}), which another column of the table is already. "


def new_name(table: LayoutTable, nearest: Located, column: LayoutColumn, meanings: Meanings) -> tuple[int, int] | None:
    """Which unknown heading of the row is most likely the new name of a missing one: its position, and the score.

    The only unknown heading is named beside the only missing one, however little they are alike.
    """
    known = {position for position, _, _ in nearest.columns}
    row = nearest.grid.rows[nearest.heading_row]
    unknown = [(position, text) for position, text in enumerate(row) if text and position not in known]
    found = []
    for position, heading in unknown:
        proposal = meanings.of_heading(heading, table.raw_table)
        score = alike(heading, column.heading)
        if proposal and proposal.known.means == column.field:
            score = max(score, proposal.score)
        if score >= CUT_OFF:
            found.append((-score, position))
    if found:
        score, position = min(found)
        return position, -score
    there = {id(one) for _, one, _ in nearest.columns}
    missing = [one for one in table.columns if one.is_required and id(one) not in there]
    if len(unknown) == len(missing) == 1:
        return unknown[0][0], alike(unknown[0][1], column.heading)
    return None


def unknown_labels(
    every: Sequence[Records],
    labels: Sequence[Row],
    layout: Sequence[LayoutTable],
    meanings: Meanings,
    sensitive: Collection[tuple[str, str | None]],
) -> list[Finding]:
    """A finding for each label, employer, workstream, funder or status that no row of the seeds knows.

    Args:
        every: the records of the tables that were read.
        labels: the rows of `labels.csv` that hold for the authority and quarter.
        layout: the tables they were read from; their sections say what a label in them may stand for.
        meanings: what an unknown one may mean.
        sensitive: (file, sheet) where something may be personal data; no text is quoted from them.
    """
    codes: dict[str, dict[str, str]] = {}
    for row in labels:
        codes.setdefault(row["list"], {})[text_key(row["label"])] = row["code"]
    sections = {table.name: table.sections for table in layout}
    found: dict[tuple[str, str | None, str | None, str], Finding] = {}
    for records in every:
        is_quoted = (records.file, records.sheet) not in sensitive
        tell = Teller(records, sections.get(records.table_name, ()), meanings, is_quoted=is_quoted)
        for finding in unknown_in(records, codes, tell):
            found.setdefault((finding.finding_type, finding.sheet, finding.place, finding.file or ""), finding)
    return list(found.values())


LISTS_OF_FIGURES = {"performance": "measure", "delivery": "activity"}
"""The list that the labels of each section of figures belong to."""


def unknown_in(records: Records, codes: Mapping[str, Mapping[str, str]], tell: Teller) -> Iterator[Finding]:
    """The unknown labels of one table, once for each row; the place is that of the staging's findings."""
    figures = {key for name in LISTS_OF_FIGURES.values() for key in codes.get(name, {})}

    def unknown(field: str, index: int, keys: Collection[str]) -> str | None:
        text = records.values[field][index]
        is_unknown = text and text_key(text) not in keys and known_as(text, frozenset(keys)) is None
        return text if is_unknown else None

    for index in range(len(records.row_numbers)):
        if records.raw_table == "indicators":
            if text := unknown("label", index, figures):
                yield tell.label(text, tell.lists_of_figures, records.places["label"][index], "its figure was")
            elif text := unknown("category", index, codes.get("category", {})):
                yield tell.label(text, ("category",), records.places["value"][index], "its figure was")
        elif records.raw_table == "finance":
            place = records.places["workstream"][index]
            if text := unknown("workstream", index, codes.get("workstream", {})):
                yield tell.label(text, ("workstream",), place, "its amounts were")
            elif text := unknown("funder", index, codes.get("funder", {})):
                yield tell.label(text, ("funder",), place, "its amounts were")
        elif records.raw_table == "milestones" and (text := unknown("rag", index, codes.get("rag", {}))):
            yield tell.status(text, records.places["rag"][index])


MOST_COMPARED = 1_000
"""Unknown texts of one submission whose likeliest meaning is sought; one with more is in no layout that we know."""


class Teller:
    """Writes the findings of unknown labels of one table."""

    def __init__(self, records: Records, sections: Sequence[str], meanings: Meanings, *, is_quoted: bool) -> None:
        self.records = records
        of_figures = [section for section in sections if section in LISTS_OF_FIGURES] or list(LISTS_OF_FIGURES)
        self.only_section = of_figures[0] if len(of_figures) == 1 else None
        self.lists_of_figures = tuple(LISTS_OF_FIGURES[section] for section in of_figures)
        self.meanings = meanings
        self.is_quoted = is_quoted

    def label(self, text: str, lists: tuple[str, ...], place: str | None, set_aside: str) -> Finding:
        """A label that is not known, with what it most likely means."""
        proposal = self._propose(text, lists, place)
        if self.is_quoted:
            named = f"The label {quoted(text)} is not known"
        else:
            named = "A label here is not known (it is not quoted, because something on this sheet may be personal data)"
        message = (
            f"{named}; {set_aside} set aside. {likely(proposal, 'label')}If it is a new name for a known thing, add a "
            "row to seeds/labels.csv."
        )
        return self._finding("unknown_label", message, self._section(proposal), place)

    def status(self, text: str, place: str | None) -> Finding:
        """A milestone's status that is not known; what stands in the cell is not quoted, it may be a sentence."""
        meaning = likely(self._propose(text, ("rag",), place), "status")
        message = f"The status of a milestone is none of those that are known. {meaning}Use one of the layout's."
        return self._finding("unknown_status", message, "milestones", place)

    def _propose(self, text: str, lists: tuple[str, ...], place: str | None) -> Proposal | None:
        records, proposal = self.records, None
        if len(self.meanings.drifts) < MOST_COMPARED:
            proposal = self.meanings.of_label(text, lists)
        written = writable(text) if self.is_quoted else ""
        drift = Drift(written, lists, records.table_name, None, proposal, records.file, records.sheet, place)
        self.meanings.drifts.append(drift)
        return proposal

    def _section(self, proposal: Proposal | None) -> str:
        if self.records.raw_table != "indicators":
            return self.records.raw_table
        meant = "delivery" if proposal and proposal.known.kind != "measure" else "performance"
        return self.only_section or meant

    def _finding(self, finding_type: str, message: str, section: str | None, place: str | None) -> Finding:
        records = self.records
        return Finding(finding_type, message, section=section, file=records.file, sheet=records.sheet, place=place)
