"""Small tables for the tests of charts: two authorities, one with a gap, one with a suppressed figure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sfpc.report.tables import Table

QUARTERS = ("2021-22-Q2", "2021-22-Q3", "2021-22-Q4", "2022-23-Q1")
NOW = QUARTERS[-1]
HOSTILE = 'Ashby & Co <x>"]+alert(1)//'


def table(name, rows):
    return Table(name, "", (), tuple(rows))


def tables(**held):
    return {name: table(name, rows) for name, rows in held.items()}


def rates(values=((80, 81, 82, Decimal("83.25")), (95, None, 97, Decimal("98.5"))), status="no_return"):
    """Rates of two authorities; the second did not send one quarter."""
    return [
        {
            "authority_code": code, "authority_name": name, "quarter": quarter, "measure": "cla_at_period_end",
            "title": "Children looked after", "unit": "children",
            "rate_per_10000": None if value is None else Decimal(value),
            "rate_status": status if value is None else "reported",
            "lower_rate_per_10000": None if value is None else Decimal(value) - 4,
            "upper_rate_per_10000": None if value is None else Decimal(value) + 5,
            "suppressed_columns": "",
        }
        for code, name, held in zip(("B", "A"), (HOSTILE, "Barton"), values, strict=True)
        for quarter, value in zip(QUARTERS, held, strict=True)
    ]  # fmt: skip


def performance():
    """The baseline of the second authority is 2021-22-Q2."""
    return [
        {
            "authority_code": code, "authority_name": name, "quarter": NOW, "measure": "cla_at_period_end",
            "baseline_quarter": baseline, "baseline_value": None, "suppressed_columns": "",
        }
        for code, name, baseline in (("B", HOSTILE, None), ("A", "Barton", QUARTERS[0]))
    ]  # fmt: skip


def delivery(values=((3, 0, 12, 9), (None, 7, 8, 6)), activity="fgc_held", category="all", **more):
    return [
        {
            "authority_code": code, "authority_name": name, "quarter": quarter, "activity": activity,
            "category": category, "title": "Conferences held", "in_quarter_value": value,
            "in_quarter_status": "suppressed" if value is None else "reported",
            "cumulative_value": value, "cumulative_status": "suppressed" if value is None else "reported",
            "four_quarters_value": value, "four_quarters_status": "suppressed" if value is None else "reported",
            "target_value": None, "target_comparator": None, "target_type": None, "target_status": "no_target",
            "suppressed_columns": "in_quarter_value cumulative_value four_quarters_value" if value is None else "",
        } | more
        for code, name, held in zip(("B", "A"), (HOSTILE, "Barton"), values, strict=True)
        for quarter, value in zip(QUARTERS, held, strict=True)
    ]  # fmt: skip


def grant(kind="profile", spends=(100, 150, 220, 40), **more):
    """One authority's profile of two years, or its grant."""
    return [
        {
            "authority_code": "A", "authority_name": "Barton", "quarter": quarter, "yardstick_type": kind,
            "yardstick": f"plan, {quarter[:7]}" if kind == "profile" else "version 1, stated",
            "covers": "dfe_grant", "amount_qualifier": None, "is_used": True,
            "period_start_date": date(2021, 4, 1), "amount_gbp": Decimal(400_000 if quarter < NOW else 300_000),
            "spend_from_quarter": QUARTERS[0], "spend_gbp": None if spend is None else Decimal(spend) * 1000,
            "status": "reported" if spend is not None else "incomplete", "suppressed_columns": "",
        } | more
        for quarter, spend in zip(QUARTERS, spends, strict=True)
    ]  # fmt: skip


def milestones(count=3):
    return [
        {
            "authority_code": "A", "authority_name": "Barton", "quarter": NOW, "project": "Training",
            "milestone": f"Milestone {number:02d}", "baseline_date": date(2022, 4, 1 + number % 28),
            "forecast_date": date(2022, 9, 1), "completed_date": date(2022, 6, 1) if number == 0 else None,
            "slippage_days": 60 + number, "is_overdue": number == 1, "rag": "complete" if number == 0 else "red",
        }
        for number in range(count)
    ]  # fmt: skip


def limits(*, is_trial=True, signal="none", count=4):
    return [
        {
            "authority_code": "A", "authority_name": "Barton", "quarter": NOW, "measure": "cla_at_period_end",
            "title": "Children looked after", "unit": "children", "decimals": 0, "point_quarter": quarter,
            "value": Decimal(700 + 10 * number), "status": "reported", "mean_value": Decimal(715),
            "lower_limit": Decimal(680), "upper_limit": Decimal(750), "is_trial": is_trial,
            "signal": signal if quarter == NOW else "none",
        }
        for number, quarter in enumerate(QUARTERS[:count])
    ]  # fmt: skip
