"""What a return says of itself on its cover or in a title: labels with a value beside them, lines that stand alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from sfpc.findings import Finding
from sfpc.personal_data import quoted
from sfpc.raw.meanings import CUT_OFF, alike
from sfpc.raw.records import Declaration, captured_text, declaration
from sfpc.raw.template import DECLARES, is_named, shown
from sfpc.readers import Grid
from sfpc.reference import LayoutColumn, LayoutTable

FEWEST = 2
"""Labels or lines that must be found in a sheet of another name before it is taken for the cover."""


@dataclass
class Form:
    """A cover or titles read from one grid.

    Attributes:
        rows: the rows that a label or line of the layout stands in.
        headings: the labels or lines of the layout that were found, with a value where they need one.
    """

    grid: Grid
    rows: set[int] = field(default_factory=set)
    headings: set[str] = field(default_factory=set)
    declarations: list[Declaration] = field(default_factory=list)


def read_forms(
    layout: Sequence[LayoutTable], grids: Sequence[Grid], tables: Sequence[Grid]
) -> tuple[list[Form], list[Finding]]:
    """Read every cover and title of a layout; `tables` are the grids that a table was found in."""
    forms: list[Form] = []
    findings: list[Finding] = []
    visible = [grid for grid in grids if grid.is_visible]
    for table in layout:
        if table.shape == "table":
            continue
        named = [grid for grid in visible if not table.sheet or is_named(table.sheet, grid.sheet or "")]
        read = read_form if table.shape == "form" else read_lines
        found = [read(table, grid) for grid in named]
        if not found:
            others = [read(table, grid) for grid in visible if not any(grid is other for other in tables)]
            found = [form for form in others if len(form.headings) >= FEWEST]
        forms += found
        findings += not_declared(table, found)
    return forms, findings


def read_form(table: LayoutTable, grid: Grid) -> Form:
    """Read a form: a label, and its value in the next cell of the row that is not blank."""
    form = Form(grid)
    for number, row in enumerate(grid.rows):
        filled = [position for position, text in enumerate(row) if text]
        for column in table.columns:
            form.rows |= {number for position in filled if captured_text(column, row[position]) is not None}
        for label, value in pairwise(filled):
            for column in table.columns:
                if captured_text(column, row[label]) is not None:
                    form.headings.add(column.heading)
                    form.declarations += declared_beside(column, grid, number, label, value)
    return form


def declared_beside(column: LayoutColumn, grid: Grid, row: int, label: int, value: int) -> list[Declaration]:
    """What the cell beside a label declares, where the layout says that it does."""
    if not column.field.startswith("declared_"):
        return []
    said = declaration(column.field, grid.rows[row][value], grid, row, value)
    return [replace(said, heading=grid.rows[row][label])]


def read_lines(table: LayoutTable, grid: Grid) -> Form:
    """Read lines of text that stand alone in their row, such as a title, for what they declare."""
    form = Form(grid)
    for number, row in enumerate(grid.rows):
        filled = [position for position, text in enumerate(row) if text]
        if len(filled) != 1:
            continue
        for column in table.columns:
            captured = captured_text(column, row[filled[0]])
            if captured is not None:
                form.rows.add(number)
                form.headings.add(column.heading)
                form.declarations += [
                    Declaration(DECLARES[name], text, grid.file, grid.sheet, grid.place(number, filled[0]), "")
                    for name, text in captured.items()
                    if name in DECLARES
                ]
                break
    return form


def not_declared(table: LayoutTable, forms: Sequence[Form]) -> list[Finding]:
    """A finding where a cover lacks, or leaves blank, what it must say."""
    found = {heading for form in forms for heading in form.headings}
    missing = [column.heading for column in table.columns if column.is_required and column.heading not in found]
    if not missing:
        return []
    where = f"The sheet {table.sheet!r}" if table.sheet else "The return"
    renamed = [name for heading in missing for name in called_now(table, heading, forms)]
    hint = "".join(f" {name}" for name, _ in renamed)
    return [
        Finding(
            "declaration_missing",
            f"{where} should say {', '.join(repr(shown(heading)) for heading in missing)}, and does not. Fill it in."
            + hint,
            file=forms[0].grid.file if forms else shown(table.file),
            sheet=forms[0].grid.sheet if forms else table.sheet or None,
            place=renamed[0][1] if renamed else None,
        )
    ]


def called_now(table: LayoutTable, heading: str, forms: Sequence[Form]) -> list[tuple[str, str]]:
    """What a label of a cover is likely called now, in words, and where that stands: the likeliest, if there is one."""
    found = []
    for form in forms:
        for number, row in enumerate(form.grid.rows):
            filled = [position for position, text in enumerate(row) if text]
            for position, _ in pairwise(filled):
                text = row[position]
                score = alike(text, heading)
                if score >= CUT_OFF and all(captured_text(column, text) is None for column in table.columns):
                    words = f"{shown(heading)!r} is likely called {quoted(text)} now ({score} of 100 alike)."
                    found.append((-score, words, form.grid.place(number, position)))
    return [(words, place) for _, words, place in sorted(found)[:1]]
