"""What cannot be asked never passes: empty, missing and broken are told apart from a failure, and shut the gate."""

from dataclasses import replace
from datetime import date

import pytest

from sfpc.errors import PipelineError
from sfpc.gate import decision, expectation
from sfpc.gate.suites import Check, Suite
from tests.gate.conftest import NORTHBY, QUARTER, SOUTHBY

CHECK = Check(
    id="PERF-902",
    family="valid",
    severity="info",
    says="No count is below zero.",
    because="A number of children cannot be negative.",
    since=date(2026, 11, 21),
    finding_type="negative_count",
    type="expect_column_values_to_be_between",
    kwargs={"column": "value", "min_value": 0},
)
FIRST = replace(
    CHECK,
    id="PERF-901",
    severity="critical",
    says="There is something to check.",
    finding_type="nothing_to_check",
    type="expect_table_row_count_to_be_between",
    kwargs={"min_value": 1},
)
SUITE = Suite(
    name="marts__fct_performance",
    table="marts.fct_performance",
    owner="a-team",
    order=1,
    checks=(FIRST, CHECK),
)


def _outcomes(results):
    return [(result.check_id, result.authority_code, result.outcome) for result in results]


def test_a_row_check_answers_for_each_authority(marts):
    assert _outcomes(marts.ask(SUITE)) == [
        ("PERF-901", None, "passed"),
        ("PERF-902", NORTHBY, "passed"),
        ("PERF-902", SOUTHBY, "passed"),
    ]


def test_an_empty_table_fails_its_first_check_and_the_others_do_not_run(marts):
    marts.connection.execute(f"delete from marts.fct_performance where quarter = '{QUARTER}'")

    results = marts.ask(SUITE)

    assert _outcomes(results) == [("PERF-901", None, "failed"), ("PERF-902", None, "did_not_run")]
    assert results[1].observed == "marts.fct_performance has no row for 2021-22-Q3"
    assert decision.verdict_on(results) == "shut"


def test_a_missing_table_shuts_the_gate_whatever_the_severity(marts):
    results = marts.ask(replace(SUITE, table="marts.fct_nowhere"))

    assert {result.outcome for result in results} == {"did_not_run"}
    assert "fct_nowhere" in results[0].observed
    assert decision.verdict_on(results) == "shut"


def test_a_column_that_is_gone_shuts_the_gate_whatever_the_severity(marts):
    check = replace(CHECK, kwargs={"column": "worth", "min_value": 0})

    results = marts.ask(replace(SUITE, checks=(FIRST, check)))

    assert _outcomes(results)[1:] == [("PERF-902", None, "did_not_run")]
    assert results[1].observed == "marts.fct_performance has no column worth"
    assert decision.verdict_on(results) == "shut"


def test_an_expression_that_cannot_be_computed_shuts_the_gate(marts):
    check = replace(CHECK, rows="this.worth > 0")

    results = marts.ask(replace(SUITE, checks=(FIRST, check)))

    assert _outcomes(results)[1:] == [("PERF-902", None, "did_not_run")]
    assert "worth" in results[1].observed


def test_a_check_that_raises_has_not_failed_but_raised_and_shuts_the_gate(marts):
    check = replace(CHECK, kwargs={"column": "status", "min_value": 0})  # a text is not comparable with 0

    results = marts.ask(replace(SUITE, checks=(FIRST, check)))

    assert _outcomes(results)[1:] == [("PERF-902", None, "raised")]
    assert results[1].observed
    assert decision.verdict_on(results) == "shut"


def test_a_message_with_an_unknown_column_raises(marts):
    check = replace(CHECK, message="{worth} is too little", kwargs={"column": "value", "min_value": 10**6})

    results = marts.ask(replace(SUITE, checks=(FIRST, check)))

    assert _outcomes(results)[1:] == [("PERF-902", None, "raised")]
    assert "worth" in results[1].observed


def test_rows_outside_the_filter_are_not_asked(marts):
    check = replace(CHECK, rows="this.measure = 'no such measure'")

    results = marts.ask(replace(SUITE, checks=(FIRST, check)))

    assert [(result.outcome, result.observed) for result in results[1:]] == [("passed", "nothing to check")] * 2


def test_a_fault_keeps_the_place_of_its_row(marts):
    marts.connection.execute(
        f"update marts.fct_performance set value = -3 where quarter = '{QUARTER}' "
        f"and authority_code = '{NORTHBY}' and measure = 'cpp_started'"
    )

    [failed] = [result for result in marts.ask(SUITE) if result.outcome == "failed"]
    [fault] = failed.faults

    assert failed.observed == "8 rows checked, 1 at fault"
    assert (fault.file, fault.sheet, fault.place) == ("return.xlsx", "Performance", "E9")
    assert fault.submission_id == f"submission-{NORTHBY}-{QUARTER}"
    assert (fault.finding_type, fault.responsibility, fault.is_known) == ("negative_count", "authority", False)


def test_an_expectation_that_does_not_exist_is_told_before_anything_is_asked(marts):
    check = replace(CHECK, type="expect_column_values_to_please")

    with pytest.raises(PipelineError) as raised:
        marts.ask(replace(SUITE, checks=(FIRST, check)))

    assert str(raised.value) == (
        "marts__fct_performance.yml, check PERF-902: Great Expectations knows no 'expect_column_values_to_please'"
    )


def test_an_argument_that_the_expectation_does_not_take_is_told_before_anything_is_asked(marts):
    check = replace(CHECK, kwargs={"column": "value", "minimum": 0})

    with pytest.raises(PipelineError, match=r"PERF-902: expect_column_values_to_be_between does not take these kwargs"):
        marts.ask(replace(SUITE, checks=(FIRST, check)))


def test_great_expectations_is_imported_only_when_a_check_is_asked():
    import subprocess
    import sys

    code = "import sys, sfpc.gate; print('great_expectations' in sys.modules, 'pandas' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout.split() == ["False", "False"]


def test_asking_prints_nothing(marts, capfd):
    expectation.prepared(CHECK, "marts__fct_performance.yml")
    marts.ask(SUITE)

    assert capfd.readouterr() == ("", "")
