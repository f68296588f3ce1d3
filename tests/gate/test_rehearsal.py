"""What the gate asks of single rows can be said before it: the same bounds, the same rows at fault."""

from __future__ import annotations

import duckdb
import pandas as pd
import pytest

from sfpc.errors import PipelineError
from sfpc.gate import expectation, rehearsal, suites
from sfpc.gate.suites import Bands, Check, Suite
from tests.folders import HOME
from tests.gate.breaking import performance
from tests.gate.conftest import NORTHBY, QUARTER
from tests.gate.test_suites import BREAKS, SUITES

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


def foretold(marts, asked):
    """What the rehearsal finds at fault in the marts: check, authority, what was seen and expected, message."""

    def query(sql, parameters=()):
        found = marts.connection.execute(sql, list(parameters))
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    return sorted(
        (
            one.check.id,
            one.fault.authority_code,
            one.fault.row_key,
            one.fault.observed,
            one.fault.expected,
            one.fault.message,
        )
        for one in rehearsal.foretell(asked, query, QUARTER)
    )


def found_by_the_gate(marts, asked):
    """The same of the gate, of its checks of single rows."""
    of_rows = {check.id for suite in asked for check in suite.checks if check.columns and not check.found_in_reading}
    return sorted(
        (result.check_id, fault.authority_code, fault.row_key, fault.observed, fault.expected, fault.message)
        for result in marts.ask(*asked)
        for fault in result.faults
        if result.check_id in of_rows and not fault.is_known
    )


def test_the_rehearsal_tells_what_the_gate_tells_in_the_same_words(marts):
    empties = {suite.checks[0].id for suite in SUITES}
    for check_id, statement in BREAKS.items():
        if check_id not in empties:
            marts.connection.execute(statement)

    told = foretold(marts, SUITES)

    assert told == found_by_the_gate(marts, SUITES)
    assert len({check_id for check_id, *_ in told}) > len(CHECKS) / 3


BANDED = Check(
    id="TRY-001",
    family="over_time",
    severity="critical",
    says="It lies within its band.",
    because="A test.",
    since=None,
    finding_type="try",
    type="expect_column_values_to_be_between",
    kwargs={"column": "checked", "max_value": 0},
    bands=Bands(
        by="this.measure",
        of="this.change_percent",
        limits={"referrals": (-10, 20), "cpp_started": (None, 50), "cases_held": (-5, None)},
    ),
    message="{value}: expected between {lower:change_percent} and {upper:change_percent}",
)
CHANGES = Suite("marts__fct_measure_change", "marts.fct_measure_change", "a-team", 1, (BANDED,), key=("measure",))


@pytest.mark.parametrize(
    ("measure", "value", "observed", "expected"),
    [
        ("referrals", 1080, None, None),  # 20% more than 900
        ("referrals", 1081, "+20.1%", "between -10.0% and +20.0%"),
        ("referrals", 810, None, None),
        ("referrals", 809, "-10.1%", "between -10.0% and +20.0%"),
        ("cpp_started", 0, None, None),  # open below
        ("cpp_started", 61, "+52.5%", "at most +50.0%"),
        ("cases_held", 10**6, None, None),  # open above
        ("cases_held", 1400, "-6.7%", "at least -5.0%"),
        ("referrals", "null", None, None),  # a missing quantity is not asked
        ("cla_at_period_end", 10**6, None, None),  # a row without a band is not asked
    ],
)
def test_a_band_is_each_rows_own_for_the_gate_and_the_rehearsal(marts, measure, value, observed, expected):
    marts.connection.execute(performance(measure, value))

    told = foretold(marts, [CHANGES])

    assert told == found_by_the_gate(marts, [CHANGES])
    assert [row[:5] for row in told] == (
        [("TRY-001", NORTHBY, f"measure={measure}", observed, expected)] if observed else []
    )


def test_the_tables_that_a_band_reads_are_among_the_models_asked():
    banded = Check(**{**vars(BANDED), "bands": Bands("(select 1 from seeds.workstreams)", "this.value", {"1": (0, 1)})})
    suite = Suite("marts__fct_performance", "marts.fct_performance", "a-team", 1, (banded,))

    assert rehearsal.models_asked([suite]) == ["fct_performance", "workstreams"]
