"""The ledger of a return: what became of every sheet, row and column, and a count of cells that balances.

read = loaded + set aside: every cell that is not blank is counted once, under the disposition of its row or column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sfpc.findings import Finding
from sfpc.personal_data import quoted
from sfpc.raw.drift import unknown_heading
from sfpc.raw.meanings import Meanings
from sfpc.raw.records import Cut, Located
from sfpc.readers import Grid


@dataclass(frozen=True)
class Disposition:
    """What became of a sheet, a run of rows, or a column.

    Attributes:
        kind: sheet, rows or column.
        disposition: data (loaded), declared (compared with where the return was sent), heading, title, note, blank,
            ignored, hidden, duplicate or unknown.
        cell_count: cells that are not blank and stand under this disposition; a cell is counted once.
    """

    file: str
    sheet: str | None
    kind: str
    place: str
    disposition: str
    cell_count: int


class Account:
    """The tables cut from one grid, added up: which of its rows and columns went where."""

    def __init__(
        self, grid: Grid, cuts: Sequence[tuple[Located, Cut]], title_rows: set[int], meanings: Meanings
    ) -> None:
        self.grid = grid
        self.meanings = meanings
        self.cuts = cuts
        self.title_rows = title_rows
        self.headings = {found.heading_row for found, _ in cuts} | {row for _, one in cuts for row in one.heading_rows}
        self.data = {row for _, one in cuts for row in one.data_rows}
        self.naming = {row for _, one in cuts for row in one.naming_rows} - self.data
        self.unkeyed = {row for _, one in cuts for row in one.unkeyed_rows} - self.data
        self.loaded = {position for _, one in cuts for position in one.loaded_columns}
        self.repeated = {position for _, one in cuts for position in one.repeated_columns}

    def disposition_of(self, row: int) -> str:
        """What became of a row."""
        if row in self.headings:
            return "heading"
        if row in self.data or row in self.naming:
            return "data"
        if row in self.unkeyed:
            return "unknown"
        if not any(self.grid.rows[row]):
            return "blank"
        return "title" if row < min(self.headings) or row in self.title_rows else "note"

    def rows(self) -> list[Disposition]:
        """The dispositions of runs of rows; of rows of data only the cells that were loaded are counted here."""
        found = []
        for disposition, run in groupby(range(len(self.grid.rows)), key=self.disposition_of):
            rows = list(run)
            if disposition == "data":
                loaded = [(row, self.loaded if row in self.data else self.repeated) for row in rows]
                count = sum(1 for row, positions in loaded for position in positions if self.grid.rows[row][position])
            else:
                count = sum(1 for row in rows for text in self.grid.rows[row] if text)
            place = from_to(self.grid, rows[0], rows[-1])
            found.append(Disposition(self.grid.file, self.grid.sheet, "rows", place, disposition, count))
        return found

    def columns(self) -> tuple[list[Disposition], list[Finding]]:
        """The dispositions of the other cells in rows of data, column by column; an unknown column is a finding."""
        dispositions, findings = [], []
        for position in range(len(self.grid.rows[0])):
            rows = sorted(
                row
                for row in self.data | self.naming
                if self.grid.rows[row][position]
                and position not in (self.loaded if row in self.data else self.repeated)
            )
            if not rows:
                continue
            heading_row = self.heading_above(rows[0], position)
            disposition = self.disposition_of_column(position)
            place = self.grid.place(heading_row, position)
            dispositions.append(Disposition(self.grid.file, self.grid.sheet, "column", place, disposition, len(rows)))
            if disposition == "unknown":
                findings.append(self.unknown_heading(heading_row, position, len(rows)))
        return dispositions, findings

    def unknown_heading(self, heading_row: int, position: int, count: int) -> Finding:
        """A column that nobody knows, in the table that its heading belongs to."""
        found = next((one for one, _ in self.cuts if one.heading_row == heading_row), None)
        return unknown_heading(self.grid, heading_row, position, count, found, self.meanings)

    def disposition_of_column(self, position: int) -> str:
        """What became of a column whose cells were not loaded."""
        if any(position in one.declaring_columns for _, one in self.cuts):
            return "declared"
        return "ignored" if any(position in one.ignored_columns for _, one in self.cuts) else "unknown"

    def heading_above(self, row: int, position: int) -> int:
        """The row of headings that a cell stands under."""
        above = [found.heading_row for found, _ in self.cuts if found.heading_row < row]
        return max(above, key=lambda heading: (bool(self.grid.rows[heading][position]), heading))


def account_for(
    grid: Grid, cuts: Sequence[tuple[Located, Cut]], title_rows: set[int], meanings: Meanings, *, is_repeated: bool
) -> tuple[list[Disposition], list[Finding]]:
    """The dispositions of one grid, and a finding for each column or row that nobody knows what to do with."""
    if not cuts:
        return account_for_sheet_without_table(grid, title_rows, is_repeated=is_repeated)
    account = Account(grid, cuts, title_rows, meanings)
    columns, findings = account.columns()
    return account.rows() + columns, findings + [unkeyed_row(grid, row) for row in sorted(account.unkeyed)]


def account_for_sheet_without_table(
    grid: Grid, title_rows: set[int], *, is_repeated: bool
) -> tuple[list[Disposition], list[Finding]]:
    """A sheet of which no table was read: a cover, a hidden list, a copy, or something nobody has told us about."""
    count = sum(1 for row in grid.rows for text in row if text)
    disposition = (
        "blank" if not count
        else "hidden" if not grid.is_visible
        else "title" if title_rows
        else "duplicate" if is_repeated
        else "unknown"
    )  # fmt: skip
    place = "the whole sheet" if grid.sheet else "the whole file"
    dispositions = [Disposition(grid.file, grid.sheet, "sheet", place, disposition, count)]
    name = quoted(grid.sheet or grid.file)
    if disposition == "hidden":
        message = f"The sheet {name} is hidden and was not read."
        return dispositions, [Finding("hidden_sheet", message, file=grid.file, sheet=grid.sheet)]
    if disposition == "unknown":
        message = f"No table of the return's layout was found in {name}; its {count} cells were not read."
        return dispositions, [Finding("unread_sheet", message, file=grid.file, sheet=grid.sheet)]
    return dispositions, []


def from_to(grid: Grid, first: int, last: int) -> str:
    """The place of a row, or of the first and last of several."""
    return grid.place(first, 0) if first == last else f"{grid.place(first, 0)} to {grid.place(last, 0)}"


def unkeyed_row(grid: Grid, row: int) -> Finding:
    """A row with figures but nothing that says what they are."""
    return Finding(
        "row_without_label",
        "This row holds figures but does not say what they are, so they were set aside. Name them, or clear the row.",
        file=grid.file,
        sheet=grid.sheet,
        place=grid.place(row, 0),
    )
