"""How to break each check of performance, delivery and sums, as nearly as may be."""

from tests.gate.breaking import change, difference, empty, performance, small

BREAKS = {
    "PERF-001": empty("fct_performance"),
    "PERF-002": performance("cpp_started", -3),
    "PERF-003": performance("referrals", 900.5),
    "PERF-004": performance("social_workers_fte", 0),
    "CHANGE-001": empty("fct_performance"),
    "CHANGE-002": performance("cla_at_period_end", 720),  # 20.0% more than 600
    "CHANGE-003": performance("cin_at_period_end", 1391),  # 30.45% fewer than 2,000
    "CHANGE-004": performance("cpp_at_period_end", 573),  # 91.0% more than 300
    "CHANGE-005": performance("cases_held", 150),
    "CHANGE-006": performance("social_workers_fte", 126),  # 25.4% more than 100.5
    "CHANGE-007": performance("cla_uasc_at_period_end", 121),
    "CHANGE-008": small("cla_uasc_at_period_end", 10, 32),  # 22 against a standard error of 6.5
    "CHANGE-009": performance("referrals", 90),
    "RECON-001": empty("fct_reconciliation"),
    "RECON-002": difference("part_of_whole", 1),
    "RECON-003": difference("percentage", 0.6),
    "RECON-004": difference("year_to_date_measure", -1),
    "RECON-005": difference("year_to_date_spend", 1000.01),
    "RECON-006": difference("stock_and_flow", -15.1),  # 2.5% of 600 is 15
    "RECON-007": difference("spend_within_budget", 1000.01),
    "RECON-008": difference("total", -1000.01, "section = 'finance'"),
    "RECON-009": difference("total", 1, "section = 'delivery'"),
    "DELIVER-001": empty("fct_delivery"),
    "DELIVER-002": change("fct_delivery", "value = -1", "activity = 'fgc_held'"),
    "DELIVER-003": change("fct_delivery", "value = 0.5", "category = 'health'"),
}

HOLDS = {
    "RECON-003": difference("percentage", 0.5),
}
"""For a check with a limit, a statement that takes good marts up to it, which it lets pass."""
