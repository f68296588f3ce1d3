"""Every check of `expectations/` passes on good marts and is shown a table that breaks it."""

from dataclasses import replace

import pytest

from sfpc.gate import suites
from tests.gate.conftest import NORTHBY, QUARTER, REPOSITORY

SUITES = suites.load(REPOSITORY / "expectations")
CHECKS = [(suite, check) for suite in SUITES for check in suite.checks]
HERE = f"authority_code = '{NORTHBY}' and quarter = '{QUARTER}'"


def _empty(table):
    """Measure change is a view over performance: emptying the one empties the other."""
    return f"delete from marts.{table} where quarter = '{QUARTER}'"


def _performance(measure, value):
    return f"update marts.fct_performance set value = {value} where measure = '{measure}' and {HERE}"


def _small(measure, before, now):
    return (
        f"update marts.fct_performance set value = if(quarter = '{QUARTER}', {now}, {before}) "
        f"where measure = '{measure}' and authority_code = '{NORTHBY}'"
    )


def _set(table, change, where="true"):
    return f"update marts.{table} set {change} where {HERE} and {where}"


def _status(section, status):
    return _set("fct_completeness", f"status = '{status}'", f"section = '{section}' and item != 'section'")


def _gone(table, where="true"):
    return f"delete from marts.{table} where {HERE} and {where}"


def _found(finding_type, severity="critical"):
    return _set("fct_finding", f"finding_type = '{finding_type}', severity = '{severity}'")


def _difference(reconciliation, difference, where="true"):
    return _set(
        "fct_reconciliation",
        f"observed = expected + {difference}, difference = {difference}",
        f"reconciliation = '{reconciliation}' and {where}",
    )


BREAKS = {
    "RETURN-001": _empty("fct_return"),
    "RETURN-002": _set("fct_return", "state = 'late'"),
    "RETURN-003": _set("fct_return", "values_read = 0"),
    "RETURN-004": _set("fct_return", "has_later_rejection = true"),
    "RETURN-005": _set("fct_return", "state = 'nil'"),
    "COMPLETE-001": _empty("fct_completeness"),
    "COMPLETE-002": _set("fct_completeness", "status = 'section_missing'", "section = 'finance' and item = 'section'"),
    "COMPLETE-003": _status("performance", "missing"),
    "COMPLETE-004": _status("delivery", "blank"),
    "COMPLETE-005": _status("finance", "missing"),
    "COMPLETE-006": _gone("fct_milestone", "rag = 'green'"),
    "COMPLETE-007": _status("benefits", "unreadable"),
    "COMPLETE-008": _status("performance", "not_available"),
    "COMPLETE-009": _gone("fct_finance"),
    "COMPLETE-010": _gone("fct_benefit"),
    "FIND-001": _found("unreadable_value"),
    "FIND-002": _found("unreadable_date"),
    "FIND-003": _found("unreadable_year"),
    "FIND-004": _found("conflicting_duplicate"),
    "FIND-005": _found("months_missing"),
    "FIND-006": _found("personal_data"),
    "FIND-007": _found("unknown_status"),
    "FIND-008": _found("a_type_without_a_check"),
    "FIND-009": _found("unknown_heading", "warning"),
    "FIND-010": _found("error_cell"),
    "FIND-011": _found("formula_without_value"),
    "FIND-012": _found("table_split"),
    "FIND-013": _found("ambiguous_date"),
    "FIND-014": _found("figures_of_another_quarter"),
    "PERF-001": _empty("fct_performance"),
    "PERF-002": _performance("cpp_started", -3),
    "PERF-003": _performance("referrals", 900.5),
    "PERF-004": _performance("social_workers_fte", 0),
    "CHANGE-001": _empty("fct_performance"),
    "CHANGE-002": _performance("cla_at_period_end", 720),  # 20.0% more than 600
    "CHANGE-003": _performance("cin_at_period_end", 1391),  # 30.45% fewer than 2,000
    "CHANGE-004": _performance("cpp_at_period_end", 573),  # 91.0% more than 300
    "CHANGE-005": _performance("cases_held", 150),
    "CHANGE-006": _performance("social_workers_fte", 126),  # 25.4% more than 100.5
    "CHANGE-007": _performance("cla_uasc_at_period_end", 121),
    "CHANGE-008": _small("cla_uasc_at_period_end", 10, 32),  # 22 against a standard error of 6.5
    "CHANGE-009": _performance("referrals", 90),
    "RECON-001": _empty("fct_reconciliation"),
    "RECON-002": _difference("part_of_whole", 1),
    "RECON-003": _difference("percentage", 0.6),
    "RECON-004": _difference("year_to_date_measure", -1),
    "RECON-005": _difference("year_to_date_spend", 1000.01),
    "RECON-006": _difference("stock_and_flow", -15.1),  # 2.5% of 600 is 15
    "RECON-007": _difference("spend_within_budget", 1000.01),
    "RECON-008": _difference("total", -1000.01, "section = 'finance'"),
    "RECON-009": _difference("total", 1, "section = 'delivery'"),
    "DELIVER-001": _empty("fct_delivery"),
    "DELIVER-002": _set("fct_delivery", "value = -1", "activity = 'fgc_held'"),
    "DELIVER-003": _set("fct_delivery", "value = 0.5", "category = 'health'"),
    "FINANCE-001": _empty("fct_finance"),
    "FINANCE-002": _set("fct_finance", "budget_gbp = -1"),
    "FINANCE-003": _set("fct_finance", "actual_year_to_date_gbp = -1"),
    "FINANCE-004": _set("fct_finance", "actual_in_quarter_gbp = -1"),
    "FINANCE-005": _set("fct_finance", "forecast_gbp = 125000.01"),
    "FINANCE-006": _set("fct_finance", "budget_gbp = 100000.01"),
    "FINANCE-007": _set("fct_finance", "actual_year_to_date_gbp = 101000.01"),
    "MILESTONE-001": _empty("fct_milestone"),
    "MILESTONE-002": _set("fct_milestone", "completed_date = null", "rag = 'complete'"),
    "MILESTONE-003": _set("fct_milestone", "rag = 'amber'", "rag = 'complete'"),
    "MILESTONE-004": _set("fct_milestone", "completed_date = '2022-01-01'", "rag = 'complete'"),
    "MILESTONE-005": _set("fct_milestone", "forecast_date = '2021-12-30'", "rag = 'green'"),
    "MILESTONE-006": _set("fct_milestone", "baseline_date = baseline_date + 1", "rag = 'green'"),
    "MILESTONE-007": _set("fct_milestone", "forecast_date = '2202-03-31'", "rag = 'green'"),
    "MILESTONE-008": _set("fct_milestone", "comment_status = 'blank'", "rag = 'red'"),
    "BENEFIT-001": _empty("fct_benefit"),
    "BENEFIT-002": _set("fct_benefit", "planned_gbp = -48000"),
    "BENEFIT-003": _set("fct_benefit", "delivered_gbp = 48000.01"),
    "BENEFIT-004": _set("fct_benefit", "delivered_gbp = 9999.99"),
}
"""For each check a statement that makes good marts fail it, as closely as its limits allow."""


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


def test_every_check_passes_on_good_marts(marts):
    results = marts.ask(*SUITES)

    assert {result.check_id for result in results} == {check.id for _, check in CHECKS}
    assert [result for result in results if result.outcome != "passed"] == []


def test_no_break_is_left_over_from_a_check_that_is_gone():
    assert sorted(BREAKS) == sorted(check.id for _, check in CHECKS)


def _ask(marts, table):
    return marts.ask(*(suite for suite in SUITES if suite.table == f"marts.{table}"))


def test_a_limit_itself_passes(marts):
    marts.connection.execute(_difference("percentage", 0.5))
    marts.connection.execute(_difference("stock_and_flow", 15))
    marts.connection.execute(_difference("year_to_date_spend", -1000))
    marts.connection.execute(_performance("cla_at_period_end", 719))  # 19.83% more than 600
    marts.connection.execute(_performance("cpp_started", 0))

    for table in ("fct_reconciliation", "fct_measure_change", "fct_performance"):
        assert {result.outcome for result in _ask(marts, table)} == {"passed"}


def test_a_suppressed_count_is_an_answer(marts):
    marts.connection.execute(_performance("cla_uasc_at_period_end", "null"))
    marts.connection.execute(_status("performance", "suppressed"))

    assert {result.outcome for result in marts.ask(*SUITES)} == {"passed"}


def test_a_fault_of_a_submission_since_corrected_shuts_nothing(marts):
    marts.connection.execute(_found("unreadable_value"))
    marts.connection.execute(_set("fct_finding", "submission_id = 'an earlier one'"))

    assert {result.outcome for result in _ask(marts, "fct_finding")} == {"passed"}


def test_what_the_gate_found_before_does_not_shut_it_again(marts):
    marts.connection.execute(_found("implausible_stock_change"))
    marts.connection.execute(_set("fct_finding", "found_by = 'gate'"))

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
    marts.connection.execute(_difference("percentage", 38.6))

    told = [fault.message for result in _ask(marts, "fct_reconciliation") for fault in result.faults]

    [message] = told
    assert message == (
        "They agree. 60.8% was sent and the counts give 22.2%; "
        "expected no more than 0.5 percentage points between them."
    )
