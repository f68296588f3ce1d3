"""The programme's money, targets and results agree with the documents' own arithmetic."""

from collections import Counter, defaultdict
from decimal import Decimal

import pytest

from tests.seed_files import parts, rows, totals

POUNDS = {"gbp": 1, "gbp_thousand": 1_000, "gbp_million": 1_000_000}


@pytest.mark.parametrize("name", ["programme_budgets", "grants", "grant_profiles", "funding_shares"])
def test_pounds_are_the_printed_figure_times_its_unit(name):
    for row in rows(name):
        assert Decimal(row["amount_stated"]) * POUNDS[row["unit"]] == Decimal(row["amount_gbp"]), row


def test_a_planned_saving_is_the_printed_reduction_turned_round():
    for row in rows("savings_plans"):
        assert -Decimal(row["amount_stated"]) * POUNDS[row["unit"]] == Decimal(row["planned_gbp"]), row


@pytest.mark.parametrize("over", ["document_heading", "financial_year", "funder"])
def test_the_budget_adds_up_within_rounding_and_each_miss_is_in_the_register(over):
    total_is = {"document_heading": "TOTAL COSTS", "financial_year": "", "funder": ""}
    groups, printed = defaultdict(list), {}
    for row in rows("programme_budgets"):
        rest = tuple(row[column] for column in total_is if column != over)
        if row[over] == total_is[over]:
            printed[rest] = row
        else:
            groups[rest].append(Decimal(row["amount_gbp"]))

    assert groups.keys() == printed.keys()
    for rest, amounts in groups.items():
        miss = abs(sum(amounts) - Decimal(printed[rest]["amount_gbp"]))
        assert miss <= len(amounts) * Decimal(printed[rest]["rounded_to_gbp"]), rest
        assert miss == 0 or printed[rest]["conflict_id"], rest


@pytest.mark.parametrize(("name", "group"), [("grant_profiles", "profile"), ("funding_shares", "authority_code")])
def test_parts_make_their_total_within_rounding(name, group):
    printed = {row[group]: row for row in totals(name)}

    assert printed.keys() == {row[group] for row in rows(name)}
    for key, total in printed.items():
        addends = [row for row in parts(name) if row[group] == key]
        miss = abs(sum(Decimal(row["amount_gbp"]) for row in addends) - Decimal(total["amount_gbp"]))
        assert miss <= sum(Decimal(row["rounded_to_gbp"]) for row in addends), key


def test_savings_make_the_printed_total_of_each_year_and_of_the_plan():
    by_year = Counter()
    for row in parts("savings_plans"):
        by_year[row["financial_year"]] += Decimal(row["planned_gbp"])
    printed = {row["financial_year"]: Decimal(row["planned_gbp"]) for row in totals("savings_plans")}

    assert dict(by_year) == printed
    target = next(row for row in rows("targets") if row["target_id"] == "warwickshire_savings")
    assert sum(printed.values()) == Decimal(target["value"]) == 3_425_000


def test_one_version_of_each_grant_is_used():
    used = Counter(row["authority_code"] for row in rows("grants") if row["is_used"] == "true")

    assert dict(used) == dict.fromkeys({row["authority_code"] for row in rows("grants")}, 1)


def test_a_grant_in_use_is_the_share_that_its_programme_takes_from_dfe():
    shares = {row["authority_code"]: row for row in parts("funding_shares") if row["funder"] == "dfe_grant"}
    used = {row["authority_code"]: row for row in rows("grants") if row["is_used"] == "true"}

    for authority, share in shares.items():
        miss = abs(Decimal(used[authority]["amount_gbp"]) - Decimal(share["amount_gbp"]))
        assert miss < Decimal(share["rounded_to_gbp"]), authority


def test_a_target_is_shown_by_a_measure_or_an_activity_but_not_both():
    assert [row["target_id"] for row in rows("targets") if row["measure"] and row["activity"]] == []


def test_a_target_has_a_baseline_with_its_date_and_source_or_says_that_it_has_none():
    for row in rows("targets"):
        given = [bool(row[f"baseline_{part}"]) for part in ("value", "date", "source")]
        assert given == [row["baseline_basis"] != "none"] * 3, row["target_id"]


def test_a_published_baseline_is_the_published_figure():
    published = {
        (row["authority_code"], row["indicator"], row["period_end_date"]): Decimal(row["value"])
        for row in rows("published_statistics")
        if row["status"] == "reported"
    }
    indicators = {row["measure"]: row["national_indicator"] for row in rows("measures")}
    baselines = [row for row in rows("targets") if row["baseline_basis"] == "published"]

    assert baselines
    for row in baselines:
        key = (row["authority_code"], indicators[row["measure"]], row["baseline_date"])
        assert published[key] == Decimal(row["baseline_value"])


def test_a_result_says_whether_its_target_was_met_and_the_figures_bear_it_out():
    targets = {row["target_id"]: row for row in rows("targets")}

    for row in rows("evaluation_results"):
        assert bool(row["target_id"]) == bool(row["is_target_met"])
        if row["target_id"]:
            reached = Decimal(row["value"]) >= Decimal(targets[row["target_id"]]["value"])
            assert reached is (row["is_target_met"] == "yes"), row["result_id"]


def test_a_conflict_is_between_two_different_statements():
    for row in rows("document_conflicts"):
        assert row["figure_a"] != row["figure_b"], row["conflict_id"]
