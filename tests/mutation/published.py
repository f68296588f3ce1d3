"""The figures that the report publishes of a quarter, and which of them a mutation changed.

Those of the report's models: each table with its keys and its figures. Left out is what follows from a figure that
stands here with nothing added: rates (the count over a population that is given), changes against another quarter, and
percentages of a budget, a grant or a target.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb

from tests.mutation import bands


@dataclass(frozen=True)
class Pair:
    """A row of the report as it would be without the mutation and as it is with it.

    Attributes:
        figure: the column that is asked about.
        rounded_to_gbp: what the last digit is worth of the amounts that the authority sends.
    """

    was: Mapping[str, Any]
    now: Mapping[str, Any]
    figure: str
    rounded_to_gbp: Decimal


Rule = Callable[[Pair], bool]


def _of_measure(pair: Pair) -> bool:
    return bands.is_beyond_for_measure(pair.was, pair.now)


def _of_count(pair: Pair) -> bool:
    about = (pair.was["activity"], pair.was["category"])
    return bands.is_beyond_for_count(pair.was[pair.figure], pair.now[pair.figure], *about)


def _of_money(pair: Pair) -> bool:
    return bands.is_beyond_for_money(pair.was[pair.figure], pair.now[pair.figure], pair.rounded_to_gbp)


def _of_fact(pair: Pair) -> bool:
    return bands.is_beyond_for_fact(pair.was[pair.figure], pair.now[pair.figure])


@dataclass(frozen=True)
class Table:
    """A table of the report.

    Attributes:
        figures: what a reader takes from it.
        rule: when one of them is further from the true one than its band.
        also: further columns that the rule needs.
    """

    name: str
    keys: tuple[str, ...]
    figures: tuple[str, ...]
    rule: Rule
    also: tuple[str, ...] = ()


TABLES = (
    Table("rpt_performance", ("measure",), ("value",), _of_measure, ("numerator_value", "denominator_value")),
    Table(
        "rpt_delivery",
        ("activity", "category"),
        ("in_quarter_value", "year_to_date_value", "cumulative_value", "four_quarters_value"),
        _of_count,
    ),
    Table(
        "rpt_finance",
        ("workstream", "funder"),
        ("budget_gbp", "actual_in_quarter_gbp", "actual_year_to_date_gbp", "forecast_gbp", "variance_gbp"),
        _of_money,
    ),
    Table("rpt_grant", ("yardstick_type", "yardstick"), ("spend_gbp",), _of_money),
    Table("rpt_benefits", ("benefit", "financial_year"), ("planned_gbp", "delivered_gbp", "forecast_gbp"), _of_money),
    Table(
        "rpt_milestones",
        ("project", "work_area", "milestone"),
        ("baseline_date", "forecast_date", "completed_date", "rag", "is_overdue"),
        _of_fact,
    ),
)
MODELS = (*(table.name for table in TABLES), "int_finance__amounts")
"""What must be built for it."""
ROUNDING = """
    select authority_code, max(rounded_to_gbp) from intermediate.int_finance__amounts where quarter = ? group by all
"""


@dataclass(frozen=True)
class Difference:
    """A published figure that is another for a copy than for its original."""

    table: str
    keys: tuple[str, ...]
    figure: str
    was: Any
    now: Any
    is_beyond_its_band: bool


def differences(connection: duckdb.DuckDBPyConnection, quarter: str) -> dict[str, list[Difference]]:
    """The figures of the quarter that differ between a copy and its original, by the code of the copy."""
    # the original's: a changed text may be written with other decimals
    rounding = dict(connection.execute(ROUNDING, [quarter]).fetchall())
    found: dict[str, list[Difference]] = {}
    for table in TABLES:
        for code, of, one in _of_table(connection, table, quarter, rounding):
            assert code != of
            found.setdefault(code, []).append(one)
    return found


def _of_table(
    connection: duckdb.DuckDBPyConnection, table: Table, quarter: str, rounding: Mapping[str, Decimal]
) -> Iterator[tuple[str, str, Difference]]:
    columns = [*table.keys, *table.figures, *table.also]
    differs = " or ".join(f"was.{name} is distinct from now.{name}" for name in table.figures)
    sides = ", ".join(f"{side}.{name}" for side in ("was", "now") for name in columns)
    same = " and ".join(f"was.{name} is not distinct from now.{name}" for name in ("code", *table.keys))
    sql = f"""
        with now as (
            select copies.code, copies.of, this.* from report.{table.name} as this
            inner join mutation.copies on this.authority_code = copies.code where this.quarter = $quarter
        ),
        was as (
            select copies.code, copies.of, this.* from report.{table.name} as this
            inner join mutation.copies on this.authority_code = copies.of where this.quarter = $quarter
        )
        select coalesce(was.code, now.code), coalesce(was.of, now.of), {sides}
        from was full join now on {same} where {differs}
    """
    for code, of, *values in connection.execute(sql, {"quarter": quarter}).fetchall():
        was, now = dict(zip(columns, values, strict=False)), dict(zip(columns, values[len(columns) :], strict=True))
        keys = tuple(str(was[name] if was[name] is not None else now[name]) for name in table.keys)
        named = {name: was[name] if was[name] is not None else now[name] for name in table.keys}
        for figure in table.figures:
            if was[figure] != now[figure]:
                is_beyond = table.rule(Pair(was | named, now | named, figure, rounding.get(of, Decimal(1))))
                yield code, of, Difference(table.name, keys, figure, was[figure], now[figure], is_beyond)
