"""Every check of `expectations/` passes on good marts and is shown a table that breaks it."""

from dataclasses import replace

import pytest

from sfpc.gate import suites
from tests.gate import breaks_of_money, breaks_of_performance, breaks_of_returns
from tests.gate.breaking import change, difference, found, performance, status
from tests.gate.conftest import NORTHBY, REPOSITORY

SUITES = suites.load(REPOSITORY / "expectations")
CHECKS = [(suite, check) for suite in SUITES for check in suite.checks]
PARTS = (breaks_of_returns, breaks_of_performance, breaks_of_money)
BREAKS = {check_id: statement for part in PARTS for check_id, statement in part.BREAKS.items()}
HOLDS = {check_id: statement for part in PARTS for check_id, statement in part.HOLDS.items()}


@pytest.mark.parametrize(("suite", "check"), [pytest.param(*each, id=each[1].id) for each in CHECKS])
def test_every_check_fails_on_the_table_made_to_break_it(suite, check, marts):
    marts.connection.execute(BREAKS[check.id])

    failed = [result for result in marts.ask(replace(suite, checks=(check,))) if result.outcome == "failed"]

    is_about_the_whole = check.type.startswith("expect_table_")
    assert [result.authority_code for result in failed] == [None if is_about_the_whole else NORTHBY]
    assert failed[0].failing_count == 1
    if not is_about_the_whole:
        [fault] = failed[0].faults
        assert fault.message
        assert "nothing" not in fault.message  # a column of the message that the row does not fill
        assert fault.finding_type == check.finding_type or check.id in {"FIND-008", "FIND-009"}


@pytest.mark.parametrize(
    ("suite", "check"), [pytest.param(*each, id=each[1].id) for each in CHECKS if each[1].id in HOLDS]
)
def test_a_check_lets_pass_what_its_limit_allows(suite, check, marts):
    marts.connection.execute(HOLDS[check.id])

    assert {result.outcome for result in marts.ask(replace(suite, checks=(check,)))} == {"passed"}


def test_every_check_passes_on_good_marts(marts):
    results = marts.ask(*SUITES)

    assert {result.check_id for result in results} == {check.id for _, check in CHECKS}
    assert [result for result in results if result.outcome != "passed"] == []


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_the_key_of_a_suite_tells_its_rows_apart(suite, marts):
    columns = ", ".join(("authority_code", "quarter", *suite.key))
    sql = f"select {columns}, count(*) from {suite.table} group by {columns} having count(*) > 1"

    assert marts.connection.execute(sql).fetchall() == []


def test_no_break_is_left_over_from_a_check_that_is_gone():
    assert sorted(BREAKS) == sorted(check.id for _, check in CHECKS)


def _ask(marts, table):
    return marts.ask(*(suite for suite in SUITES if suite.table == f"marts.{table}"))


def test_a_limit_itself_passes(marts):
    marts.connection.execute(difference("percentage", 0.5))
    marts.connection.execute(difference("stock_and_flow", 15))
    marts.connection.execute(difference("year_to_date_spend", -1000))
    marts.connection.execute(performance("cla_at_period_end", 719))  # 19.83% more than 600

    for table in ("fct_reconciliation", "fct_measure_change", "fct_performance"):
        assert {result.outcome for result in _ask(marts, table)} == {"passed"}


def test_a_suppressed_count_is_an_answer(marts):
    marts.connection.execute(performance("cla_uasc_at_period_end", "null"))
    marts.connection.execute(status("performance", "suppressed"))

    assert {result.outcome for result in marts.ask(*SUITES)} == {"passed"}


def test_a_fault_of_a_submission_since_corrected_shuts_nothing(marts):
    marts.connection.execute(found("unreadable_value"))
    marts.connection.execute(change("fct_finding", "submission_id = 'an earlier one'"))

    assert {result.outcome for result in _ask(marts, "fct_finding")} == {"passed"}


def test_what_the_gate_found_before_does_not_shut_it_again(marts):
    marts.connection.execute(found("implausible_stock_change"))
    marts.connection.execute(change("fct_finding", "found_by = 'gate'"))

    assert {result.outcome for result in _ask(marts, "fct_finding")} == {"passed"}


def test_every_critical_type_of_the_register_has_a_check_of_its_own():
    register = (REPOSITORY / "seeds" / "finding_types.csv").read_text(encoding="utf-8").splitlines()[1:]
    critical = {line.split(",")[0] for line in register if line.split(",")[1] == "critical"}
    own = {check.finding_type for suite, check in CHECKS if suite.table == "marts.fct_finding"}

    assert critical - own == {"section_missing"}  # which is COMPLETE-002
    assert [check.id for _, check in CHECKS if check.finding_type == "section_missing"] == ["COMPLETE-002"]


def test_no_finding_of_the_gate_bears_a_type_of_the_register():
    register = (REPOSITORY / "seeds" / "finding_types.csv").read_text(encoding="utf-8").splitlines()[1:]
    read = {line.split(",")[0] for line in register}
    made = {
        check.finding_type
        for suite, check in CHECKS
        if suite.table != "marts.fct_finding" and not check.found_in_reading
    }

    assert read & made == set()


def test_a_reason_is_more_than_a_restatement():
    assert [check.id for _, check in CHECKS if len(check.because) < 40 or check.because == check.says] == []


def test_what_must_not_be_agreed_away_cannot_be_waived():
    cannot = {check.id for _, check in CHECKS if not check.waivable}

    assert {"RETURN-002", "RETURN-003", "FIND-006"} <= cannot
    assert all(check.id in cannot for _, check in CHECKS if check.type == "expect_table_row_count_to_be_between")


def test_no_message_quotes_a_comment():
    assert [check.id for _, check in CHECKS if "{comment}" in (check.message or "")] == []


def test_a_share_beyond_the_tolerance_says_what_was_sent_and_what_the_counts_give(marts):
    marts.connection.execute(difference("percentage", 38.6))

    told = [fault.message for result in _ask(marts, "fct_reconciliation") for fault in result.faults]

    [message] = told
    assert message == (
        "They agree. 60.8% was sent and the counts give 22.2%; "
        "expected no more than 0.5 percentage points between them."
    )
