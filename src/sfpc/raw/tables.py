"""Find a layout's tables in the grids of a return, by their headings, wherever they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sfpc.findings import Finding
from sfpc.personal_data import quoted
from sfpc.raw.drift import missing_heading
from sfpc.raw.meanings import Meanings
from sfpc.raw.records import Located, captured_text
from sfpc.raw.template import is_named, shown, template
from sfpc.readers import Grid
from sfpc.reference import IGNORED, LayoutColumn, LayoutTable
from sfpc.text import text_key

Rank = tuple[bool, bool, int]
"""How well a table stands where the layout says: the right sheet, the right file, and how many headings it has."""


@dataclass
class Search:
    """What a search for tables brought.

    Attributes:
        repeated: grids in which a table was found that was read from another grid.
    """

    located: list[Located] = field(default_factory=list)
    repeated: list[Grid] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass
class Candidates:
    """Where one table may stand: grids with all its headings, best first, and grids with some."""

    table: LayoutTable
    complete: list[tuple[Rank, Located]] = field(default_factory=list)
    partial: list[tuple[int, Located]] = field(default_factory=list)


def search(layout: Sequence[LayoutTable], grids: Sequence[Grid], labels: frozenset[str], meanings: Meanings) -> Search:
    """Look for every table of a layout; one that is not there is a finding that says what was looked for."""
    tables = [table for table in layout if table.shape == "table"]
    literals = {literal for table in tables for literal in required_literals(table)}
    # what is hidden is reported by the ledger, never loaded
    searched = [Searched(grid, heading_rows(grid, literals)) for grid in grids if grid.is_visible]
    every = [candidates(table, searched, labels) for table in tables]
    taken = {place_in(one.complete[0][1]) for one in every if one.complete}
    result = Search()
    for one in every:
        if one.complete:
            choose(one, taken, result)
        else:
            result.findings += what_is_missing(one, taken, meanings)
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
    initials = {initial for literal in literals for initial in (literal[0], literal[0].upper(), " ", "\n", "\t")}
    found: dict[int, set[str]] = {}
    for number, row in enumerate(grid.rows):
        for text in row:
            if text and (text[0] in initials or text[0] > "\x7f") and (key := text_key(text)) in literals:
                found.setdefault(number, set()).add(key)
    return found


def candidates(table: LayoutTable, grids: Sequence[Searched], labels: frozenset[str]) -> Candidates:
    """The grids that hold a table's headings, all or some."""
    result = Candidates(table)
    required = {id(column) for column in table.columns if column.is_required}
    for searched in grids:
        best = best_heading(table, searched, labels)
        if best is None:
            continue
        located, score = best
        grid = searched.grid
        found = required & {id(column) for _, column, _ in located.columns}
        if found == required:
            is_right_sheet = not table.sheet or is_named(table.sheet, grid.sheet or "")
            result.complete.append(((is_right_sheet, is_named(table.file, grid.file), score), located))
        else:
            result.partial.append((len(found), located))
    result.complete.sort(key=lambda one: one[0], reverse=True)
    result.partial.sort(key=lambda one: one[0], reverse=True)
    return result


def choose(found: Candidates, taken: set[tuple[int, int]], result: Search) -> None:
    """Take the table that stands best; another one like it, that is no other table of the layout, is a finding."""
    (best, located), *others = found.complete
    result.located.append(located)
    result.findings += repeated_headings(located)
    for rank, other in others:
        if place_in(other) not in taken:
            result.repeated.append(other.grid)
            result.findings.append(repeated_table(found.table, located, other, is_alike=rank[:2] == best[:2]))


def what_is_missing(found: Candidates, taken: set[tuple[int, int]], meanings: Meanings) -> list[Finding]:
    """The headings that are missing from the row that holds most of them, or else the whole section."""
    table = found.table
    required = [column for column in table.columns if column.is_required]
    nearest = next((one for one in found.partial if place_in(one[1]) not in taken), None)
    if nearest is None or nearest[0] == 1 or nearest[0] * 2 < len(required):
        return [missing_section(table, section) for section in table.sections]
    there = {id(column) for _, column, _ in nearest[1].columns}
    return [missing_heading(table, nearest[1], column, meanings) for column in required if id(column) not in there]


def best_heading(table: LayoutTable, searched: Searched, labels: frozenset[str]) -> tuple[Located, int] | None:
    """The row that looks most like the table's heading: most required headings, then most known ones.

    A table known by placeholders alone has its heading in the first row, as the plain members of a JSON document have.
    """
    grid, literals = searched.grid, required_literals(table)
    if literals:
        numbers = [number for number, keys in searched.heading_rows.items() if keys & literals]
    else:
        numbers = [0] if grid.rows else []
    best: tuple[tuple[int, int], Located] | None = None
    for number in numbers:
        columns = tuple(
            (position, column, captured)
            for position, text in enumerate(grid.rows[number])
            if text
            for column, captured in columns_for(table, text)
        )
        needed = len({id(column) for _, column, _ in columns if column.is_required})
        known = sum(
            not template(column.heading).names
            or column.fills != "label"
            or text_key(captured.get("label", "")) in labels
            for _, column, captured in columns
        )
        if columns and (best is None or (needed, known) > best[0]):
            best = ((needed, known), Located(table, grid, number, columns))
    if best is None or best[0][1] == 0:
        return None
    return best[1], best[0][1]


def columns_for(table: LayoutTable, text: str) -> list[tuple[LayoutColumn, dict[str, str]]]:
    """The layout columns a heading is: those with its literal text, else the first template that fits it."""
    key = text_key(text)
    literal: list[tuple[LayoutColumn, dict[str, str]]] = [
        (column, {}) for column in table.columns if template(column.heading).literal == key
    ]
    if literal:
        return literal
    for column in table.columns:
        captured = captured_text(column, text)
        if captured is not None:
            return [(column, captured)]
    return []


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


def repeated_table(table: LayoutTable, used: Located, other: Located, *, is_alike: bool) -> Finding:
    """The same table stands twice; when nothing tells which one counts the return cannot be read."""
    grid = other.grid
    where = "another sheet" if grid.sheet else "another file"
    return Finding(
        "table_ambiguous" if is_alike else "table_repeated",
        f"The table {table.name!r} was found again, in {where}; "
        + (
            "nothing tells which of the two counts. Send the return with one of them."
            if is_alike
            else f"only the one in {quoted(used.grid.sheet or used.grid.file)} was read."
        ),
        section=table.sections[0] if table.sections else None,
        file=grid.file,
        sheet=grid.sheet,
        place=grid.place(other.heading_row, other.columns[0][0]),
    )
