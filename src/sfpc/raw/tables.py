"""Find a layout's tables in the grids of a return, by their headings, wherever they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sfpc.findings import Finding
from sfpc.raw.drift import missing_heading
from sfpc.raw.heading_rows import Score, Searched, heading_rows, one_row_each, required_literals, several_rows
from sfpc.raw.headings import Headings
from sfpc.raw.labels import Labels
from sfpc.raw.meanings import Meanings
from sfpc.raw.records import Located
from sfpc.raw.side_by_side import set_apart
from sfpc.raw.template import is_named, shown
from sfpc.readers import Grid
from sfpc.reference import IGNORED, LayoutTable
from sfpc.text import text_key

ENOUGH_NAMES = 3
"""Known names of figures by which a row of headings is a table's, whatever else it lacks."""

Rank = tuple[bool, bool, int]
"""How well a table stands where the layout says: the right sheet, the right file, and how many headings it has."""


@dataclass
class Search:
    """What a search for tables brought.

    Attributes:
        repeated: tables that were found again and are not read, each with the one that is read in its stead.
    """

    located: list[Located] = field(default_factory=list)
    repeated: list[Repeated] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class Repeated:
    """A table that was found again; `is_alike` where nothing tells which of the two counts."""

    other: Located
    used: Located
    is_alike: bool


@dataclass
class Candidates:
    """Where one table may stand: under all its headings, best first, and in each grid under some."""

    table: LayoutTable
    complete: list[tuple[Rank, Located]] = field(default_factory=list)
    partial: list[tuple[Score, Located]] = field(default_factory=list)


def search(layout: Sequence[LayoutTable], grids: Sequence[Grid], labels: Labels, meanings: Meanings) -> Search:
    """Look for every table of a layout; one that is not there is a finding that says what was looked for."""
    tables = [table for table in layout if table.shape == "table"]
    literals = {literal for table in tables for literal in required_literals(table)}
    reads_hidden = any(table.reads_hidden for table in tables)
    searched = [Searched(grid, heading_rows(grid, literals)) for grid in grids if grid.is_visible or reads_hidden]
    every = [candidates(table, searched, labels) for table in tables]
    taken = {place_in(one.complete[0][1]) for one in every if one.complete}
    result = Search()
    for one in every:
        if one.complete:
            choose(one, taken, result)
        else:
            result.findings += what_is_missing(one, taken, labels, meanings)
    result.located = set_apart(result.located)
    result.findings += [finding for located in result.located for finding in repeated_headings(located)]
    return result


def place_in(found: Located) -> tuple[int, int]:
    """Which row of headings of which grid a table was found under."""
    return id(found.grid), found.heading_row


def candidates(table: LayoutTable, grids: Sequence[Searched], labels: Labels) -> Candidates:
    """The grids that hold a table's headings, all or some; those on several rows are sought where no row will do."""
    result = Candidates(table)
    headings = Headings(table)
    readable = [one for one in grids if one.grid.is_visible or table.reads_hidden]
    for searched in readable:
        weigh(result, one_row_each(headings, table, searched, labels))
    if not result.complete:
        for searched in readable:
            weigh(result, several_rows(headings, table, searched, labels))
    result.complete.sort(key=lambda one: one[0], reverse=True)
    result.partial.sort(key=lambda one: one[0], reverse=True)
    return result


def weigh(result: Candidates, scored: list[tuple[Score, Located]]) -> None:
    """Take in what one grid has: every row with all the headings, or else the one with most."""
    table = result.table
    needed = sum(column.is_required for column in table.columns)
    scored.sort(key=lambda one: one[0], reverse=True)
    complete = [(score, located) for score, located in scored if score[0] == needed]
    for score, located in complete:
        grid = located.grid
        if any(is_same_again(located, other) for _, other in complete if other.heading_row < located.heading_row):
            continue  # printed again on the next page: rows of the table above
        is_right_sheet = not table.sheet or is_named(table.sheet, grid.sheet or "")
        result.complete.append(((is_right_sheet, is_named(table.file, grid.file), score[2]), located))
    if not complete and scored:
        result.partial.append(scored[0])


def is_same_again(one: Located, other: Located) -> bool:
    """Whether two rows of headings of one grid name the same columns alike."""
    return [(at, column.heading) for at, column, _ in one.columns] == [
        (at, column.heading) for at, column, _ in other.columns
    ]


def choose(found: Candidates, taken: set[tuple[int, int]], result: Search) -> None:
    """Take the table that stands best; another one like it, that is no other table of the layout, is a finding."""
    (best, located), *others = found.complete
    result.located.append(located)
    for rank, other in others:
        if place_in(other) not in taken:
            result.repeated.append(Repeated(other, located, is_alike=rank[:2] == best[:2]))


def what_is_missing(
    found: Candidates, taken: set[tuple[int, int]], labels: Labels, meanings: Meanings
) -> list[Finding]:
    """The headings that are missing from the row that holds most of them, or else the whole section."""
    table = found.table
    score, located = next((one for one in found.partial if place_in(one[1]) not in taken), (None, None))
    if score is None or located is None or not is_told_by(score, table):
        return [missing_section(table, section) for section in table.sections]
    nearest = without_unknown_labels(located, labels)
    there = {id(column) for _, column, _ in nearest.columns}
    missing = [column for column in table.columns if column.is_required and id(column) not in there]
    findings = [missing_heading(table, nearest, column, meanings) for column in missing]
    return list(dict.fromkeys(findings))  # one heading may be of two columns: a month, and the day it declares


def is_told_by(score: Score, table: LayoutTable) -> bool:
    """Whether a row is a table's headings although some are missing: it has half of them, or figures by their names."""
    needed, _, known, _ = score
    required = [column for column in table.columns if column.is_required]
    names_figures = any(column.fills == "label" for column in required)
    return (needed > 1 and needed * 2 >= len(required)) or (names_figures and known >= ENOUGH_NAMES)


def without_unknown_labels(found: Located, labels: Labels) -> Located:
    """A table without the columns that are taken for figures' although nobody knows their names."""
    columns = tuple(one for one in found.columns if "label" not in one[2] or labels.knows(one[2]["label"]))
    return replace(found, columns=columns)


def missing_section(table: LayoutTable, section: str) -> Finding:
    """No table of the return looks like this one."""
    headings = ", ".join(repr(shown(column.heading)) for column in table.columns if column.is_required)
    where = f"sheet {table.sheet!r}" if table.sheet else f"a file named like {shown(table.file)!r}"
    return Finding(
        "section_missing",
        f"The {section} section is missing: no table with the headings {headings} was found ({where} was expected). "
        "Send the return again with it.",
        section=section,
        file=shown(table.file),
        sheet=table.sheet or None,
    )


def repeated_headings(found: Located) -> list[Finding]:
    """A heading that stands twice in one table: which column counts cannot be known."""
    seen: dict[tuple[str, tuple[str, ...]], int] = {}
    findings = []
    hidden = frozenset() if found.table.reads_hidden else found.grid.hidden_columns
    for position, column, captured in found.columns:
        is_free = column.field == IGNORED or column.field.startswith("declared_") or position in hidden
        key = (column.field, tuple(text_key(text) for text in captured.values()))
        if key in seen and not is_free:
            grid = found.grid
            first = grid.place(found.heading_row, seen[key])
            findings.append(
                Finding(
                    "heading_repeated",
                    f"The heading {shown(column.heading)!r} of the table {found.table.name!r} stands twice (first at "
                    f"{first}), so it is not known which column counts. Send the return with one of them.",
                    section=found.table.sections[0] if found.table.sections else None,
                    file=grid.file,
                    sheet=grid.sheet,
                    place=grid.place(found.heading_row, position),
                )
            )
        if position not in hidden:  # a hidden column is not loaded, and that is said of it
            seen.setdefault(key, position)
    return findings
