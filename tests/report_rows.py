"""Rows of the report's tables for the tests of what the report says: a small good one, with what a test changes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tests.report_issue import RECEIVED

QUARTER = "2022-23-Q1"
WHOSE = {"authority_code": "E1", "authority_name": "Ashby", "quarter": QUARTER}
BARTON = {"authority_code": "E2", "authority_name": "Barton"}


def returned(**values: Any) -> dict[str, Any]:
    """An accepted return, on time."""
    return WHOSE | {
        "role": "adopter", "state": "accepted", "due_date": date(2022, 7, 28),
        "received_at": RECEIVED, "is_extended": False, "working_days_late": 0, "submission_count": 1,
        "has_later_rejection": False, "values_read": 300, "critical_count": 0, "warning_count": 0, "info_count": 0,
    } | values  # fmt: skip


def measure(**values: Any) -> dict[str, Any]:
    """A flow with a quarter before, a year before and a baseline."""
    return WHOSE | {
        "measure": "referrals", "title": "Referrals", "unit": "referrals", "measure_type": "flow",
        "polarity": "neutral", "decimals": 0, "value": Decimal(90), "status": "reported",
        "previous_quarter": "2021-22-Q4", "previous_value": Decimal(100), "previous_status": "reported",
        "same_quarter_last_year": "2021-22-Q1", "last_year_value": Decimal(120), "last_year_status": "reported",
        "baseline_quarter": "2021-22-Q3", "baseline_value": Decimal(110), "baseline_status": "reported",
        "target_status": "no_target", "lower_value": Decimal("72.4"), "upper_value": Decimal("110.6"),
    } | values  # fmt: skip


def change(**values: Any) -> dict[str, Any]:
    """A clear fall against the same quarter last year."""
    return WHOSE | {
        "measure": "referrals", "comparison": "same_quarter_last_year", "title": "Referrals", "unit": "referrals",
        "measure_type": "flow", "polarity": "neutral", "decimals": 0, "value": Decimal(90), "status": "reported",
        "compared_quarter": "2021-22-Q1", "compared_value": Decimal(120), "compared_status": "reported",
        "change": Decimal(-30), "change_percent": Decimal(-25), "method": "ratio_of_counts",
        "interval_lower": Decimal("0.61"), "interval_upper": Decimal("0.92"), "judgement": "clear_fall",
    } | values  # fmt: skip


def activity(**values: Any) -> dict[str, Any]:
    """Conferences held, with a yearly target."""
    return WHOSE | {
        "activity": "fgc_held", "category": "all", "title": "Conferences held", "category_title": "All",
        "unit": "conferences", "in_quarter_value": Decimal(20), "in_quarter_status": "reported",
        "year_to_date_value": Decimal(20), "year_to_date_status": "reported", "cumulative_value": Decimal(90),
        "cumulative_status": "reported", "cumulative_from_quarter": "2021-22-Q1", "four_quarters_value": Decimal(75),
        "four_quarters_status": "reported", "target_value": Decimal(100), "target_comparator": "at_least",
        "target_type": "level_in_a_year", "target_status": "comparable", "target_reached_percent": Decimal(75),
        "target_source": "council_report: 3.3",
    } | values  # fmt: skip


def money(**values: Any) -> dict[str, Any]:
    """The year's DfE grant, all workstreams."""
    return WHOSE | {
        "workstream": "all", "funder": "dfe_grant", "workstream_title": "All workstreams", "funder_title": "DfE grant",
        "budget_gbp": Decimal(1000), "actual_in_quarter_gbp": Decimal(200), "actual_year_to_date_gbp": Decimal(200),
        "forecast_gbp": Decimal(950), "variance_gbp": Decimal(-50), "spent_percent": Decimal(20), "status": "reported",
    } | values  # fmt: skip


def grant(**values: Any) -> dict[str, Any]:
    """A grant in the middle of its period."""
    return WHOSE | {
        "yardstick_type": "grant", "yardstick": "version 1, approved", "covers": "dfe_grant", "is_used": True,
        "amount_qualifier": None,
        "period_start_date": date(2021, 4, 1), "period_end_date": date(2023, 3, 31), "amount_gbp": Decimal(2000),
        "spend_gbp": Decimal(1200), "status": "reported", "spent_percent": Decimal(60), "elapsed_percent": Decimal(62),
    } | values  # fmt: skip


def milestone(**values: Any) -> dict[str, Any]:
    """A milestone that was overdue at the end of the quarter, and amber."""
    return WHOSE | {
        "project": "Workforce", "work_area": "Training", "milestone": "Trainers in place", "presence": "continuing",
        "baseline_date": date(2022, 6, 1), "forecast_date": date(2022, 7, 10), "rag": "amber",
        "previous_rag": "green", "slippage_days": 39, "slippage_in_quarter_days": 14, "is_overdue": True,
        "comment": "A trainer left.", "comment_status": "reported",
    } | values  # fmt: skip


def saving(**values: Any) -> dict[str, Any]:
    """All savings of all years."""
    return WHOSE | {
        "benefit": "all", "financial_year": "all", "planned_gbp": Decimal(400), "delivered_gbp": Decimal(50),
        "forecast_gbp": Decimal(400), "variance_gbp": Decimal(0), "status": "reported",
        "savings_plan_status": "no_plan",
    } | values  # fmt: skip


def total(**values: Any) -> dict[str, Any]:
    """A total over the authorities."""
    return {
        "quarter": QUARTER, "section": "finance", "figure": "dfe_grant_actual_year_to_date_gbp",
        "title": "Spend in the year to date, DfE grant", "unit": "pounds", "decimals": 0, "value": Decimal(400),
        "status": "reported", "authority_count": 2, "accepted_count": 2, "missing_count": 0,
    } | values  # fmt: skip
