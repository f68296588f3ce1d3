"""What the gate's checks cost against the same checks as bare pandas: `python gate.py WAREHOUSE QUARTER TIMES`.

It prints one line of JSON. TIMES is how often the authorities of the quarter are there, under other codes: 1 as they
are, 30 for thirty times as many.
"""

from __future__ import annotations

import json
import re
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb
    import pandas as pd

    from sfpc.gate.results import CheckResult
    from sfpc.gate.suites import Check, Suite

HOME = Path(__file__).resolve().parents[1]
ROUNDS = 3
RELATION = re.compile(r"\b(seeds|staging|intermediate|marts|report)\.(\w+)")


def main(warehouse: Path, quarter: str, times: int) -> dict[str, Any]:
    """Ask every check in each way, and measure."""
    import duckdb

    began = time.perf_counter()
    from sfpc import gate

    gate.make_ready()
    importing = time.perf_counter() - began
    from sfpc.gate import checking, suites

    all_suites = suites.load(HOME / "expectations")
    connection = duckdb.connect()
    multiply(connection, warehouse, relations_of(all_suites), times)

    def query(sql: str, parameters: Sequence[Any] = ()) -> pd.DataFrame:
        return connection.execute(sql, list(parameters)).df()

    codes = query("select distinct authority_code from marts.fct_return where quarter = ?", [quarter])
    asked = checking.Quarter(quarter, tuple(sorted(codes["authority_code"])))
    checks = [(suite, check) for suite in all_suites for check in suite.checks]
    ours, results = median(lambda: checking.run(all_suites, query, asked))
    bare, found = median(lambda: bare_pandas(checks, query, quarter))
    refuse_another_answer(results, found)
    return {
        "checks": len(checks),
        "suites": len(all_suites),
        "authorities": len(asked.authorities),
        "importing": importing,
        "ours": ours,
        "bare": bare,
    }


def relations_of(all_suites: list[Suite]) -> set[tuple[str, str]]:
    """The relations that the suites read, by schema and name."""
    texts = [
        str(text)
        for suite in all_suites
        for text in (
            suite.table,
            *suite.also_read.values(),
            *((one.rows, one.value, one.bands) for one in suite.checks),
        )
    ]
    return {found for text in texts for found in RELATION.findall(text)}


def multiply(
    connection: duckdb.DuckDBPyConnection, warehouse: Path, relations: set[tuple[str, str]], times: int
) -> None:
    """Copy relations into memory, each row of an authority so many times over under codes and ids of its own."""
    built = warehouse.stem  # by which its views call it
    connection.execute(f"attach '{warehouse}' as {built} (read_only)")
    for schema, name in sorted(relations):
        # the names are those of our own suites
        columns = connection.execute(f"describe {built}.{schema}.{name}").fetchall()
        own = [
            column for column, kind, *_ in columns if kind == "VARCHAR" and re.search("authority_code$|_id$", column)
        ]
        changed = ", ".join(f"{column} || if(i = 0, '', '-' || i) as {column}" for column in own)
        connection.execute(f"create schema if not exists {schema}")
        copy = f"create table {schema}.{name} as from {built}.{schema}.{name}"
        if "authority_code" in own:
            copy += f" cross join range({times}) as t (i) select * exclude (i) replace ({changed})"
        connection.execute(copy)
    connection.execute(f"detach {built}")


def bare_pandas(
    checks: list[tuple[Suite, Check]], query: Callable[..., Any], quarter: str
) -> dict[str, dict[str, int]]:
    """The obvious alternative: the rows of each check, a mask over them, and how many of which authority it marks."""
    from sfpc.gate.questions import sql_of

    found = {}
    for suite, check in checks:
        rows = query(sql_of(check, suite), [quarter])
        if check.type == "expect_table_row_count_to_be_between":
            found[check.id] = {"": int(len(rows) < check.kwargs["min_value"])}
            continue
        mask = MASKS[check.type](rows[check.kwargs["column"]], check.kwargs)
        found[check.id] = rows.loc[mask, "authority_code"].value_counts().to_dict()
    return found


def outside(values: pd.Series, kwargs: Mapping[str, Any]) -> pd.Series:
    """Which values lie outside of their limits; one that is missing does not."""
    low, high = kwargs.get("min_value"), kwargs.get("max_value")
    mask = values.isna() & False
    if low is not None:
        mask |= values.le(low) if kwargs.get("strict_min") else values.lt(low)
    if high is not None:
        mask |= values.ge(high) if kwargs.get("strict_max") else values.gt(high)
    return mask & values.notna()


MASKS: dict[str, Callable[[pd.Series, Mapping[str, Any]], pd.Series]] = {
    "expect_column_values_to_be_between": outside,
    "expect_column_values_to_be_in_set": lambda values, kwargs: values.notna() & ~values.isin(kwargs["value_set"]),
    "expect_column_values_to_not_be_in_set": lambda values, kwargs: values.isin(kwargs["value_set"]),
    "expect_column_values_to_be_null": lambda values, _: values.notna(),
    "expect_column_values_to_not_be_null": lambda values, _: values.isna(),
}


def refuse_another_answer(results: list[CheckResult], found: dict[str, dict[str, int]]) -> None:
    """A comparison of two answers that differ would measure nothing."""
    for result in results:
        count = found[result.check_id].get(result.authority_code or "", 0)
        if result.outcome not in {"passed", "failed"} or result.failing_count != count:
            raise SystemExit(
                f"{result.check_id}: {result.outcome}, {result.failing_count} rows; bare pandas has {count}"
            )


def median(work: Callable[[], Any]) -> tuple[float, Any]:
    """The median of the rounds in seconds, and what the last one gave."""
    seconds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds), result


if __name__ == "__main__":
    place, name, number = sys.argv[1:]
    print(json.dumps(main(Path(place), name, int(number))))
