"""The ledger of a return: what became of every sheet, row and column, and a count of cells that balances.

read = loaded + set aside: every cell that is not blank is counted once, under the disposition of its row or column.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sfpc.findings import Finding
from sfpc.personal_data import quoted
from sfpc.raw.drift import unknown_heading
from sfpc.raw.meanings import Meanings
from sfpc.raw.records import FIGURE, Cut, Located
from sfpc.readers import Grid

Tables = Sequence[tuple[Located, Cut]]

WORDS_OF_A_NOTE = 3
"""A text of so many words beside a table, under no heading, is a remark and not a value."""
_NUMBER = re.compile(r"\s*[-\u2212(]?£?\d[\d,.\s]*%?\)?\s*")


@dataclass(frozen=True)
class Disposition:
    """What became of a sheet, a run of rows, or a column.

    Attributes:
        kind: sheet, rows or column.
        disposition: data (loaded), total (loaded, to be checked against what it adds up), declared (compared with where
            the return was sent), heading, title, note, duplicate, example, hidden, ignored, blank or unknown.
        cell_count: cells that are not blank and stand under this disposition; a cell is counted once.
    """

    file: str
    sheet: str | None
    kind: str
    place: str
    disposition: str
    cell_count: int


class Account:
    """The tables found in one grid, added up: which of its rows and columns went where.

    Attributes:
        is_plain: for each table the columns that are loaded, and add nothing up.
        left: the cells in rows of data that were not loaded: the rows of each (table, column, disposition).
    """

    def __init__(self, grid: Grid, cuts: Tables, unread: Tables, title_rows: set[int], meanings: Meanings) -> None:
        self.grid = grid
        self.meanings = meanings
        self.tables = [*cuts, *unread]
        self.title_rows = title_rows
        self.first_heading = min(row for found, _ in self.tables for row in found.heading_rows)
        self.kinds: dict[int, list[tuple[int, str]]] = {}
        for index, (found, one) in enumerate(self.tables):
            for kind, rows in kinds_of_rows(found, one, is_read=index < len(cuts)):
                for row in rows:
                    self.kinds.setdefault(row, []).append((index, kind))
        self.is_plain = [one.loaded_columns - one.total_columns for _, one in self.tables]
        self.left: dict[tuple[int, int, str], list[int]] = {}
        self.counts = [self.count(row) for row in range(len(grid.rows))]

    def count(self, row: int) -> dict[str, int]:
        """The cells of a row by disposition, but for those that a column accounts for."""
        cells = self.grid.rows[row]
        filled = [position for position, text in enumerate(cells) if text]
        kinds = self.kinds.get(row)
        if kinds is None:
            return {self.outside(row): len(filled)}
        index, kind = kinds[0]
        if len(kinds) == 1 and (kind not in LOADING or (kind != "naming" and self.is_plain[index].issuperset(filled))):
            return {kind: len(filled)}
        counts: Counter[str] = Counter({"data" if kind == "naming" else kind: 0})
        loaded = self.loaded_in(kinds)
        for position in filled:
            if position in loaded:
                counts[loaded[position]] += 1
                continue
            index, kind = self.owner(kinds, position)
            if kind in LOADING:
                self.left.setdefault((index, position, self.disposition_of_column(index, position)), []).append(row)
            else:
                counts[kind] += 1
        return dict(counts)

    def loaded_in(self, kinds: Sequence[tuple[int, str]]) -> dict[int, str]:
        """The columns whose cells are loaded in a row, each with what became of them."""
        loaded: dict[int, str] = {}
        for index, kind in kinds:
            if kind in LOADING:
                _, one = self.tables[index]
                for position in one.repeated_columns if kind == "naming" else one.loaded_columns:
                    is_total = kind == "total" or position in one.total_columns
                    loaded.setdefault(position, "total" if is_total else "data")
        return loaded

    def outside(self, row: int) -> str:
        """What became of a row that belongs to no table."""
        if not any(self.grid.rows[row]):
            return "blank"
        if row in self.title_rows:
            return "title"
        if row in self.grid.hidden_rows:
            return "hidden"
        return "title" if row < self.first_heading else "note"

    def owner(self, kinds: Sequence[tuple[int, str]], position: int) -> tuple[int, str]:
        """Which of the tables that a row belongs to a cell of it belongs to: the one it stands in, or right of."""
        if len(kinds) == 1:
            return kinds[0]
        return max(kinds, key=lambda one: (self.tables[one[0]][0].span[0] <= position, self.tables[one[0]][0].span[0]))

    def disposition_of_column(self, index: int, position: int) -> str:
        """What became of the cells of a column that were not loaded, in the rows of a table."""
        one = self.tables[index][1]
        if position in one.declaring_columns:
            return "declared"
        if position in one.ignored_columns:
            return "ignored"
        return "hidden" if position in one.hidden_columns or position in self.grid.hidden_columns else "unknown"

    def rows(self) -> list[Disposition]:
        """The dispositions of runs of rows; of rows of data only the cells that were loaded are counted here."""
        found = []
        for _, run in groupby(range(len(self.counts)), key=lambda row: tuple(self.counts[row])):
            rows = list(run)
            place = from_to(self.grid, rows[0], rows[-1])
            for disposition in self.counts[rows[0]]:
                count = sum(self.counts[row][disposition] for row in rows)
                found.append(Disposition(self.grid.file, self.grid.sheet, "rows", place, disposition, count))
        return found

    def columns(self) -> tuple[list[Disposition], list[Finding]]:
        """The dispositions of every column; one with values that nobody knows is a finding."""
        findings = []
        with_rest = {position for _, position, _ in self.left}
        dispositions = [
            self.column(self.first_heading, position, self.loaded_or_blank(position), 0)
            for position in range(len(self.grid.rows[0]))
            if position not in with_rest
        ]
        for (index, position, kind), rows in sorted(self.left.items(), key=lambda one: (one[0][1], one[0])):
            heading_row = self.heading_of(index, position)
            disposition = "note" if kind == "unknown" and self.is_note(index, position, rows) else kind
            dispositions.append(self.column(heading_row, position, disposition, len(rows)))
            if disposition == "unknown":
                found, _ = self.tables[index]
                findings.append(unknown_heading(self.grid, heading_row, position, len(rows), found, self.meanings))
        return dispositions, findings

    def column(self, heading_row: int, position: int, disposition: str, count: int) -> Disposition:
        """The disposition of a column, at its heading."""
        place = self.grid.place(heading_row, position)
        return Disposition(self.grid.file, self.grid.sheet, "column", place, disposition, count)

    def loaded_or_blank(self, position: int) -> str:
        """What became of a column of which every cell is accounted for by its row."""
        if any(position in one.loaded_columns for _, one in self.tables):
            return "data"
        return "blank" if not any(row[position] for row in self.grid.rows) else "note"

    def heading_of(self, index: int, position: int) -> int:
        """The row of headings that names a column: the lowest with a text there."""
        found, _ = self.tables[index]
        saying = [row for row in found.heading_rows if self.grid.rows[row][position]]
        return saying[-1] if saying else found.heading_row

    def is_note(self, index: int, position: int, rows: Sequence[int]) -> bool:
        """Whether what stands beside a table, under no heading, is remarks alone."""
        found, _ = self.tables[index]
        first, last = found.span
        if first <= position <= last or any(self.grid.rows[row][position] for row in found.heading_rows):
            return False
        texts = [self.grid.rows[row][position] for row in rows]
        return all(len(text.split()) >= WORDS_OF_A_NOTE and not FIGURE.match(text) for text in texts)


LOADING = ("data", "total", "naming")
"""Kinds of rows whose cells are accounted for one by one: some are loaded, the others are their column's."""


def kinds_of_rows(found: Located, one: Cut, *, is_read: bool) -> list[tuple[str, Sequence[int]]]:
    """The rows of one table by what became of them; of a table that is not read nothing is loaded."""
    heading = ("heading", [*found.heading_rows, *one.heading_rows])
    if not is_read:
        return [heading, ("duplicate", [*one.data_rows, *one.duplicate_rows, *one.unkeyed_rows])]
    return [
        heading,
        ("data", [row for row in one.data_rows if row not in one.total_rows]),
        ("total", sorted(one.total_rows)),
        # before `naming`: of such a row only the name was loaded, and the rest of it is what it would be without
        ("duplicate", list(one.duplicate_rows)),
        ("example", one.example_rows),
        ("hidden", one.hidden_rows),
        ("unknown", one.unkeyed_rows),
        ("naming", one.naming_rows),
    ]


def account_for(
    grid: Grid, cuts: Tables, unread: Tables, title_rows: set[int], meanings: Meanings
) -> tuple[list[Disposition], list[Finding]]:
    """The dispositions of one grid, and a finding for each column or row that nobody knows what to do with.

    Args:
        grid: a sheet, file or list.
        cuts: the tables of it that were read.
        unread: tables in it that were read from elsewhere.
        title_rows: its rows that belong to a cover or title of the layout.
        meanings: what an unknown heading may mean.
    """
    if not cuts:
        return account_for_sheet_without_table(grid, title_rows, is_repeated=bool(unread))
    account = Account(grid, cuts, unread, title_rows, meanings)
    columns, findings = account.columns()
    whole = Disposition(grid.file, grid.sheet, "sheet", the_whole(grid), "data", 0)
    unkeyed = sorted(
        {row for _, one in cuts for row in one.unkeyed_rows} - {row for _, one in cuts for row in one.data_rows}
    )
    return [whole, *account.rows(), *columns], findings + [unkeyed_row(grid, row) for row in unkeyed]


def account_for_sheet_without_table(
    grid: Grid, title_rows: set[int], *, is_repeated: bool
) -> tuple[list[Disposition], list[Finding]]:
    """A sheet of which no table was read: a cover, a hidden list, a copy, or something nobody has told us about."""
    count = sum(1 for row in grid.rows for text in row if text)
    disposition = (
        "blank" if not count
        else "hidden" if not grid.is_visible
        else "title" if title_rows and not holds_figures(grid, title_rows)
        else "duplicate" if is_repeated
        else "unknown"
    )  # fmt: skip
    dispositions = [Disposition(grid.file, grid.sheet, "sheet", the_whole(grid), disposition, count)]
    name = quoted(grid.sheet or grid.file)
    if disposition == "hidden":
        message = f"The sheet {name} is hidden and was not read."
        return dispositions, [Finding("hidden_sheet", message, file=grid.file, sheet=grid.sheet)]
    if disposition == "unknown":
        message = f"No table of the return's layout was found in {name}; its {count} cells were not read."
        return dispositions, [Finding("unread_sheet", message, file=grid.file, sheet=grid.sheet)]
    return dispositions, []


def holds_figures(grid: Grid, title_rows: set[int]) -> bool:
    """Whether a sheet has a row with two numbers or more below or above its title: then it is no cover."""
    rows = (row for number, row in enumerate(grid.rows) if number not in title_rows)
    return any(sum(1 for text in row if text and _NUMBER.fullmatch(text)) > 1 for row in rows)


def the_whole(grid: Grid) -> str:
    """The place of a whole grid."""
    return "the whole sheet" if grid.sheet else "the whole file"


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
