"""What the gate asks of single rows can be said before it: the same bounds, the same rows at fault."""

from __future__ import annotations

import duckdb
import pandas as pd
import pytest

from sfpc.errors import PipelineError
from sfpc.gate import expectation, rehearsal, suites
from sfpc.gate.suites import Check
from tests.folders import HOME

CHECKS = [check for suite in suites.load(HOME / "expectations") for check in suite.checks if check.columns]
VALUES = [None, -99.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.5, 19.9, 19.91, 200.0, 1e9]
WORDS = [None, "", "accepted", "rejected", "missing", "unreadable", "reported", "warning", "complete"]


def check_of(kind, **kwargs):
    return Check("TRY-001", "valid", "critical", "says", "because", None, "try", kind, kwargs)


def rows_at_fault(check, values):
    """The numbers of the rows that the rehearsal finds at fault."""
    rows = pd.DataFrame({"number": range(len(values)), check.kwargs["column"]: values})
    condition = rehearsal.condition_of(check)
    connection = duckdb.connect()
    connection.register("asked", rows)
    return sorted(number for (number,) in connection.execute(f"select number from asked where {condition}").fetchall())


def rows_the_gate_finds(check, values):
    rows = pd.DataFrame({"number": range(len(values)), check.kwargs["column"]: values})
    return sorted(expectation.ask(check, expectation.prepared(check, "here"), rows).index)


@pytest.mark.parametrize(
    ("check", "values"),
    [
        (check_of("expect_column_values_to_be_between", column="value", min_value=-0.5, max_value=19.9), VALUES),
        (check_of("expect_column_values_to_be_between", column="value", min_value=0, strict_min=True), VALUES),
        (check_of("expect_column_values_to_be_between", column="value", max_value=1, strict_max=True), VALUES),
        (check_of("expect_column_values_to_be_in_set", column="value", value_set=[0]), VALUES),
        (check_of("expect_column_values_to_be_in_set", column="value", value_set=["accepted", "complete"]), WORDS),
        (check_of("expect_column_values_to_not_be_in_set", column="value", value_set=["missing", "warning"]), WORDS),
        (check_of("expect_column_values_to_be_null", column="value"), WORDS),
        (check_of("expect_column_values_to_not_be_null", column="value"), WORDS),
    ],
    ids=lambda one: one.type if isinstance(one, Check) else "",
)
def test_the_rehearsal_finds_the_rows_that_the_gate_finds(check, values):
    found = rows_at_fault(check, values)

    assert found == rows_the_gate_finds(check, values)
    assert found


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_every_check_of_single_rows_can_be_rehearsed(check):
    assert f'asked."{check.kwargs["column"]}"' in rehearsal.condition_of(check)


def test_a_kind_of_expectation_that_is_not_known_is_an_error_and_no_silence():
    with pytest.raises(PipelineError, match="cannot be asked before the gate"):
        rehearsal.condition_of(check_of("expect_column_values_to_match_regex", column="value", regex="x"))
