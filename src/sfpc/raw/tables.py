"""Find a layout's tables in the grids of a return, by their headings, wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sfpc.findings import Finding
from sfpc.raw.drift import missing_heading
from sfpc.raw.headings import columns_for, texts, windows
from sfpc.raw.labels import Labels
from sfpc.raw.meanings import Meanings
from sfpc.raw.records import Located
from sfpc.raw.side_by_side import set_apart
from sfpc.raw.template import is_named, shown, template
from sfpc.readers import Grid
from sfpc.reference import IGNORED, LayoutTable
from sfpc.text import known_as, text_key

Rank = tuple[bool, bool, int]
"""How well a table stands where the layout says: the right sheet, the right file, and how many headings it has."""

Score = tuple[int, bool, int, int]
"""How much a row looks like a table's headings: those it must have, whether it can be seen, those known, few rows."""

FIRST_ROWS = 500
"""Rows among which headings are looked for that say something only together with those above or below them."""

_MAY_BE_MARKED = re.compile(r"[*†‡§¶#^\[(⁰¹²³⁴-⁹ªºᵃ-ᵍ]|note", re.IGNORECASE)


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
    partial: list[tuple[int, Located]] = field(default_factory=list)


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
            result.findings += what_is_missing(one, taken, meanings)
    result.located = set_apart(result.located)
    result.findings += [finding for located in result.located for finding in repeated_headings(located)]
    return result


def place_in(found: Located) -> tuple[int, int]:
    """Which row of headings of which grid a table was found under."""
    return id(found.grid), found.heading_row


@dataclass(frozen=True)
class Searched:
    """A grid with the rows in which headings stand: for each the literal headings of the layout that it holds."""

    grid: Grid
    heading_rows: dict[int, set[str]]


def required_literals(table: LayoutTable) -> set[str]:
    """The headings a table must have that are the same in every return, as text keys."""
    headings = [template(column.heading) for column in table.columns if column.is_required]
    return {heading.literal for heading in headings if heading.literal}


def heading_rows(grid: Grid, literals: set[str]) -> dict[int, set[str]]:
    """The rows of a grid that hold a heading; one pass, with a cheap test for the thousands of cells that are none."""
    initials = {initial for literal in literals for initial in (literal[0], literal[0].upper(), *" \n\t*[#^(")}
    known = frozenset(literals)
    found: dict[int, set[str]] = {}
    for number, row in enumerate(grid.rows):
        for text in row:
            if text and (text[0] in initials or text[0] > "\x7f"):
                if (key := text_key(text)) in literals:
                    found.setdefault(number, set()).add(key)
                elif _MAY_BE_MARKED.search(text) and (marked := known_as(text, known)):
                    found.setdefault(number, set()).add(marked)
    return found


def candidates(table: LayoutTable, grids: Sequence[Searched], labels: Labels) -> Candidates:
    """The grids that hold a table's headings, all or some; those on several rows are sought where no row will do."""
    result = Candidates(table)
    readable = [one for one in grids if one.grid.is_visible or table.reads_hidden]
    for searched in readable:
        weigh(result, one_row_each(table, searched, labels))
    if not result.complete:
        for searched in readable:
            weigh(result, several_rows(table, searched, labels))
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
        result.partial.append((scored[0][0][0], scored[0][1]))


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


def what_is_missing(found: Candidates, taken: set[tuple[int, int]], meanings: Meanings) -> list[Finding]:
    """The headings that are missing from the row that holds most of them, or else the whole section."""
    table = found.table
    required = [column for column in table.columns if column.is_required]
    nearest = next((one for one in found.partial if place_in(one[1]) not in taken), None)
    if nearest is None or nearest[0] == 1 or nearest[0] * 2 < len(required):
        return [missing_section(table, section) for section in table.sections]
    there = {id(column) for _, column, _ in nearest[1].columns}
    return [missing_heading(table, nearest[1], column, meanings) for column in required if id(column) not in there]


def one_row_each(table: LayoutTable, searched: Searched, labels: Labels) -> list[tuple[Score, Located]]:
    """The rows that hold headings of a table, and those around them where these add some.

    A table known by placeholders alone has its heading in the first row, as the plain members of a JSON document have.
    """
    grid, literals = searched.grid, required_literals(table)
    if literals:
        numbers = [number for number, keys in searched.heading_rows.items() if keys & literals]
    else:
        numbers = [0] if grid.rows else []
    found = []
    for number in numbers:
        alone = scored(table, grid, (number,), labels)
        around = (
            [scored(table, grid, rows, labels) for rows in windows(grid, number)]
            if literals and not (alone and says_all(alone[1], labels))
            else []
        )
        ways = [one for one in (alone, *around) if one]
        if ways:
            found.append(max(ways, key=lambda one: one[0]))
    return found


def says_all(found: Located, labels: Labels) -> bool:
    """Whether a row names every column of the table, so that none can be named by the rows around it."""
    there = {id(column) for _, column, _ in found.columns}
    return all(id(column) in there for column in found.table.columns) and all(
        labels.knows(captured["label"]) for _, column, captured in found.columns if "label" in captured
    )


def several_rows(table: LayoutTable, searched: Searched, labels: Labels) -> list[tuple[Score, Located]]:
    """Headings of which no row holds one whole."""
    grid = searched.grid
    if not required_literals(table):
        return []
    filled = [row for row in range(min(len(grid.rows), FIRST_ROWS)) if sum(map(bool, grid.rows[row])) > 1]
    ways = {rows for row in filled for rows in windows(grid, row)}
    found = [one for rows in sorted(ways) if (one := scored(table, grid, rows, labels))]
    return [max(found, key=lambda one: one[0])] if found else []


def scored(table: LayoutTable, grid: Grid, rows: tuple[int, ...], labels: Labels) -> tuple[Score, Located] | None:
    """The table as if its headings stood on these rows; None where none that it must have does."""
    matched = [
        (position, one) for position, ways in texts(grid, rows).items() for one in columns_for(table, ways, labels)
    ]
    needed = len({id(one.column) for _, one in matched if one.column.is_required})
    if not needed:
        return None
    known = sum(
        not template(one.column.heading).names
        or one.column.fills != "label"
        or labels.knows(one.captured.get("label", ""))
        for _, one in matched
    )
    located = Located(
        table,
        grid,
        rows[-1],
        tuple((position, one.column, one.captured) for position, one in matched),
        rows[:-1],
        frozenset(position for position, one in matched if one.is_marked),
    )
    return (needed, not grid.hidden_rows.intersection(rows), known, -len(rows)), located


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
    for position, column, captured in found.columns:
        is_free = column.field == IGNORED or column.field.startswith("declared_")
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
        seen.setdefault(key, position)
    return findings
