"""Find a layout's tables in the grids of a return, by their headings, wherever they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sfpc.findings import Finding
from sfpc.raw.records import Declaration, Located, captured_text, declaration
from sfpc.raw.template import DECLARES, shown, template
from sfpc.readers import Grid
from sfpc.reference import IGNORED, LayoutColumn, LayoutTable
from sfpc.text import text_key


@dataclass
class Search:
    """What a search for tables brought: the tables found, what stands beside labels or in lines, and findings."""

    located: list[Located] = field(default_factory=list)
    declarations: list[Declaration] = field(default_factory=list)
    title_rows: set[tuple[int, int]] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)


def search(layout: Sequence[LayoutTable], grids: Sequence[Grid], labels: frozenset[str]) -> Search:
    """Look for every table of a layout; one that is not there is a finding that says what was looked for."""
    result = Search()
    literals = {literal for table in layout for literal in required_literals(table)}
    # what is hidden is reported by the ledger, never loaded
    searched = [Searched(grid, heading_rows(grid, literals)) for grid in grids if grid.is_visible]
    for table in layout:
        if table.shape == "table":
            locate(table, searched, labels, result)
        else:
            for number, grid in enumerate(grids):
                if not table.sheet or is_named(table.sheet, grid.sheet or ""):
                    read_form(table, number, grid, result) if table.shape == "form" else read_lines(
                        table, number, grid, result
                    )
    return result


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


def locate(table: LayoutTable, grids: Sequence[Searched], labels: frozenset[str], result: Search) -> None:
    """Find one table: the grid whose headings hold all that is required, by its right name where there are several."""
    complete: list[tuple[tuple[bool, bool, int], Located]] = []
    partial: list[tuple[int, Located]] = []
    required = [column for column in table.columns if column.is_required]
    for searched in grids:
        best = best_heading(table, searched, labels)
        if best is None:
            continue
        located, score = best
        grid = searched.grid
        found = {id(column) for _, column, _ in located.columns}
        if all(id(column) in found for column in required):
            rank = (
                not table.sheet or is_named(table.sheet, grid.sheet or ""),
                is_named(table.file, grid.file),
                score,
            )
            complete.append((rank, located))
        else:
            partial.append((len({id(column) for column in required} & found), located))
    if complete:
        complete.sort(key=lambda one: one[0], reverse=True)
        result.located.append(complete[0][1])
        result.findings += repeated_headings(complete[0][1])
        result.findings += [
            repeated_table(table, complete[0][1], other, is_alike=rank[:2] == complete[0][0][:2])
            for rank, other in complete[1:]
            if rank[0]
        ]
        return
    partial = [one for one in partial if one[0] * 2 >= len(required) and one[0] > 1]
    if partial:
        nearest = max(partial, key=lambda one: one[0])[1]
        found = {id(column) for _, column, _ in nearest.columns}
        result.findings += [missing_heading(table, nearest, column) for column in required if id(column) not in found]
    else:
        result.findings += [missing_section(table, section) for section in table.sections]


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
            not template(column.heading).names or column.fills != "label" or text_key(captured.get("label", "")) in labels
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


def is_named(wanted: str, name: str) -> bool:
    """Whether a file or sheet is named as the layout says."""
    return template(wanted).match(name) is not None


def read_form(table: LayoutTable, number: int, grid: Grid, result: Search) -> None:
    """Read a form: a label, and its value in the next cell of the row that is not blank."""
    for row_number, row in enumerate(grid.rows):
        filled = [position for position, text in enumerate(row) if text]
        for label, value in zip(filled, filled[1:], strict=False):
            for column in table.columns:
                if captured_text(column, row[label]) is not None and column.field:
                    result.title_rows.add((number, row_number))
                    if column.field.startswith("declared_"):
                        stated = declaration(column.field, row[value], grid, row_number, value)
                        result.declarations.append(
                            Declaration(stated.field, stated.text, stated.file, stated.sheet, stated.place, row[label])
                        )


def read_lines(table: LayoutTable, number: int, grid: Grid, result: Search) -> None:
    """Read lines of text that stand alone in their row, such as a title, for what they declare."""
    for row_number, row in enumerate(grid.rows):
        filled = [position for position, text in enumerate(row) if text]
        if len(filled) != 1:
            continue
        for column in table.columns:
            captured = captured_text(column, row[filled[0]])
            if captured is not None:
                result.title_rows.add((number, row_number))
                result.declarations += [
                    Declaration(DECLARES[name], text, grid.file, grid.sheet, grid.place(row_number, filled[0]), "title")
                    for name, text in captured.items()
                    if name in DECLARES
                ]
                break


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


def missing_heading(table: LayoutTable, nearest: Located, column: LayoutColumn) -> Finding:
    """The table is there, but a heading it must have is not."""
    grid = nearest.grid
    known = [position for position, _, _ in nearest.columns]
    return Finding(
        "required_heading_missing",
        f"The heading {shown(column.heading)!r} of the table {table.name!r} is missing from the row of headings, so the "
        "table cannot be read. Put the heading back as it was, or tell the programme team that it has a new name.",
        section=table.sections[0] if table.sections else None,
        file=grid.file,
        sheet=grid.sheet,
        place=grid.place(nearest.heading_row, known[0]),
    )


def repeated_headings(found: Located) -> list[Finding]:
    """A heading that stands twice in one table: which column counts cannot be known."""
    seen: dict[tuple[int, tuple[str, ...]], int] = {}
    findings = []
    for position, column, captured in found.columns:
        key = (id(column), tuple(text_key(text) for text in captured.values()))
        if key in seen and column.field != IGNORED:
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
            else f"only the one in {used.grid.sheet or used.grid.file!r} was read."
        ),
        section=table.sections[0] if table.sections else None,
        file=grid.file,
        sheet=grid.sheet,
        place=grid.place(other.heading_row, other.columns[0][0]),
    )
