"""How to break each check of what was sent, what is missing and what reading found, as nearly as may be."""

from tests.gate.breaking import change, empty, found, gone, status

BREAKS = {
    "RETURN-001": empty("fct_return"),
    "RETURN-002": change("fct_return", "state = 'late'"),
    "RETURN-003": change("fct_return", "values_read = 0"),
    "RETURN-004": change("fct_return", "has_later_rejection = true"),
    "RETURN-005": change("fct_return", "state = 'nil'"),
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

HOLDS: dict[str, str] = {}
"""For a check with a limit, a statement that takes good marts up to it, which it lets pass."""
