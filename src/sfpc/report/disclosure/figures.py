"""What the tables tell of counts of children and families: each figure, where it stands, and what is worked out of it.

The same figure often stands in several tables and columns. It is hidden in all of them or in none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sfpc.errors import PipelineError
from sfpc.report.disclosure.counts import Cell, Counts, Figure
from sfpc.report.disclosure.rules import Rules, TableRules
from sfpc.report.tables import Row, Table

Resting = Mapping[str, frozenset[Figure]]
"""By column, the figures that a cell of a row tells, or is worked out from."""


class Place(NamedTuple):
    """A cell of a report table: the row by its number."""

    table: str
    row: int
    column: str


@dataclass(frozen=True)
class Told:
    """What the tables tell.

    Attributes:
        places: where each figure stands.
        resting: every cell that holds a figure or is worked out from figures, with them.
    """

    places: Mapping[Figure, list[Place]]
    resting: Mapping[Place, frozenset[Figure]]


def read(tables: Mapping[str, Table], rules: Rules, counts: Counts) -> Told:
    """Find every figure of the tables.

    Raises:
        PipelineError: a figure is not what its counts add up to, so that nobody can say what it tells.
    """
    places: dict[Figure, list[Place]] = defaultdict(list)
    resting: dict[Place, frozenset[Figure]] = {}
    for name, table in tables.items():
        if rules.tables[name].is_controlled:
            for place, figures, is_figure in _cells(table, rules.tables[name], counts):
                resting[place] = figures
                for figure in figures if is_figure else ():
                    places[figure].append(place)
    return Told(places, resting)


def _cells(table: Table, rules: TableRules, counts: Counts) -> Iterator[tuple[Place, frozenset[Figure], bool]]:
    """Every controlled cell that holds something, its figures, and whether it holds the figure itself."""
    of_rows = [_of_row(row, rules, counts) for row in table.rows]
    groups = _groups(table, rules, of_rows)
    for number, (row, of_row) in enumerate(zip(table.rows, of_rows, strict=True)):
        for column, rule in rules.columns.items():
            if rule.rests_on:
                group = groups.get((column, tuple(row[each] for each in rule.by)), frozenset())
                of_row[column] = group.union(*(of_row.get(each, frozenset()) for each in rule.rests_on))
            if of_row.get(column) and row.get(column) is not None:
                is_figure = rule.kind == "figure" and not counts.is_ratio(Cell(row, column, rule, rules))
                if is_figure:
                    _require_sum(table.name, row, column, of_row[column])
                yield Place(table.name, number, column), of_row[column], is_figure


def _of_row(row: Row, rules: TableRules, counts: Counts) -> dict[str, frozenset[Figure]]:
    return {
        column: frozenset(counts.figures(Cell(row, column, rule, rules)))
        for column, rule in rules.columns.items()
        if rule.figures and column in row
    }


def _groups(
    table: Table, rules: TableRules, of_rows: list[dict[str, frozenset[Figure]]]
) -> dict[tuple[str, tuple[object, ...]], frozenset[Figure]]:
    """What a column rests on that rests on every row of a group, by column and group."""
    found: dict[tuple[str, tuple[object, ...]], set[Figure]] = defaultdict(set)
    for column, rule in rules.columns.items():
        for row, of_row in zip(table.rows, of_rows, strict=True) if rule.by else ():
            found[column, tuple(row[each] for each in rule.by)].update(
                *(of_row.get(each, frozenset()) for each in rule.rests_on)
            )
    return {group: frozenset(figures) for group, figures in found.items()}


def _require_sum(table: str, row: Row, column: str, figures: frozenset[Figure]) -> None:
    (figure,) = figures
    if row[column] != figure.value:
        raise PipelineError(
            f"report.{table}.{column}, {row.get('authority_code', 'all authorities')}, {row['quarter']}: it is not "
            "what the counts it is made of add up to, so that nobody can say what it tells of those that are hidden; "
            "correct the model, or what disclosure/rules.yml says of this column"
        )
