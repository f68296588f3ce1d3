"""The rows of a grid that may be a table's headings, each with how much it looks like them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sfpc.raw.headings import Headings, texts, windows
from sfpc.raw.labels import Labels
from sfpc.raw.records import Located
from sfpc.raw.template import template
from sfpc.readers import Grid
from sfpc.reference import LayoutTable
from sfpc.text import known_as, text_key

Score = tuple[int, bool, int, int]
"""How much a row looks like a table's headings: those it must have, whether it can be seen, those known, few rows."""

FIRST_ROWS = 500
"""Rows among which headings are looked for that say something only together with those above or below them."""

_MAY_BE_MARKED = re.compile(r"[*†‡§¶#^\[(⁰¹²³⁴-⁹ªºᵃ-ᵍ]|note", re.IGNORECASE)


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


def one_row_each(
    headings: Headings, table: LayoutTable, searched: Searched, labels: Labels
) -> list[tuple[Score, Located]]:
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
        alone = scored(headings, table, grid, (number,), labels)
        around = (
            [scored(headings, table, grid, rows, labels) for rows in windows(grid, number)]
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


def several_rows(
    headings: Headings, table: LayoutTable, searched: Searched, labels: Labels
) -> list[tuple[Score, Located]]:
    """Headings of which no row holds one whole; or one row by which a table is known although its headings are not."""
    grid = searched.grid
    if not required_literals(table):
        return []
    filled = [row for row in range(min(len(grid.rows), FIRST_ROWS)) if sum(map(bool, grid.rows[row])) > 1]
    ways = {rows for row in filled for rows in ((row,), *windows(grid, row))}
    found = [one for rows in sorted(ways) if (one := scored(headings, table, grid, rows, labels))]
    return [max(found, key=lambda one: one[0])] if found else []


def scored(
    headings: Headings, table: LayoutTable, grid: Grid, rows: tuple[int, ...], labels: Labels
) -> tuple[Score, Located] | None:
    """The table as if its headings stood on these rows; None where none that it must have does."""
    matched = [
        (position, one) for position, ways in texts(grid, rows).items() for one in headings.columns_for(ways, labels)
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
