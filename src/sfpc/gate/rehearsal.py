"""What the gate will ask about a return, row by row, said before there is a warehouse and without Great Expectations.

The rules are those of `expectations/`: the same rows, the same bounds, the same words. Only what is asked of single
rows can be rehearsed; what is asked of a table as a whole, or of every authority, the gate alone asks. A test holds the
answers here to the gate's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sfpc.errors import PipelineError
from sfpc.gate.checking import fault_of
from sfpc.gate.questions import sql_of
from sfpc.gate.results import Fault
from sfpc.gate.suites import Check, Suite

Query = Callable[[str, Sequence[str]], list[dict[str, Any]]]
Condition = str
"""SQL over the rows of a check (`asked`) that is true of a row at fault."""


_RELATION = re.compile(r"\b(?:seeds|staging|intermediate|marts|report)\.(\w+)")


@dataclass(frozen=True)
class Foretold:
    """A row that the gate will find at fault, and the check that finds it."""

    check: Check
    fault: Fault


def models_asked(suites: Iterable[Suite]) -> list[str]:
    """The models and seeds that the suites' checks read, by their names."""
    texts = [
        text
        for suite in suites
        for text in (
            suite.table,
            *suite.also_read.values(),
            *(f"{one.rows} {one.value} {one.bands}" for one in suite.checks),
        )
    ]
    return sorted({name for text in texts for name in _RELATION.findall(text)})


def foretell(suites: Iterable[Suite], query: Query, quarter: str, *, is_alone: bool = False) -> list[Foretold]:
    """Every row of a quarter that a check of single rows finds at fault, but those that reading found already.

    Args:
        suites: the checks.
        query: runs SQL over the marts.
        quarter: written as 2022-23-Q1.
        is_alone: whether the returns of earlier quarters are not there: what lacks a place of its own may then be at
            fault for want of them alone, and a check that says so (`looks_back`) keeps quiet about it.
    """
    return [
        Foretold(check, fault)
        for suite in suites
        for check in suite.checks
        if check.columns and not check.found_in_reading
        for fault in _faults(check, suite, query, quarter)
        if not fault.is_known and not (is_alone and check.looks_back and fault.place is None)
    ]


def _faults(check: Check, suite: Suite, query: Query, quarter: str) -> Iterator[Fault]:
    # put together from the suites in expectations/, which are ours
    sql = f"select * from ({sql_of(check, suite)}) as asked where {condition_of(check)}"  # noqa: S608
    for row in query(sql, [quarter]):
        yield fault_of(check, suite, row)


def condition_of(check: Check) -> Condition:
    """When a row is at fault; a value that is missing is none of the checks' business but of those that ask for one."""
    if check.type not in CONDITIONS:
        raise PipelineError(
            f"expectations/, check {check.id}: {check.type} cannot be asked before the gate; add it to CONDITIONS in "
            "sfpc/gate/rehearsal.py"
        )
    return CONDITIONS[check.type](f'asked."{check.kwargs["column"]}"', check.kwargs)


def _outside(column: str, kwargs: Mapping[str, Any]) -> Condition:
    bounds = [
        (f"{column} {'<=' if kwargs.get('strict_min') else '<'}", kwargs.get("min_value")),
        (f"{column} {'>=' if kwargs.get('strict_max') else '>'}", kwargs.get("max_value")),
    ]
    return " or ".join(f"{beyond} {_literal(value)}" for beyond, value in bounds if value is not None)


def _in_set(column: str, kwargs: Mapping[str, Any]) -> Condition:
    return f"{column} in ({', '.join(_literal(value) for value in kwargs['value_set'])})"


def _literal(value: object) -> str:
    """A value of a suite in SQL: as parameters, numbers would make DuckDB import pandas."""
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value) if isinstance(value, int | float) else "'" + str(value).replace("'", "''") + "'"


CONDITIONS: dict[str, Callable[[str, Mapping[str, Any]], Condition]] = {
    "expect_column_values_to_be_between": _outside,
    "expect_column_values_to_be_in_set": lambda column, kwargs: f"not {_in_set(column, kwargs)}",
    "expect_column_values_to_not_be_in_set": _in_set,
    "expect_column_values_to_be_null": lambda column, _: f"{column} is not null",
    "expect_column_values_to_not_be_null": lambda column, _: f"{column} is null",
}
"""Each kind of expectation that asks single rows, as what is true of a row that fails it."""
