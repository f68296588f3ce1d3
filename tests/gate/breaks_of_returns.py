"""How to break each check of what was sent, what is missing and what reading found, as nearly as may be."""

from tests.gate.breaking import HERE, change, empty, found, gone, status
from tests.gate.conftest import NORTHBY


def extension(calendar_due_date, due_date):
    """An agreed later day, and the days by which the return is judged."""
    return (
        f"insert into seeds.return_extensions select authority_code, quarter, due_date + 5 from marts.fct_return "
        f"where {HERE}; "
        + change("fct_return", f"is_extended = true, calendar_due_date = {calendar_due_date}, due_date = {due_date}")
    )


def received(after):
    """A return that came on the last day of its quarter, or so long after it."""
    last_day = "(select q.quarter_end_date from marts.dim_quarter as q where q.quarter = fct_return.quarter)"
    return f"received_at = cast({last_day} {after} as timestamp)"


def optional(where):
    """A measure that need not be sent."""
    return (
        "update marts.fct_completeness set is_required = false "
        f"where item = 'cla_at_period_end' and authority_code = '{NORTHBY}' and {where}"
    )


BREAKS = {
    "RETURN-001": empty("fct_return"),
    "RETURN-002": change("fct_return", "state = 'late'"),
    "RETURN-003": change("fct_return", "values_read = 0"),
    "RETURN-004": change("fct_return", "has_later_rejection = true"),
    "RETURN-005": change("fct_return", "state = 'nil'"),
    "RETURN-006": change("fct_return", "working_days_late = 1"),
    "RETURN-007": "update marts.fct_return set working_days_late = 1 where authority_code = '" + NORTHBY + "'",
    "RETURN-008": extension("due_date", "due_date - 1"),
    "RETURN-009": change("fct_return", received("")),
    "COMPLETE-001": empty("fct_completeness"),
    "COMPLETE-002": change(
        "fct_completeness", "status = 'section_missing'", "section = 'finance' and item = 'section'"
    ),
    "COMPLETE-003": status("performance", "missing"),
    "COMPLETE-004": status("delivery", "blank"),
    "COMPLETE-005": status("finance", "missing"),
    "COMPLETE-006": gone("fct_milestone", "rag = 'green'"),
    "COMPLETE-007": status("benefits", "unreadable"),
    "COMPLETE-008": status("performance", "not_available"),
    "COMPLETE-009": gone("fct_finance"),
    "COMPLETE-010": gone("fct_benefit"),
    "COMPLETE-011": optional("quarter = '2021-22-Q2'") + "; " + gone("fct_completeness", "item = 'cla_at_period_end'"),
    "PRIVACY-001": empty("fct_small_count"),
    "PRIVACY-002": change("fct_small_count", "small_values_count = 1, small_values = 'Referrals'"),
    "FIND-001": found("unreadable_value"),
    "FIND-002": found("unreadable_date"),
    "FIND-003": found("unreadable_year"),
    "FIND-004": found("conflicting_duplicate"),
    "FIND-005": found("months_missing"),
    "FIND-006": found("personal_data"),
    "FIND-007": found("unknown_status"),
    "FIND-008": found("a_type_without_a_check"),
    "FIND-009": found("unknown_heading", "warning"),
    "FIND-010": found("error_cell"),
    "FIND-011": found("formula_without_value"),
    "FIND-012": found("table_split"),
    "FIND-013": found("ambiguous_date"),
    "FIND-014": found("figures_of_another_quarter"),
}

HOLDS = {
    "RETURN-003": change("fct_return", "values_read = 1"),
    "RETURN-006": change("fct_return", "working_days_late = 0, is_extended = true"),
    "RETURN-007": change("fct_return", "working_days_late = 1"),
    "RETURN-008": extension("due_date", "due_date + 5"),
    "RETURN-009": change("fct_return", received("+ interval 1 day")),
    "COMPLETE-011": optional("true") + "; " + change("fct_completeness", "status = 'suppressed'", "not is_required"),
}
"""For a check with a limit, a statement that takes good marts up to it, which it lets pass."""
