"""Counts of children and families, and the figures that are sums of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from sfpc.period import LAST_QUARTER, Quarter
from sfpc.report.disclosure.catalogue import Catalogue, Entry
from sfpc.report.disclosure.rules import ColumnRule, Rules, TableRules
from sfpc.report.tables import Row, Table

ALL = "all"
"""The category of what is not counted by employer, and of the sum of the employers."""

EXACT = 1
NOT_CONTROLLED = Entry(is_controlled=False)
HELD_IN = {"rpt_performance": "value", "rpt_delivery": "in_quarter_value"}
"""The tables that hold what was returned for a quarter, and the column of each."""


Key = tuple[str, str, str, str]
"""Section, authority, quarter and measure or activity."""


class Count(NamedTuple):
    """A count as it was returned. A restated one is another: it differs in its value."""

    section: str
    authority_code: str
    quarter: str
    code: str
    category: str
    value: Decimal


class Cell(NamedTuple):
    """A cell of a report table, with what the rules say of it."""

    row: Row
    column: str
    rule: ColumnRule
    table: TableRules


class Figure(NamedTuple):
    """A count or a sum of counts, as it is published.

    Attributes:
        counts: what is summed, in order.
        rounding: to the nearest of these (1: not rounded).
    """

    counts: tuple[Count, ...]
    rounding: int = EXACT

    @property
    def value(self) -> Decimal:
        """Its value, not rounded."""
        return sum((count.value for count in self.counts), Decimal(0))


def figure_of(counts: Iterable[Count], rounding: int = EXACT) -> Figure:
    """The sum of counts. One of nought adds nothing to it, so that it is the same figure without."""
    ordered = sorted(counts)
    return Figure(tuple(count for count in ordered if count.value) or tuple(ordered[:1]), rounding)


class Counts:
    """The counts that authorities returned, by what they are of."""

    def __init__(self, tables: Mapping[str, Table], rules: Rules, catalogue: Catalogue) -> None:
        """Gather them from the tables that hold what was returned for a quarter."""
        self._catalogue = catalogue
        self._rounding = rules.programme_rounding
        self._held: dict[Key, dict[str, Count]] = defaultdict(dict)
        self._authorities: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for name, column in HELD_IN.items():
            table = rules.tables[name]
            for row in tables[name].rows if name in tables else ():
                if row[column] is not None and self.entry(table.section, row[table.code]).is_controlled:
                    self._hold(table, row, row[column])

    def _hold(self, table: TableRules, row: Row, value: Decimal) -> None:
        authority_code, quarter, code = row["authority_code"], row["quarter"], row[table.code]
        category = row[table.category] if table.category else ALL
        self._authorities[table.section, quarter, code].add(authority_code)
        held = self._held[table.section, authority_code, quarter, code]
        held[category] = Count(table.section, authority_code, quarter, code, category, Decimal(value))

    def entry(self, section: str, code: str) -> Entry:
        """What the catalogue says of a measure or activity; money stands in none, and is not controlled."""
        return self._catalogue.get((section, code), NOT_CONTROLLED)

    def parts(self) -> Iterator[tuple[Count, Count]]:
        """Every count that is a part of another, with it, unless the return has more of the part than of the whole."""
        for (section, authority_code, quarter, code), held in self._held.items():
            whole = self.entry(section, code).part_of
            for category, count in held.items():
                of = self._held.get((section, authority_code, quarter, whole), {}).get(category) if whole else None
                if of and count.value <= of.value:
                    yield count, of

    def figures(self, cell: Cell) -> list[Figure]:
        """The figures a cell tells of: one, or of a ratio its parts, or all it is worked out of; none of no control."""
        row, section = cell.row, cell.table.section_of(cell.row)
        return [
            figure_of(counts, self._rounding if kind == "programme_total" else EXACT)
            for kind in cell.rule.figures
            for code in self._codes(section, row[cell.table.code], kind)
            if row[cell.rule.quarter] and self.entry(section, code).is_controlled
            if (
                counts := self._counts(
                    kind, (section, row.get("authority_code", ""), row[cell.rule.quarter], code), cell
                )
            )
        ]

    def is_ratio(self, cell: Cell) -> bool:
        """Whether a cell holds not a count but what is worked out of two."""
        entry = self.entry(cell.table.section_of(cell.row), cell.row[cell.table.code])
        return "in_quarter" in cell.rule.figures and bool(entry.numerator)

    def _codes(self, section: str, code: str, kind: str) -> list[str]:
        """The measures or activities a figure is of: its own, or of a ratio its parts."""
        entry = self.entry(section, code)
        if kind == "in_quarter" and entry.numerator:
            return [entry.numerator, entry.denominator]
        return [{"numerator": entry.numerator, "denominator": entry.denominator}.get(kind, code)]

    def _counts(self, kind: str, key: Key, cell: Cell) -> list[Count]:
        """The counts that a figure is the sum of."""
        section, authority_code, quarter, code = key
        category = (cell.row[cell.table.category] or ALL) if cell.table.category else ALL
        if kind == "as_stated":
            stated = cell.row[cell.column]
            return [] if stated is None else [Count(*key, category, Decimal(stated))]
        if kind == "programme_total":
            authorities = sorted(self._authorities.get((section, quarter, code), ()))
            return [count for each in authorities for count in self._of((section, each, quarter, code))]
        first = cell.row[cell.rule.since] if kind == "since_first_return" else quarter
        return [
            count
            for each in _quarters(kind, first, quarter)
            for count in self._of((section, authority_code, each, code), category)
        ]

    def _of(self, key: Key, category: str = ALL) -> list[Count]:
        """The counts of a quarter: the one, or for all employers those of each."""
        held = self._held.get(key, {})
        parts = [count for name, count in held.items() if name != ALL]
        return parts if category == ALL and parts else [held[category]] if category in held else []


@cache
def _quarters(kind: str, first: str, quarter: str) -> tuple[str, ...]:
    """The quarters a figure is summed over, in order."""
    found = [Quarter.parse(quarter)]
    while (
        (kind == "year_to_date" and found[0].number > 1)
        or (kind == "four_quarters" and len(found) < LAST_QUARTER)
        or (kind == "since_first_return" and found[0] > Quarter.parse(first))
    ):
        found.insert(0, found[0].previous)
    return tuple(map(str, found))
