"""How to break each check of finance, milestones and benefits, as nearly as may be."""

from tests.gate.breaking import change, empty

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
}

HOLDS: dict[str, str] = {}
"""For a check with a limit, a statement that takes good marts up to it, which it lets pass."""
