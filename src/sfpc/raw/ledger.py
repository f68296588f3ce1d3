"""The ledger of a return: what became of every sheet, row and column, and a count of cells that balances.

read = loaded + set aside: every cell that is not blank is counted once, under the disposition of its row or column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sfpc.findings import Finding
from sfpc.raw.records import Cut, Located
from sfpc.readers import Grid


@dataclass(frozen=True)
class Disposition:
    """What became of a sheet, a run of rows, or a column.

    Attributes:
        kind: sheet, rows or column.
        disposition: data, heading, title, note, blank, ignored, hidden or unknown.
        cell_count: cells that are not blank and stand under this disposition; a cell is counted once.
    """

    file: str
    sheet: str | None
    kind: str
    place: str
    disposition: str
    cell_count: int


def account_for(
    number: int, grid: Grid, cuts: Sequence[tuple[Located, Cut]], title_rows: set[tuple[int, int]]
) -> tuple[list[Disposition], list[Finding]]:
    """The dispositions of one grid, and a finding for each column or row that nobody knows what to do with."""
    if not cuts:
        return account_for_sheet_without_table(number, grid, title_rows)
    first_heading = min(found.heading_row for found, _ in cuts)
    headings = {found.heading_row for found, _ in cuts}
    data = {row for _, one in cuts for row in one.data_rows}
    unkeyed = {row for _, one in cuts for row in one.unkeyed_rows} - data
    mapped = {position for _, one in cuts for position in one.mapped_columns}
    ignored = {position for _, one in cuts for position in one.ignored_columns} - mapped

    def disposition_of(row: int) -> str:
        if row in headings:
            return "heading"
        if row in data:
            return "data"
        if row in unkeyed:
            return "unknown"
        if not any(grid.rows[row]):
            return "blank"
        return "title" if row < first_heading or (number, row) in title_rows else "note"

    dispositions = []
    for disposition, run in groupby(range(len(grid.rows)), key=disposition_of):
        rows = list(run)
        if disposition == "data":
            count = sum(1 for row in rows for position in mapped if grid.rows[row][position])
        else:
            count = sum(1 for row in rows for text in grid.rows[row] if text)
        place = grid.place(rows[0], 0) if len(rows) == 1 else f"{grid.place(rows[0], 0)} to {grid.place(rows[-1], 0)}"
        dispositions.append(Disposition(grid.file, grid.sheet, "rows", place, disposition, count))
    findings = [unkeyed_row(grid, row) for row in sorted(unkeyed)]
    heading_row = min(headings)
    for position in sorted(set(range(len(grid.rows[heading_row]))) - mapped):
        count = sum(1 for row in data if grid.rows[row][position])
        is_ignored = position in ignored
        if not count:
            continue
        dispositions.append(
            Disposition(
                grid.file, grid.sheet, "column", grid.place(heading_row, position), "ignored" if is_ignored else "unknown", count
            )
        )
        if not is_ignored:
            findings.append(unknown_heading(grid, heading_row, position, count))
    return dispositions, findings


def account_for_sheet_without_table(
    number: int, grid: Grid, title_rows: set[tuple[int, int]]
) -> tuple[list[Disposition], list[Finding]]:
    """A sheet in which no table was found: a cover, a hidden list, or something nobody has told us about."""
    is_cover = any(title[0] == number for title in title_rows)
    count = sum(1 for row in grid.rows for text in row if text)
    disposition = "title" if is_cover else "unknown" if grid.is_visible else "hidden"
    place = "the whole sheet" if grid.sheet else "the whole file"
    dispositions = [Disposition(grid.file, grid.sheet, "sheet", place, disposition, count)]
    if is_cover or not count:
        return dispositions, []
    if not grid.is_visible:
        message = f"The sheet {grid.sheet!r} is hidden and was not read."
        return dispositions, [Finding("hidden_sheet", message, file=grid.file, sheet=grid.sheet)]
    message = f"No table of the return's layout was found in {grid.sheet or grid.file!r}; its {count} cells were not read."
    return dispositions, [Finding("unread_sheet", message, file=grid.file, sheet=grid.sheet)]


def unknown_heading(grid: Grid, heading_row: int, position: int, count: int) -> Finding:
    """A column with values under a heading that no layout knows."""
    heading = grid.rows[heading_row][position]
    named = f"The heading {heading!r} is not known" if heading else "A column without a heading holds values"
    return Finding(
        "unknown_heading",
        f"{named}; its {count} values were set aside. If it replaces a known heading, add a row to seeds/layout_columns.csv.",
        file=grid.file,
        sheet=grid.sheet,
        place=grid.place(heading_row, position),
    )


def unkeyed_row(grid: Grid, row: int) -> Finding:
    """A row with figures but nothing that says what they are."""
    return Finding(
        "row_without_label",
        "This row holds figures but does not say what they are, so they were set aside. Name them, or clear the row.",
        file=grid.file,
        sheet=grid.sheet,
        place=grid.place(row, 0),
    )
