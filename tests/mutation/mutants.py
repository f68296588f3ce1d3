"""Every cell of the clean returns, changed in every way that its kind allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

import duckdb

from tests.mutation.cells import Cell
from tests.mutation.numerals import day_like, number_like
from tests.mutation.others import Others
from tests.mutation.universe import Change

TEN_TIMES = "ten times"
NEGATED = "negated"
BLANKED = "blanked"
SWAPPED_IN_ROW = "swapped with the next in its row"
SWAPPED_IN_COLUMN = "swapped with the next in its column"
MOVED = "another authority's"
A_YEAR_LATER = "a year later"
A_YEAR_EARLIER = "a year earlier"
DAY_AND_MONTH = "day and month swapped"
STATUS_CHANGED = "status changed"
KINDS = (
    TEN_TIMES, NEGATED, BLANKED, SWAPPED_IN_ROW, SWAPPED_IN_COLUMN, MOVED, A_YEAR_LATER, A_YEAR_EARLIER, DAY_AND_MONTH,
    STATUS_CHANGED,
)  # fmt: skip
WORDS = "select authority_code, label, code from seeds.labels where list = 'rag' and authority_code != '' order by all"


@dataclass(frozen=True)
class Mutant:
    """One mutation of one cell (of two, where they are swapped)."""

    kind: str
    cell: Cell
    changes: tuple[Change, ...]

    def __str__(self) -> str:
        cell, now = self.cell, self.changes[0].text
        about = " / ".join(part for part in cell.item if part)
        return f"{cell.authority_code} {cell.place} {about} {cell.raw_column}: {cell.text!r} -> {now!r}"


def mutants(cells: Sequence[Cell], others: Others, statuses: dict[str, dict[str, str]]) -> list[Mutant]:
    """Every mutation that changes a text, in a fixed order.

    Args:
        cells: what is mutated.
        others: what was sent elsewhere for the same items.
        statuses: of each authority, its word for each status of a milestone.
    """
    in_row, in_column = _next_ones(cells, 0), _next_ones(cells, 1)
    factors = _factors(cells)
    found = []
    for cell in cells:
        made: list[tuple[str, tuple[Change, ...]]] = [(BLANKED, (_to(cell, None),))]
        made += [(kind, (_to(cell, text),)) for kind, text in _by_itself(cell, statuses.get(cell.authority_code, {}))]
        for kind, neighbours in ((SWAPPED_IN_ROW, in_row), (SWAPPED_IN_COLUMN, in_column)):
            if other := neighbours.get(cell):
                made.append((kind, (_to(cell, other.text), _to(other, cell.text))))
        if (text := _moved(cell, others, factors, statuses)) is not None:
            made.append((MOVED, (_to(cell, text),)))
        found += [Mutant(kind, cell, changes) for kind, changes in made if changes[0].text != cell.text]
    return found


def words_for_statuses(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """By authority and status of a milestone, the word it uses."""
    words: dict[str, dict[str, str]] = {}
    for code, label, status in connection.execute(WORDS).fetchall():
        words.setdefault(code, {})[status] = label
    return words


def _to(cell: Cell, text: str | None) -> Change:
    return Change(cell.raw_table, cell.raw_column, cell.file, cell.sheet, cell.place, text)


def _by_itself(cell: Cell, words: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The mutations for which one need not look elsewhere."""
    content = cell.content
    if isinstance(content, Decimal):
        yield TEN_TIMES, number_like(cell.text, content * 10)
        yield NEGATED, number_like(cell.text, -content)
    elif isinstance(content, date):
        for kind, years in ((A_YEAR_LATER, 1), (A_YEAR_EARLIER, -1)):
            yield kind, day_like(cell.text, _years_on(content, years))
        if content.day <= 12:  # else there is no such month
            yield DAY_AND_MONTH, day_like(cell.text, date(content.year, content.day, content.month))
    else:
        order = list(words.values())
        if cell.text in order:
            yield STATUS_CHANGED, order[(order.index(cell.text) + 1) % len(order)]


def _years_on(day: date, years: int) -> date:
    return date(day.year + years, day.month, min(day.day, 28) if day.month == 2 else day.day)


def _next_ones(cells: Sequence[Cell], axis: int) -> dict[Cell, Cell]:
    """For each cell the next one of its row (axis 0) or column (axis 1) that holds something of its kind."""
    lines: dict[object, list[Cell]] = {}
    for cell in cells:
        lines.setdefault((cell.grid, cell.at[axis], type(cell.content)), []).append(cell)
    following = {}
    for line in lines.values():
        line.sort(key=lambda cell: (str(type(cell.at[1 - axis][0])), cell.at[1 - axis]))
        following.update({one: other for one, other in pairwise(line) if one.place != other.place})
    return following


def _factors(cells: Sequence[Cell]) -> dict[tuple[str, str, str], Decimal]:
    """How many pounds a 1 is, by authority, raw table and column: as its other amounts were read."""
    return {
        (cell.authority_code, cell.raw_table, cell.raw_column): round(cell.amount_gbp / cell.content, 6)
        for cell in cells
        if cell.amount_gbp and isinstance(cell.content, Decimal) and cell.content
    }


def _moved(
    cell: Cell, others: Others, factors: dict[tuple[str, str, str], Decimal], statuses: dict[str, dict[str, str]]
) -> str | None:
    """What another authority sent for the item, as this one would have written it."""
    value = others.of(cell)
    if value is None:
        return None
    if isinstance(value, date):
        return day_like(cell.text, value)
    if isinstance(value, str):
        return statuses[cell.authority_code].get(value)
    factor = factors.get((cell.authority_code, cell.raw_table, cell.raw_column), Decimal(1))
    return number_like(cell.text, value / factor)
