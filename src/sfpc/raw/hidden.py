"""What a return hides: rows, columns and cells that nobody sees are said, and never loaded unasked."""

from __future__ import annotations

from collections.abc import Sequence

from sfpc.findings import Finding
from sfpc.raw.cutting import runs
from sfpc.raw.records import Cut, Located
from sfpc.readers import Grid

SHOW = "Show them and send the return again, or take them out."


def hidden_in(grid: Grid, cuts: Sequence[tuple[Located, Cut]]) -> list[Finding]:
    """The findings on hidden rows and columns of a sheet that can be seen; of a hidden one the ledger tells."""
    if not grid.is_visible or not (grid.hidden_rows or grid.hidden_columns):
        return []
    findings = [finding for found, one in cuts for finding in (*hidden_rows(found, one), *hidden_columns(found, one))]
    told = {row for _, one in cuts for row in one.hidden_rows}
    told_columns = {position for _, one in cuts for position in one.hidden_columns}
    read = {row for _, one in cuts for row in (*one.data_rows, *one.naming_rows)}
    loaded = {position for _, one in cuts for position in one.loaded_columns}
    rest = sum(
        1
        for row, cells in enumerate(grid.rows)
        for position, text in enumerate(cells)
        if text
        and (
            (row in grid.hidden_rows and row not in told and row not in read)
            or (position in grid.hidden_columns and position not in told_columns and position not in loaded)
        )
    )
    if rest:
        message = f"{rest} cells in hidden rows or columns hold none of the table's figures and were not read."
        findings.append(Finding("hidden_cells", message, file=grid.file, sheet=grid.sheet))
    return findings


def hidden_rows(found: Located, one: Cut) -> list[Finding]:
    """Rows of a table that nobody sees."""
    rows = [row for row in one.hidden_rows if row in found.grid.hidden_rows]
    if not rows:
        return []
    grid, first = found.grid, found.span[0]
    count = f"{len(rows)} hidden rows hold" if len(rows) > 1 else "A hidden row holds"
    message = f"{count} figures of the table {found.table.name!r}, and nothing of them was read. {SHOW}"
    place = runs(grid, rows, range(found.heading_row + 1, len(grid.rows)), first)
    return [told("hidden_rows", message, found, place)]


def hidden_columns(found: Located, one: Cut) -> list[Finding]:
    """Columns of a table that nobody sees."""
    grid = found.grid
    rows = [*one.data_rows, *one.hidden_rows]
    holding = [position for position in sorted(one.hidden_columns) if any(grid.rows[row][position] for row in rows)]
    if not holding:
        return []
    count = f"{len(holding)} hidden columns hold" if len(holding) > 1 else "A hidden column holds"
    whole = " Without it no row of the table could be read." if one.hidden_rows and not one.data_rows else ""
    message = f"{count} values of the table {found.table.name!r}, and nothing of them was read.{whole} {SHOW}"
    return [told("hidden_columns", message, found, "; ".join(found.heading_place(position) for position in holding))]


def told(kind: str, message: str, found: Located, place: str) -> Finding:
    """A finding about a table."""
    sections = found.table.sections
    return Finding(
        kind,
        message,
        section=sections[0] if len(sections) == 1 else None,
        file=found.grid.file,
        sheet=found.grid.sheet,
        place=place,
    )
