"""The tables as they may be published: hidden cells empty and named, internal columns left out, totals rounded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace

from sfpc.report import words
from sfpc.report.disclosure.figures import Place
from sfpc.report.disclosure.rules import Rules, TableRules
from sfpc.report.tables import Column, Row, Table

SUPPRESSED = "suppressed"
NAMES = Column(
    "suppressed_columns",
    "VARCHAR",
    "Columns of the row that are hidden so that nobody can be recognised, with a space between; empty where none is.",
)


COUNTED = ("performance", "delivery")
"""The sections whose programme totals are counts, where they are whole numbers; the others are money."""


def publish(tables: Mapping[str, Table], rules: Rules, hidden: AbstractSet[Place]) -> dict[str, Table]:
    """The tables without what must not be published."""
    columns: dict[tuple[str, int], set[str]] = defaultdict(set)
    for place in hidden:
        columns[place.table, place.row].add(place.column)
    return {name: _published(table, rules, columns) for name, table in tables.items()}


def _published(table: Table, rules: Rules, hidden: Mapping[tuple[str, int], AbstractSet[str]]) -> Table:
    of_table = rules.tables[table.name]
    kept = tuple(column for column in table.columns if of_table.columns[column.name].kind != "internal")
    rows = []
    for number, row in enumerate(table.rows):
        if of_table.is_left_out(row):
            continue
        made = {column.name: row[column.name] for column in kept}
        made |= _rounded(row, of_table, rules.programme_rounding)
        if of_table.is_controlled:
            made |= _hidden(kept, of_table, hidden.get((table.name, number), frozenset()))
        rows.append(made)
    return replace(table, columns=kept + ((NAMES,) if of_table.is_controlled else ()), rows=tuple(rows))


def _rounded(row: Row, rules: TableRules, rounding: int) -> Row:
    """Programme totals of counts, as DfE rounds them; those of money and of full-time equivalents stay."""
    return {
        column: words.rounded(row[column] / rounding) * rounding
        for column, rule in rules.columns.items()
        if "programme_total" in rule.figures
        and row[column] is not None
        and rules.section_of(row) in COUNTED
        and row["decimals"] == 0
    }


def _hidden(kept: tuple[Column, ...], rules: TableRules, columns: AbstractSet[str]) -> Row:
    """What a row holds where something of it is hidden, and the names of it."""
    statuses = {rules.columns[column].status for column in columns} - {""}
    return {
        **dict.fromkeys(columns),
        **dict.fromkeys(statuses, SUPPRESSED),
        NAMES.name: " ".join(column.name for column in kept if column.name in columns),
    }
