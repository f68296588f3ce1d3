"""How to break each check of money, milestones, benefits and the documents' figures, as nearly as may be."""

from tests.gate.breaking import change, empty


def grant(values, yardstick_type="grant"):
    return change("fct_grant_spend", values, f"yardstick_type = '{yardstick_type}'")


def milestone(values, rag):
    return change("fct_milestone_change", values, f"rag = '{rag}'")


def saving(values, year="2021-22"):
    return change("fct_benefit_change", values, f"financial_year = '{year}'")


BREAKS = {
    "FINANCE-001": empty("fct_finance"),
    "FINANCE-002": change("fct_finance", "budget_gbp = -1"),
    "FINANCE-003": change("fct_finance", "actual_year_to_date_gbp = -1"),
    "FINANCE-004": change("fct_finance", "actual_in_quarter_gbp = -1"),
    "FINANCE-005": change("fct_finance", "forecast_gbp = 125000.01"),
    "FINANCE-006": change("fct_finance", "budget_gbp = 100000.01"),
    "FINANCE-007": change("fct_finance", "actual_year_to_date_gbp = 101000.01"),
    "MILESTONE-001": empty("fct_milestone"),
    "MILESTONE-002": change("fct_milestone", "completed_date = null", "rag = 'complete'"),
    "MILESTONE-003": change("fct_milestone", "rag = 'amber'", "rag = 'complete'"),
    "MILESTONE-004": change("fct_milestone", "completed_date = '2022-01-01'", "rag = 'complete'"),
    "MILESTONE-005": change("fct_milestone", "forecast_date = '2021-12-30'", "rag = 'green'"),
    "MILESTONE-006": change("fct_milestone", "baseline_date = baseline_date + 1", "rag = 'green'"),
    "MILESTONE-007": change("fct_milestone", "forecast_date = '2202-03-31'", "rag = 'green'"),
    "MILESTONE-008": change("fct_milestone", "comment_status = 'blank'", "rag = 'red'"),
    "BENEFIT-001": empty("fct_benefit"),
    "BENEFIT-002": change("fct_benefit", "planned_gbp = -48000"),
    "BENEFIT-003": change("fct_benefit", "delivered_gbp = 48000.01"),
    "BENEFIT-004": change("fct_benefit", "delivered_gbp = 9999.99"),
    "FINANCE-008": change("fct_finance", "budget_gbp = 300000.01"),
    "SPEND-001": empty("fct_finance_change"),
    "SPEND-002": change("fct_finance_change", "forecast_gbp = 59999.99"),
    "SPEND-003": change("fct_finance_change", "actual_in_quarter_gbp = 100000.01"),
    "SPEND-004": change("fct_finance_change", "actual_in_quarter_gbp = 2499.99"),
    "SPEND-005": change(
        "fct_finance_change", "quarter_number = 4, actual_year_to_date_gbp = 150000, forecast_gbp = 165000.01"
    ),
    "SPEND-006": change("fct_finance_change", "actual_in_quarter_gbp = -6250.01"),
    "BUDGET-001": empty("fct_budget_change"),
    "BUDGET-002": change("fct_budget_change", "is_virement = true, moved_lines = 'Scaling -£1.00; Set-up +£1.00'"),
    "BUDGET-003": change("fct_budget_change", "is_exchange = true, moved_lines = 'Scaling -£1.00; Set-up +£1.00'"),
    "GRANT-001": empty("fct_grant_spend"),
    "GRANT-002": grant("spend_gbp = 400500.01"),
    "GRANT-003": grant("status = 'outside_period', spend_in_quarter_gbp = 0.01"),
    "GRANT-004": grant("status = 'no_grant_on_record', spend_in_quarter_gbp = 0.01"),
    "GRANT-005": grant("spent_percent = 100.01", "profile"),
    "GRANT-006": grant("conflict_id = 'northby_grant'"),
    "PROGRESS-001": empty("fct_milestone_change"),
    "PROGRESS-002": milestone("forecast_moved_days = -93", "green"),
    "PROGRESS-003": milestone("previous_rag = 'complete'", "amber"),
    "PROGRESS-004": milestone("previous_completed_date = completed_date - 1", "complete"),
    "PROGRESS-005": milestone("baseline_date = forecast_date - 32", "green"),
    "PROGRESS-006": milestone("forecast_date = '2021-12-30'", "amber"),
    "PROGRESS-007": milestone("previous_rag = 'amber', completed_date = '2021-09-30'", "complete"),
    "PROGRESS-008": milestone("completed_date = baseline_date + 732", "complete"),
    "PROGRESS-009": milestone("comment_status = 'blank'", "amber"),
    "PROGRESS-010": milestone("previous_rag = 'amber'", "green"),
    "PROGRESS-011": milestone("baseline_date = null", "green"),
    "PROGRESS-012": milestone("forecast_date = null", "amber"),
    "PROGRESS-013": milestone("forecast_moved_days = -1", "complete"),
    "PROGRESS-014": milestone(
        "previous_rag = 'amber', completed_date = '2021-12-31', previous_forecast_date = '2021-09-29'", "complete"
    ),
    "SAVING-001": empty("fct_benefit_change"),
    "SAVING-002": saving("previous_planned_gbp = planned_gbp + 0.01"),
    "SAVING-003": saving("delivered_gbp = 0.01", "2022-23"),
    "SAVING-004": saving("savings_plan_gbp = planned_gbp - 500.01"),
    "SAVING-005": saving("forecast_gbp = 72000.01"),
    "SAVING-006": saving("delivered_gbp = 49000.01"),
    "SAVING-007": saving("delivered_gbp = 72000.01"),
    "SAVING-008": saving("previous_delivered_gbp = delivered_gbp - 0.01", "2020-21"),
    "SAVING-009": saving("previous_forecast_gbp = forecast_gbp + 16000.01"),
    "SUM-001": empty("fct_document_sum"),
    "SUM-002": change("fct_document_sum", "difference_gbp = -2000.01"),
    "SUM-003": change("fct_document_sum", "difference_gbp = 0.01"),
    "REFERENCE-001": empty("fct_reference_need"),
    "REFERENCE-002": change("fct_reference_need", "is_there = false", "need = 'names'"),
    "REFERENCE-003": change("fct_reference_need", "is_there = false", "need = 'population'"),
}

HOLDS = {
    "FINANCE-002": change("fct_finance", "budget_gbp = 0, forecast_gbp = 0"),
    "FINANCE-003": change("fct_finance", "actual_year_to_date_gbp = 0"),
    "FINANCE-004": change("fct_finance", "actual_in_quarter_gbp = 0"),
    "FINANCE-005": change("fct_finance", "forecast_gbp = 125000"),
    "FINANCE-006": (
        change("fct_finance", "budget_gbp = 100000.01") + "; " + change("fct_budget_change", "is_virement = true")
    ),
    "FINANCE-007": change("fct_finance", "actual_year_to_date_gbp = 101000"),
    "FINANCE-008": change("fct_finance", "budget_gbp = 300000"),
    "SPEND-002": change("fct_finance_change", "forecast_gbp = 140000"),
    "SPEND-003": change("fct_finance_change", "actual_in_quarter_gbp = 100000"),
    "SPEND-004": change("fct_finance_change", "actual_in_quarter_gbp = 2500"),
    "SPEND-005": change(
        "fct_finance_change", "quarter_number = 4, actual_year_to_date_gbp = 150000, forecast_gbp = 165000"
    ),
    "SPEND-006": change("fct_finance_change", "actual_in_quarter_gbp = -6250"),
    "BUDGET-002": change("fct_budget_change", "previous_budget_gbp = budget_gbp - 1, moved_lines = 'Set-up +£1.00'"),
    "GRANT-002": grant("spend_gbp = 400500"),
    "GRANT-003": grant("status = 'outside_period', spend_in_quarter_gbp = 0"),
    "GRANT-004": grant("status = 'no_grant_on_record', spend_in_quarter_gbp = 0"),
    "GRANT-005": grant("spent_percent = 100", "profile"),
    "GRANT-006": grant("conflict_id = 'northby_grant', status = 'outside_period'"),
    "MILESTONE-004": change("fct_milestone", "completed_date = '2021-12-31'", "rag = 'complete'"),
    "MILESTONE-005": change("fct_milestone", "forecast_date = '2021-12-31'", "rag = 'green'"),
    "MILESTONE-007": change("fct_milestone", "forecast_date = '2035-03-31'", "rag = 'green'"),
    "PROGRESS-002": milestone("forecast_moved_days = 92", "green"),
    "PROGRESS-003": milestone("previous_rag = 'complete'", "complete"),
    "PROGRESS-004": milestone("previous_completed_date = null", "complete"),
    "PROGRESS-005": milestone("baseline_date = forecast_date - 31", "green"),
    "PROGRESS-006": milestone("forecast_date = '2021-12-31'", "amber"),
    "PROGRESS-007": milestone("previous_rag = 'amber', completed_date = '2021-10-01'", "complete"),
    "PROGRESS-008": milestone("completed_date = baseline_date + 731", "complete"),
    "PROGRESS-010": milestone("previous_rag = 'amber', forecast_moved_days = -1", "green"),
    "PROGRESS-012": milestone("forecast_date = null, previous_forecast_date = null", "complete"),
    "PROGRESS-013": milestone("forecast_moved_days = -1, previous_rag = 'amber'", "complete"),
    "PROGRESS-014": milestone(
        "previous_rag = 'amber', completed_date = '2021-12-31', previous_forecast_date = '2021-09-30'", "complete"
    ),
    "BENEFIT-002": change("fct_benefit", "planned_gbp = 0"),
    "BENEFIT-003": change("fct_benefit", "delivered_gbp = 48000"),
    "BENEFIT-004": change("fct_benefit", "delivered_gbp = 10000"),
    "SAVING-004": saving("savings_plan_gbp = planned_gbp - 500"),
    "SAVING-005": saving("forecast_gbp = 24000"),
    "SAVING-006": saving("delivered_gbp = 49000"),
    "SAVING-007": saving("delivered_gbp = 72000"),
    "SAVING-008": saving("previous_delivered_gbp = delivered_gbp + 1", "2020-21"),
    "SAVING-009": saving("previous_forecast_gbp = forecast_gbp + 16000"),
    "SUM-002": change("fct_document_sum", "difference_gbp = -2000"),
    "SUM-003": change("fct_document_sum", "difference_gbp = 2000, conflict_id = 'northby_grant'"),
}
"""For a check with a limit, a statement that takes good marts up to it, which it lets pass."""
