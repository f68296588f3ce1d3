"""Red, amber and green come from rules that are printed: each rule at its edges, and what cannot be rated."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sfpc.report.sections import standing
from tests import report_rows as rows
from tests.report_issue import issue
from tests.report_tables import tables


@pytest.mark.parametrize(
    ("steps", "rating"),
    [
        ([{"is_overdue": True, "rag": "red"}], "red"),
        ([{"is_overdue": True, "rag": "amber"}], "amber"),
        ([{"is_overdue": False, "rag": "red"}], "amber"),
        ([{"is_overdue": True, "rag": "amber"}, {"is_overdue": False, "rag": "red"}], "amber"),
        ([{"is_overdue": False, "rag": "green"}], "green"),
        ([{"is_overdue": None, "rag": "no_return", "presence": "no_return"}], "not_rated"),
        ([], "not_rated"),
    ],
)
def test_milestones_are_red_only_where_one_is_overdue_and_rated_red(steps, rating):
    assert standing.of_milestones([rows.milestone(**step) for step in steps]).rating == rating


@pytest.mark.parametrize(
    ("variance", "rating"),
    [(1, "red"), (0, "green"), (-100, "green"), (Decimal("-100.01"), "amber"), (None, "not_rated")],
)
def test_a_forecast_above_the_grant_is_red_and_one_more_than_a_tenth_below_is_amber(variance, rating):
    variance = None if variance is None else Decimal(variance)

    assert standing.of_money([rows.money(variance_gbp=variance)], []).rating == rating


@pytest.mark.parametrize(
    ("grant", "rating"),
    [
        ({"spent_percent": Decimal(50), "elapsed_percent": Decimal(25)}, "green"),
        ({"spent_percent": Decimal("50.01"), "elapsed_percent": Decimal(25)}, "amber"),
        ({"spent_percent": Decimal(90), "elapsed_percent": Decimal(25), "is_used": False}, "green"),
        ({"spent_percent": None, "elapsed_percent": Decimal(25), "status": "part_of_period"}, "green"),
    ],
)
def test_spend_is_far_ahead_from_25_points_of_a_grant_that_is_used(grant, rating):
    assert standing.of_money([rows.money()], [rows.grant(**grant)]).rating == rating


@pytest.mark.parametrize(("reached", "rating"), [("79.9", "red"), ("80", "amber"), ("99.9", "amber"), ("100", "green")])
def test_delivery_is_rated_by_the_yearly_target_that_is_furthest_from_being_reached(reached, rating):
    held = [
        rows.activity(target_reached_percent=Decimal(120)),
        rows.activity(activity="other", title="Others", target_reached_percent=Decimal(reached)),
    ]

    assert standing.of_delivery(held).rating == rating


@pytest.mark.parametrize(
    "values",
    [
        {"target_status": "no_target", "target_value": None, "target_type": None, "target_reached_percent": None},
        {"target_status": "not_comparable", "target_reached_percent": None},
        {"target_type": "total_over_the_programme", "target_reached_percent": Decimal(10)},
        {"target_comparator": "at_most", "target_reached_percent": Decimal(10)},
        {"category": "health"},
    ],
)
def test_a_target_that_cannot_be_held_against_a_year_rates_nothing(values):
    assert standing.of_delivery([rows.activity(**values)]).rating == "not_rated"


def test_delivery_is_not_rated_where_a_share_is_hidden():
    hidden = rows.activity(target_reached_percent=None, suppressed_columns="target_reached_percent")

    assert standing.of_delivery([rows.activity(target_reached_percent=Decimal(120)), hidden]) == standing.Status(
        "Delivery", "not_rated", "How much of a yearly target is reached is suppressed."
    )


@pytest.mark.parametrize(
    ("variance", "rating"), [(0, "green"), (5, "green"), (-40, "amber"), (Decimal("-40.01"), "red")]
)
def test_savings_are_red_where_more_than_a_tenth_of_the_plan_is_missed(variance, rating):
    assert standing.of_savings([rows.saving(variance_gbp=Decimal(variance))]).rating == rating


def test_savings_that_are_not_reported_in_full_are_not_rated():
    assert standing.of_savings([rows.saving(forecast_gbp=None, variance_gbp=None)]).rating == "not_rated"
    assert standing.of_savings([]).rating == "not_rated"


WARNED = {"check_id": "A-1", "authority_code": "E1", "outcome": "failed", "severity": "warning", "says": "…"}


@pytest.mark.parametrize(
    ("state", "late", "results", "rating"),
    [
        ("accepted", 0, [], "green"),
        ("nil", 0, [], "green"),
        ("accepted", 1, [], "amber"),
        ("accepted", 0, [WARNED], "amber"),
        ("accepted", 0, [WARNED | {"severity": "info"}], "green"),
        ("accepted", 0, [WARNED | {"authority_code": "E2"}], "green"),
        ("late", 3, [], "red"),
        ("rejected", 0, [], "red"),
    ],
)
def test_a_return_is_rated_by_whether_it_is_in_late_or_warned_of(state, late, results, rating):
    row = rows.returned(state=state, working_days_late=late)

    assert standing.of_return(row, issue(results=results).decision, "E1").rating == rating


def test_no_return_at_all_is_red():
    assert standing.of_return(None, issue().decision, "E1").rating == "red"


def test_overall_is_the_gravest_of_those_rated_and_says_whose_it_is():
    parts = [
        standing.Status("Money", "amber", ""), standing.Status("Savings", "not_rated", ""),
        standing.Status("Return", "green", ""), standing.Status("Milestones", "amber", ""),
    ]  # fmt: skip

    assert standing.overall(parts) == standing.Status("Overall", "amber", "Money and milestones: amber.")
    assert standing.overall(parts[1:2]).rating == "not_rated"


def test_every_part_is_told_even_where_nothing_was_returned():
    held = tables(rpt_returns=[rows.returned(state="late", working_days_late=2)])

    told = standing.statuses(held, issue(missing={"Ashby": "late"}), "E1")

    assert [each.subject for each in told] == ["Overall", "Milestones", "Money", "Delivery", "Savings", "Return"]
    assert [each.rating for each in told] == ["red", "not_rated", "not_rated", "not_rated", "not_rated", "red"]
    assert all(each.why for each in told)


def test_a_forecast_is_told_by_how_far_it_is_from_the_budget():
    assert (
        standing.of_money([rows.money()], []).why
        == "The grant’s forecast of the year is £50 below its budget of £1,000."
    )
