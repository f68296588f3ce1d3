"""How to break each check of performance, delivery and sums, as nearly as may be."""

from tests.gate.breaking import HERE, change, difference, empty, performance, small
from tests.gate.conftest import NORTHBY


def of(table, measure, values):
    """Change the row of one measure."""
    return change(table, values, f"measure = '{measure}'")


def activity(values, category="category is null"):
    """Change the row of one activity or employer."""
    return change("fct_delivery_change", values, category)


def pair(cross_check, observed, compared_with):
    """Two figures that stand side by side."""
    values = f"observed = {observed}, compared_with = {compared_with}, ratio = {observed} / nullif({compared_with}, 0)"
    return change("fct_cross_check", values, f"cross_check = '{cross_check}'")


def benchmark(measure, value):
    """What the returns give for a published figure."""
    values = (
        f"value = {value}, difference = {value} - published_value, "
        f"difference_percent = 100 * ({value} - published_value) / published_value"
    )
    return of("fct_benchmark", measure, values)


TARGET_YEAR, TARGET_ALL = "year_so_far_to_target", "programme_so_far_to_target"
POLICE, EVERYONE = "category = 'police'", "category = 'every_employer'"
IN_CARE = "children_in_care_or_on_a_plan_of_children_in_need"
BEFORE = "conferences_before_initial_conferences"
REREFERRALS, IN_TIME = "rereferrals_within_12_months_percent", "icpcs_within_15_working_days_percent"
RESTATED = f"""
    insert into marts.fct_late_restatement
    select
        'one', authority_code, quarter, '2021-22-Q1', 'performance', 'Referrals', 'value', null, 100, 'reported', 110,
        'reported', date '2022-01-15', submission_id, 'return.xlsx', 'Performance', 'E8'
    from marts.fct_return where {HERE}
"""
NO_FURTHER_ACTION = f"""
    update seeds.published_statistics set value = '{{}}'
    where authority_code = '{NORTHBY}' and financial_year = '2021-22'
"""

MONTHLY, OTHERS = "subject = 'rereferrals'", "other_months_value = 100, whole_value = 1000, quarter_value = 500"

BREAKS = {
    "MONTH-001": change("fct_month", "value = -1", MONTHLY),
    "MONTH-002": change("fct_month", "value = 301", MONTHLY),
    "MONTH-003": change("fct_month", f"{OTHERS}, value = 201, change_percent = 101", MONTHLY),
    "PERF-001": empty("fct_performance"),
    "PERF-002": performance("cpp_started", -3),
    "PERF-003": performance("referrals", 900.5),
    "PERF-004": performance("social_workers_fte", 0),
    "PERF-005": performance("cin_at_period_end", 100001),  # of 100,000 children in the middle of 2021
    "PERF-006": performance("social_workers_fte", 1000.1),
    "CHANGE-001": empty("fct_performance"),
    "CHANGE-002": performance("cla_at_period_end", 720),  # 20.0% more than 600
    "CHANGE-003": performance("cin_at_period_end", 1391),  # 30.45% fewer than 2,000
    "CHANGE-004": performance("cpp_at_period_end", 573),  # 91.0% more than 300
    "CHANGE-005": performance("cases_held", 150),
    "CHANGE-006": performance("social_workers_fte", 126),  # 25.4% more than 100.5
    "CHANGE-007": performance("cla_uasc_at_period_end", 121),
    "CHANGE-008": small("cla_uasc_at_period_end", 10, 32),  # 22 against a standard error of 6.5
    "CHANGE-009": performance("referrals", 90),
    "CHANGE-010": performance("referrals", 1589),  # 76.6% more than 900
    "CHANGE-011": "; ".join(
        [
            "update marts.dim_measure set measure = 'icpcs_held' where measure = 'cpp_started'",
            "update marts.fct_performance set measure = 'icpcs_held' where measure = 'cpp_started'",
            performance("icpcs_held", 75),  # 87.5% and 3.3 standard errors more than 40
        ]
    ),
    "CHANGE-012": performance("referrals", 523),  # 41.9% fewer than 900
    "CHANGE-013": performance("cases_held", 1043),  # 30.5% fewer than 1,500
    "CHANGE-014": NO_FURTHER_ACTION.format("19.7"),  # 9.7 points more than 10.0
    "RATIO-001": empty("fct_ratio"),
    "RATIO-002": of("fct_ratio", REREFERRALS, "change_value = 11.1"),
    "RATIO-003": of("fct_ratio", IN_TIME, "year_change_value = -23.3"),
    "RATIO-004": of("fct_ratio", REREFERRALS, "value = 40, lower_value = 35.6"),
    "RATIO-005": of("fct_ratio", IN_TIME, "value = 40, upper_value = 50.9"),
    "RATIO-006": of("fct_ratio", "cases_per_social_worker", "value = 50.1"),
    "RATE-001": empty("fct_rate"),
    "RATE-002": of("fct_rate", "cla_at_period_end", "rate_per_10000 = 180, lower_rate_per_10000 = 164.1"),
    "RATE-003": of("fct_rate", "cla_at_period_end", "rate_per_10000 = 25, upper_rate_per_10000 = 29.9"),
    "RATE-004": of("fct_rate", "cpp_started", "rate_per_10000 = 15.8"),
    "BENCH-001": benchmark("cla_at_period_end", 631),  # 5% of 600 is 30
    "BENCH-002": benchmark("section_47_started", 250.1),  # 25% of 200 is 50
    "BENCH-003": benchmark(REREFERRALS, 25.3),
    "BENCH-004": benchmark("cases_per_social_worker", 7.4),
    "RESTATE-001": RESTATED,
    "RECON-001": empty("fct_reconciliation"),
    "RECON-002": difference("part_of_whole", 1),
    "RECON-003": difference("percentage", 0.6),
    "RECON-004": difference("year_to_date_measure", -1),
    "RECON-005": difference("year_to_date_spend", 1000.01),
    "RECON-006": difference("stock_and_flow", -15.1),  # 2.5% of 600 is 15
    "RECON-007": difference("spend_within_budget", 1000.01),
    "RECON-008": difference("total", -1000.01, "section = 'finance'"),
    "RECON-009": difference("total", 1, "section = 'delivery'"),
    "RECON-010": difference("denominator", 1),
    "CROSS-001": empty("fct_cross_check"),
    "CROSS-002": pair("families_to_a_conference", 101, 100),
    "CROSS-003": pair("children_in_a_family", 94, 95),
    "CROSS-004": pair("responses_of_a_family", 243, 100),  # three standard errors of 200 are 42.4
    "CROSS-005": pair("positives_of_responses", 19, 40),
    "CROSS-006": pair("conferences_of_referrals", 325, 130),  # 65 more than twice, three standard errors are 64.0
    "CROSS-007": pair(BEFORE, 101, 100),
    "CROSS-008": pair("deep_dive_to_awareness", 266, 200),  # three standard errors are 64.8
    "CROSS-009": pair("commissioned_families_of_children_in_need", 2001, 2000),
    "CROSS-010": pair("cases_to_children_in_need", 3001, 2000),
    "CROSS-011": pair(IN_CARE, 1761, 2000),
    "CROSS-012": pair("plans_of_initial_conferences", 172, 100),  # 52 more than 120, three standard errors are 49.5
    "CROSS-013": pair("initial_conferences_of_enquiries", 379, 300),  # three standard errors are 78.2
    "CROSS-014": pair("assessments_of_referrals", 300, 900),  # 105 fewer than 405, three standard errors are 103.9
    "CROSS-015": pair("cost_of_a_conference", 1102001, 100),
    "CROSS-016": pair("cost_of_a_conference", 1, 0),
    "CROSS-017": pair(TARGET_YEAR, 451, 300),
    "CROSS-018": pair(TARGET_ALL, 1501, 1000),
    "DELIVER-001": empty("fct_delivery"),
    "DELIVER-002": change("fct_delivery", "value = -1", "activity = 'fgc_held'"),
    "DELIVER-003": change("fct_delivery", "value = 0.5", "category = 'health'"),
    "ACTIVITY-001": empty("fct_delivery_change"),
    "ACTIVITY-002": activity("value = 201, change_count = 101, change_percent = 101"),
    "ACTIVITY-003": activity("value = 33, year_change_count = -67, year_change_percent = -67"),
    "ACTIVITY-004": activity("value = 121", POLICE),  # three times 40 is 120
    "ACTIVITY-005": activity("value = 5914", EVERYONE),
    "ACTIVITY-006": activity("value = 81", POLICE),  # four times 20 is 80, and more than 40
}

HOLDS = {
    "MONTH-001": change("fct_month", "value = 0", MONTHLY),
    "MONTH-002": change("fct_month", "value = 300", MONTHLY),
    "MONTH-003": change("fct_month", f"{OTHERS}, value = 200, change_percent = 100", MONTHLY),
    "PERF-002": performance("cpp_started", 0),
    "PERF-005": performance("cin_at_period_end", 100000),
    "PERF-006": performance("social_workers_fte", 1000),
    "CHANGE-002": performance("cla_at_period_end", 719),
    "CHANGE-003": performance("cin_at_period_end", 1393),
    "CHANGE-004": performance("cpp_at_period_end", 572),
    "CHANGE-005": performance("cases_held", 2125),
    "CHANGE-006": performance("social_workers_fte", 125.6),
    "CHANGE-007": performance("cla_uasc_at_period_end", 120),
    "CHANGE-008": small("cla_uasc_at_period_end", 10, 28),
    "CHANGE-009": performance("referrals", 300),
    "CHANGE-010": performance("cpp_started", 70),  # 75% more than 40 is within 86.9%
    "CHANGE-011": "; ".join(
        [
            "update marts.dim_measure set measure = 'icpcs_held' where measure = 'cpp_started'",
            "update marts.fct_performance set measure = 'icpcs_held' where measure = 'cpp_started'",
            small("icpcs_held", 10, 23),  # 130% more, but 2.3 standard errors
        ]
    ),
    "CHANGE-012": performance("cpp_started", 18),  # 55% fewer than 40, but 2.9 standard errors
    "CHANGE-013": performance("cases_held", 1044),
    "CHANGE-014": NO_FURTHER_ACTION.format("19.6"),
    "RATIO-002": of("fct_ratio", REREFERRALS, "change_value = 30, change_standard_error = 10"),
    "RATIO-003": of("fct_ratio", IN_TIME, "year_change_value = -23.2"),
    "RATIO-004": of("fct_ratio", REREFERRALS, "value = 40, lower_value = 35.5"),
    "RATIO-005": of("fct_ratio", IN_TIME, "value = 40, upper_value = 51"),
    "RATIO-006": of("fct_ratio", "cases_per_social_worker", "value = 4.5"),
    "RATE-002": of("fct_rate", "cla_at_period_end", "rate_per_10000 = 180, lower_rate_per_10000 = 164"),
    "RATE-003": of("fct_rate", "cla_at_period_end", "rate_per_10000 = 25, upper_rate_per_10000 = 30"),
    "RATE-004": of("fct_rate", "cpp_started", "rate_per_10000 = 10, value = 4"),
    "BENCH-001": benchmark("cla_at_period_end", 570),
    "BENCH-002": benchmark("section_47_started", 150),
    "BENCH-003": benchmark(REREFERRALS, 19.2),
    "BENCH-004": benchmark("cases_per_social_worker", 22.5),
    "RECON-003": difference("percentage", 0.5),
    "RECON-005": difference("year_to_date_spend", -1000),
    "RECON-006": difference("stock_and_flow", 15),
    "RECON-007": difference("spend_within_budget", 1000),
    "RECON-008": difference("total", 1000, "section = 'finance'"),
    "CROSS-002": pair("families_to_a_conference", 34, 102),
    "CROSS-003": pair("children_in_a_family", 438, 95),  # 4 for each, and three standard errors of 58.5
    "CROSS-004": pair("responses_of_a_family", 242, 100),
    "CROSS-005": pair("positives_of_responses", 20, 40),
    "CROSS-006": pair("conferences_of_referrals", 0, 200),  # 40 fewer than 40, three standard errors are 42.4
    "CROSS-007": pair(BEFORE, 100, 100),
    "CROSS-008": pair("deep_dive_to_awareness", 30, 0),
    "CROSS-009": pair("commissioned_families_of_children_in_need", 2000, 2000),
    "CROSS-010": pair("cases_to_children_in_need", 1000, 2000),
    "CROSS-011": pair(IN_CARE, 260, 2000),
    "CROSS-012": pair("plans_of_initial_conferences", 169, 100),
    "CROSS-013": pair("initial_conferences_of_enquiries", 378, 300),
    "CROSS-014": pair("assessments_of_referrals", 303, 900),
    "CROSS-015": pair("cost_of_a_conference", 69000, 100),
    "CROSS-016": pair("cost_of_a_conference", 0, 0),
    "CROSS-017": pair(TARGET_YEAR, 75, 300),
    "CROSS-018": pair(TARGET_ALL, 1500, 1000),
    "ACTIVITY-002": activity("value = 200, change_count = 100, change_percent = 100"),
    "ACTIVITY-003": activity("value = 34, year_change_count = -66, year_change_percent = -66"),
    "ACTIVITY-004": activity("value = 120", POLICE),
    "ACTIVITY-005": activity("value = 5913", EVERYONE),
    "ACTIVITY-006": activity("value = 80", POLICE),
}
"""For a check with a limit, a statement that takes good marts up to it, which it lets pass."""
