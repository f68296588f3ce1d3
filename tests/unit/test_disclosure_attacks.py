"""Ways to work out what is suppressed, one test each: the release hides as much more as keeps them from succeeding."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from sfpc.report import disclosure
from sfpc.report.disclosure import record, rules
from sfpc.report.disclosure.audit import Auditor, Possible
from sfpc.report.disclosure.bounds import Interval
from sfpc.report.disclosure.counts import Count, figure_of
from sfpc.report.disclosure.suppression import Refused, is_safe
from tests.disclosing import CATALOGUE, Q1, Q2, Q3, Publisher, delivery, performance, programme, table

A, B, C = "E1", "E2", "E3"


@pytest.fixture
def publisher(tmp_path):
    return Publisher(tmp_path / "releases")


def row_of(tables, name, **key):
    (found,) = [row for row in tables[name].rows if all(row.get(column) == value for column, value in key.items())]
    return found


def hidden_columns(row):
    return set(row["suppressed_columns"].split())


def intervals(protected):
    """What the audit says of each hidden figure, by authorities, quarters and code."""
    return {
        (
            "+".join(sorted({count.authority_code for count in figure.counts})),
            "+".join(sorted({count.quarter for count in figure.counts})),
            figure.counts[0].code,
        ): (possible.interval.low, possible.interval.high)
        for figure, possible in protected.audit.possible.items()
    }


# -------------------------------------------------------------------------------- what is small


@pytest.mark.parametrize(("value", "is_hidden"), [(0, False), (1, True), (5, True), (6, False), (100, False)])
def test_counts_of_1_to_5_are_hidden_and_nought_is_shown(publisher, value, is_hidden):
    values = {(A, Q1, "referrals"): value}
    row = row_of(publisher.publish(performance(values, Q1), Q1).tables, "rpt_performance", measure="referrals")

    assert (row["value"] is None) == is_hidden
    assert row["status"] == ("suppressed" if is_hidden else "reported")
    assert ("value" in hidden_columns(row)) == is_hidden


def test_what_counts_no_children_is_not_hidden(publisher):
    values = {(A, Q1, "workers"): 3, (A, Q1, "referrals"): 30}
    row = row_of(publisher.publish(performance(values, Q1), Q1).tables, "rpt_performance", measure="workers")

    assert (row["value"], row["suppressed_columns"]) == (3, "")


def test_a_sum_of_1_to_5_is_hidden_like_a_count(publisher):
    values = {(A, Q1, "conferences"): 0, (A, Q2, "conferences"): 4}
    row = row_of(publisher.publish(delivery(values, Q2), Q2).tables, "rpt_delivery", quarter=Q2)

    assert {"in_quarter_value", "year_to_date_value", "cumulative_value"} <= hidden_columns(row)
    assert row["year_to_date_status"] == "suppressed"


def test_what_can_be_no_count_is_hidden_with_every_sum_of_it(publisher):
    values = {(A, Q1, "conferences"): 12, (A, Q2, "conferences"): Decimal(-7)}
    row = row_of(publisher.publish(delivery(values, Q2), Q2).tables, "rpt_delivery", quarter=Q2)

    assert {"in_quarter_value", "year_to_date_value", "cumulative_value"} <= hidden_columns(row)


# -------------------------------------------------------------------- what is worked out of it


def test_a_percentage_and_its_denominator_do_not_give_the_numerator(publisher):
    values = {(A, Q1, "referrals"): 46, (A, Q1, "rereferrals"): 3}
    tables = publisher.publish(performance(values, Q1), Q1).tables

    row = row_of(tables, "rpt_performance", measure="rereferrals_percent")
    assert hidden_columns(row) >= {"value", "numerator_value"}
    assert (row["value"], row["denominator_value"]) == (None, 46)


def test_a_percentage_does_not_give_a_small_denominator(publisher):
    values = {(A, Q1, "referrals"): 4, (A, Q1, "rereferrals"): 0}
    tables = publisher.publish(performance(values, Q1), Q1).tables

    row = row_of(tables, "rpt_performance", measure="rereferrals_percent")
    assert (row["value"], row["denominator_value"]) == (None, None)


def test_a_rate_and_the_population_do_not_give_the_count(publisher):
    tables = publisher.publish(performance({(A, Q1, "referrals"): 4}, Q1), Q1).tables

    row = row_of(tables, "rpt_performance_rates", measure="referrals")
    assert hidden_columns(row) == {"value", "rate_per_10000", "lower_rate_per_10000", "interval_method"}
    assert (row["rate_status"], row["population_count"]) == ("suppressed", 20_000)


def test_a_change_and_the_value_before_do_not_give_the_value(publisher):
    values = {(A, Q1, "referrals"): 40, (A, Q2, "referrals"): 4, (A, Q3, "referrals"): 44}
    tables = publisher.publish(performance(values, Q3), Q3).tables

    after = row_of(tables, "rpt_performance", quarter=Q3)
    assert hidden_columns(after) == {"previous_value", "change_from_previous"}
    assert (after["value"], after["previous_status"]) == (44, "suppressed")
    change = row_of(tables, "rpt_changes", quarter=Q3)
    assert hidden_columns(change) == {"compared_value", "change", "judgement"}
    assert change["compared_status"] == "suppressed"


def test_an_interval_and_the_way_it_is_worked_out_do_not_give_the_count(publisher):
    tables = publisher.publish(performance({(A, Q1, "referrals"): 4}, Q1), Q1).tables

    row = row_of(tables, "rpt_performance", measure="referrals")
    assert {"lower_value", "interval_method"} <= hidden_columns(row)


def test_the_mean_of_a_chart_and_its_other_points_do_not_give_the_hidden_one(publisher):
    values = {(A, quarter, "referrals"): value for quarter, value in ((Q1, 30), (Q2, 3), (Q3, 33))}
    points = [
        {"authority_code": A, "quarter": Q3, "measure": "referrals", "point_quarter": quarter, "value": Decimal(value),
         "status": "reported", "mean_value": Decimal(22), "lower_limit": Decimal(1), "upper_limit": Decimal(60),
         "limits_status": "reported", "point_count": 3, "signal": "none"}
        for (_, quarter, _), value in values.items()
    ]  # fmt: skip
    tables = publisher.publish(
        performance(values, Q3) | {"rpt_process_limits": table("rpt_process_limits", points)}, Q3
    )

    for row in tables.tables["rpt_process_limits"].rows:
        limits = {"mean_value", "lower_limit", "upper_limit", "signal"}
        assert hidden_columns(row) == limits | (
            {
                "value",
            }
            if row["point_quarter"] == Q2
            else set()
        )


# --------------------------------------------------------------------------------- from totals


def test_a_total_less_the_other_authorities_does_not_give_the_hidden_one(publisher):
    # 12 + 23 + 5 = 40, shown as 40: it was from 35 to 44, so that the third was 0 to 9; 0 is never hidden
    safe = {(A, Q1, "conferences"): 12, (B, Q1, "conferences"): 23, (C, Q1, "conferences"): 3}
    # 12 + 23 + 1 = 36, shown as 40: the third was 0 to 9; but 12 + 22 + 1 = 35 can be 1 to 10
    # 12 + 27 + 5 = 44, shown as 40: the third was at most 5 and at least 1 -> covers; 45 would be shown as 50
    told = {(A, Q1, "conferences"): 12, (B, Q1, "conferences"): 29, (C, Q1, "conferences"): 4}

    kept = publisher.publish(delivery(safe, Q1) | programme("delivery", safe, Q1), Q1)
    assert row_of(kept.tables, "rpt_programme", figure="conferences")["value"] == 40
    assert intervals(kept)[C, Q1, "conferences"] == (1, 9)

    other = Publisher(publisher.releases.parent / "others")
    hidden = other.publish(delivery(told, Q1) | programme("delivery", told, Q1), Q1)
    row = row_of(hidden.tables, "rpt_programme", figure="conferences")
    # 45 is shown as 50 and was at least 45: the third could not be less than 4
    assert (row["value"], row["status"]) == (None, "suppressed")
    assert intervals(hidden)[C, Q1, "conferences"] == (1, None)


def test_an_earlier_total_that_cannot_be_hidden_any_more_hides_the_next_smallest_instead(publisher):
    first = {(A, Q1, "conferences"): 12, (B, Q1, "conferences"): 29, (C, Q1, "conferences"): 14}
    publisher.publish(delivery(first, Q1) | programme("delivery", first, Q1), Q1)
    # restated: the total is another one, so that nothing of it is known yet
    second = first | {(C, Q1, "conferences"): 4}
    again = publisher.publish(delivery(second, Q1) | programme("delivery", second, Q1), Q1)

    assert row_of(again.tables, "rpt_programme", figure="conferences")["value"] is None
    assert row_of(again.tables, "rpt_delivery", authority_code=C)["in_quarter_value"] is None


def test_rounding_alone_protects_where_it_leaves_enough_open(publisher):
    values = {(A, Q1, "conferences"): 44, (B, Q1, "conferences"): 5}
    kept = publisher.publish(delivery(values, Q1) | programme("delivery", values, Q1), Q1)

    # 49 is shown as 50 and was from 45 to 54
    assert row_of(kept.tables, "rpt_programme", figure="conferences")["value"] == 50
    assert intervals(kept)[B, Q1, "conferences"] == (1, 10)


@pytest.mark.parametrize(("total", "shown"), [(14, 10), (15, 20), (24, 20), (25, 30), (0, 0)])
def test_programme_totals_of_counts_are_rounded_to_the_nearest_10_halves_up(publisher, total, shown):
    values = {(A, Q1, "conferences"): total}
    tables = publisher.publish(programme("delivery", values, Q1) | delivery(values, Q1), Q1).tables

    assert row_of(tables, "rpt_programme", figure="conferences")["value"] == shown


def test_totals_of_training_are_rounded_and_those_of_money_and_of_workers_are_not(publisher):
    rows = [
        {"quarter": Q1, "section": "delivery", "figure": "training", "decimals": 0, "value": Decimal(104)},
        {"quarter": Q1, "section": "performance", "figure": "workers", "decimals": 1, "value": Decimal("104.5")},
        {"quarter": Q1, "section": "finance", "figure": "all_budget_gbp", "decimals": 0, "value": Decimal(104)},
    ]
    tables = publisher.publish({"rpt_programme": table("rpt_programme", rows)}, Q1).tables

    assert [row["value"] for row in tables["rpt_programme"].rows] == [100, Decimal("104.5"), 104]


def test_two_hidden_figures_whose_sum_is_2_are_not_left_with_it(publisher):
    """Nought is never hidden, so that two hidden figures that come to 2 are 1 and 1."""
    values = {(A, Q1, "conferences"): 1, (A, Q2, "conferences"): 1}
    protected = publisher.publish(delivery(values, Q2), Q2)

    row = row_of(protected.tables, "rpt_delivery", quarter=Q2)
    assert {"in_quarter_value", "year_to_date_value", "cumulative_value"} <= hidden_columns(row)
    assert intervals(protected)[A, Q1, "conferences"] == (1, None)


def test_two_hidden_figures_are_not_left_with_a_sum_that_fixes_them(publisher):
    """1 + 5 = 6: each is from 1 to 5 and nothing more; that is open enough. 2 + 1 + … is not."""
    values = {(A, Q1, "conferences"): 1, (A, Q2, "conferences"): 5}
    protected = publisher.publish(delivery(values, Q2), Q2)

    assert row_of(protected.tables, "rpt_delivery", quarter=Q2)["year_to_date_value"] == 6
    assert intervals(protected)[A, Q1, "conferences"] == (1, 5)


# --------------------------------------------------------------------- from other quarters and tables


def test_the_year_to_date_less_the_earlier_quarters_does_not_give_the_hidden_one(publisher):
    values = {(A, Q1, "conferences"): 20, (A, Q2, "conferences"): 3, (A, Q3, "conferences"): 25}
    protected = publisher.publish(delivery(values, Q3), Q3)

    assert all(low <= 1 and (high is None or high >= 5) for key, (low, high) in intervals(protected).items()
               if key == (A, Q2, "conferences"))  # fmt: skip
    rows = {row["quarter"]: row for row in protected.tables["rpt_delivery"].rows}
    shown = {quarter: row["in_quarter_value"] for quarter, row in rows.items()}
    assert shown[Q2] is None
    # of the year to date of the second quarter and the first quarter, one is hidden with it
    assert rows[Q2]["year_to_date_value"] is None or shown[Q1] is None
    assert rows[Q3]["year_to_date_value"] is None or None in (shown[Q1], shown[Q3])


def test_the_year_to_date_is_not_shown_beside_three_quarters_that_an_earlier_release_showed(publisher):
    first = {(A, Q1, "conferences"): 20}
    publisher.publish(delivery(first, Q1), Q1)
    second = first | {(A, Q2, "conferences"): 3}
    protected = publisher.publish(delivery(second, Q2), Q2)

    row = row_of(protected.tables, "rpt_delivery", quarter=Q2)
    assert hidden_columns(row) == {"in_quarter_value", "year_to_date_value", "cumulative_value"}
    assert row_of(protected.tables, "rpt_delivery", quarter=Q1)["in_quarter_value"] == 20
    third = second | {(A, Q3, "conferences"): 30}
    protected = publisher.publish(delivery(third, Q3), Q3)
    row = row_of(protected.tables, "rpt_delivery", quarter=Q3)
    assert None in (row["in_quarter_value"], row["year_to_date_value"])


def test_the_same_figure_is_hidden_in_every_table(publisher):
    values = {(A, Q1, "referrals"): 5, (A, Q2, "referrals"): 60}
    tables = publisher.publish(performance(values, Q2), Q2).tables

    held = [
        row[column]
        for name, column in (("rpt_performance", "value"), ("rpt_performance_rates", "value"))
        for row in tables[name].rows
        if row["quarter"] == Q1
    ]
    held += [row_of(tables, "rpt_performance", quarter=Q2)["previous_value"]]
    held += [row_of(tables, "rpt_changes", quarter=Q2)["compared_value"]]
    assert held == [None] * 4


# ------------------------------------------------------------------------- from earlier releases


def test_a_figure_that_an_earlier_release_hid_stays_hidden(publisher):
    values = {(A, Q1, "conferences"): 12, (B, Q1, "conferences"): 29, (C, Q1, "conferences"): 4}
    first = publisher.publish(delivery(values, Q1) | programme("delivery", values, Q1), Q1)
    again = publisher.publish(delivery(values, Q1) | programme("delivery", values, Q1), Q1)

    assert again.tables == first.tables
    assert again.hidden == first.hidden


def test_a_total_shown_before_does_not_give_away_what_is_hidden_since(publisher):
    """The first release is partial and shows no total; the second shows one beside what the first has shown."""
    part = {(A, Q1, "conferences"): 12, (B, Q1, "conferences"): 29}
    publisher.publish(delivery(part, Q1) | programme("delivery", part, Q1, withheld=(Q1,)), Q1)
    whole = part | {(C, Q1, "conferences"): 4}
    protected = publisher.publish(delivery(whole, Q1) | programme("delivery", whole, Q1), Q1)

    assert row_of(protected.tables, "rpt_programme", figure="conferences")["value"] is None
    assert row_of(protected.tables, "rpt_delivery", authority_code=A)["in_quarter_value"] == 12


def test_a_figure_restated_from_7_to_4_is_hidden_and_what_would_give_it_is_too(publisher):
    first = {(A, Q1, "conferences"): 7, (A, Q2, "conferences"): 20}
    publisher.publish(delivery(first, Q2), Q2)
    second = {(A, Q1, "conferences"): 4, (A, Q2, "conferences"): 20}
    protected = publisher.publish(delivery(second, Q2), Q2)

    # the second quarter was shown and is known: the sum of both would give the first
    row = row_of(protected.tables, "rpt_delivery", quarter=Q2)
    assert (row["in_quarter_value"], row["year_to_date_value"]) == (20, None)
    assert intervals(protected)[A, Q1, "conferences"] == (1, None)


def test_a_figure_restated_from_4_to_7_is_shown_and_the_4_stays_hidden(publisher):
    first = {(A, Q1, "conferences"): 4, (A, Q2, "conferences"): 20}
    publisher.publish(delivery(first, Q2), Q2)
    second = {(A, Q1, "conferences"): 7, (A, Q2, "conferences"): 20}
    protected = publisher.publish(delivery(second, Q2), Q2)

    assert row_of(protected.tables, "rpt_delivery", quarter=Q1)["in_quarter_value"] == 7
    assert {figure.value for figure in protected.hidden if len(figure.counts) == 1} >= {4}
    least, greatest = intervals(protected)[A, Q1, "conferences"]
    assert (least, greatest is None or greatest >= 5) == (1, True)


@pytest.mark.parametrize(("was", "now", "small"), [(7, 4, "to"), (4, 7, "from")])
def test_a_restatement_hides_the_small_side_and_the_difference(publisher, was, now, small):
    restated = {
        "authority_code": A,
        "quarter": Q1,
        "restated_quarter": Q1,
        "section": "performance",
        "subject": "referrals",
        "part": None,
        "from_value": Decimal(was),
        "from_status": "reported",
        "to_value": Decimal(now),
        "to_status": "reported",
        "difference": Decimal(now - was),
        "why": "corrected",
    }
    tables = performance({(A, Q1, "referrals"): now}, Q1)
    tables |= {"rpt_restatements": table("rpt_restatements", [restated])}
    row = row_of(publisher.publish(tables, Q1).tables, "rpt_restatements")

    assert hidden_columns(row) == {f"{small}_value", "difference"}
    assert (row[f"{small}_value"], row[f"{small}_status"], row["why"]) == (None, "suppressed", "corrected")
    assert 7 in (row["from_value"], row["to_value"])


def test_a_restatement_of_money_is_shown(publisher):
    restated = {"authority_code": A, "quarter": Q1, "restated_quarter": Q1, "section": "finance", "subject": "set_up",
                "part": "dfe_grant", "from_value": Decimal(3), "to_value": Decimal(4),
                "difference": Decimal(1)}  # fmt: skip
    row = row_of(
        publisher.publish({"rpt_restatements": table("rpt_restatements", [restated])}, Q1).tables, "rpt_restatements"
    )

    assert (row["from_value"], row["difference"], row["suppressed_columns"]) == (3, 1, "")


def test_a_release_that_nothing_can_make_safe_is_refused_and_says_where_without_the_value(publisher):
    """Two releases of before: one showed a figure, the other the exact sum of it and one that is hidden now."""
    other = {(A, Q1, "conferences"): 20}
    publisher.publish(delivery(other, Q1), Q1)
    folder = publisher.releases / Q1 / "r2"
    (folder / "published").mkdir(parents=True)
    (folder / "internal" / "disclosure").mkdir(parents=True)
    the_sum = figure_of([count(Q1, 20), count(Q1, 3, authority=B)])
    record.write(folder / "internal" / "disclosure", record.Knowledge((), frozenset({the_sum})))

    with pytest.raises(Refused) as refused:
        publisher.publish(delivery(other | {(B, Q1, "conferences"): 3}, Q1), Q1)

    message = str(refused.value)
    assert message.startswith(f"delivery, {B}, {Q1}, conferences: this figure is hidden")
    assert "leaves it open by 0 only" in message
    assert "Nothing was published" in message
    assert "3" not in message.replace(B, "").replace(Q1, "")
    assert not (publisher.releases / Q1 / "r3").exists()


# ------------------------------------------------------------------------------ what is internal


def test_free_text_and_places_in_returns_are_not_published(publisher):
    rows = [{"authority_code": A, "quarter": Q1, "project": "p", "work_area": "w", "milestone": "m", "rag": "green",
             "comment": "The Smith family", "submission_id": "5ub", "source_place": "B7"}]  # fmt: skip
    findings = [{"authority_code": A, "quarter": Q1, "finding_type": "small", "severity": "info", "message": "was 3"}]
    tables = publisher.publish(
        {"rpt_milestones": table("rpt_milestones", rows), "rpt_data_quality": table("rpt_data_quality", findings)}, Q1
    ).tables

    assert "Smith" not in repr(tables)
    assert "was 3" not in repr(tables)
    assert "B7" not in repr(tables)
    assert [column.name for column in tables["rpt_milestones"].columns][-1] == "rag"


# ---------------------------------------------------------------------------------- the record


def test_the_audit_tells_each_hidden_figures_interval_and_never_its_value(publisher):
    values = {(A, Q1, "conferences"): 12, (B, Q1, "conferences"): 29, (C, Q1, "conferences"): 4}
    protected = publisher.publish(delivery(values, Q1) | programme("delivery", values, Q1), Q1)
    written = json.loads((publisher.releases / Q1 / "r1" / "internal" / "disclosure" / "audit.json").read_text())

    assert written["hidden_figures"] == {"primary": 1, "secondary": 1, "earlier": 0}
    (small,) = [figure for figure in written["figures"] if figure["hidden_as"] == "primary"]
    assert (small["authority_codes"], small["quarters"], small["code"]) == ([C], [Q1], "conferences")
    assert (small["least"], small["greatest"]) == (1, None)
    assert "value" not in small
    assert "primary" not in protected.note
    assert "5 values possible" in protected.note


def test_the_catalogue_decides_what_is_controlled(publisher):
    values = {(A, Q1, "training"): 3, (A, Q1, "conferences"): 3}
    tables = disclosure.protect(delivery(values, Q1), Q1, publisher.releases, CATALOGUE).tables

    assert row_of(tables, "rpt_delivery", activity="training")["in_quarter_value"] == 3
    assert row_of(tables, "rpt_delivery", activity="conferences")["in_quarter_value"] is None


# ------------------------------------------------------------------------ what the audit takes in


def count(quarter, value, code="conferences", authority=A):
    return Count("delivery", authority, quarter, code, "all", Decimal(value))


def test_a_part_that_is_shown_tells_how_small_its_whole_can_be():
    """Of 10 in two quarters the first has a part of 6, so that the second is at most 4."""
    first, second, part = count(Q1, 7), count(Q2, 3), count(Q1, 6, "before")
    hidden = {figure_of([first]), figure_of([second])}
    told = {*hidden, figure_of([first, second]), figure_of([part])}

    found = Auditor(told, frozenset(), frozenset({(part, first)})).audit(hidden).possible

    assert found[figure_of([second])].interval == Interval(1, 4)
    assert not is_safe(figure_of([second]), found[figure_of([second])], rules.read())
    without = Auditor(told, frozenset(), frozenset()).audit(hidden).possible
    assert without[figure_of([second])].interval == Interval(1, 9)


def test_a_part_that_is_hidden_is_no_greater_than_its_whole():
    whole, part = count(Q1, 6), count(Q1, 2, "before")
    hidden = {figure_of([part])}

    found = Auditor({*hidden, figure_of([whole])}, frozenset(), frozenset({(part, whole)})).audit(hidden).possible

    assert found[figure_of([part])].interval == Interval(1, 6)


@pytest.mark.parametrize(
    ("low", "high", "is_enough"),
    [(1, 5, True), (1, None, True), (1, 4, False), (2, 9, False), (3, 3, False), (0, 5, True)],
)
def test_a_small_figure_must_be_left_open_for_every_small_number(low, high, is_enough):
    figure = figure_of([count(Q1, 3)])

    assert is_safe(figure, Possible(Interval(low, high), 1), rules.read()) == is_enough


@pytest.mark.parametrize(("low", "high", "is_enough"), [(20, 24, True), (20, 23, False), (20, None, True)])
def test_any_hidden_figure_must_be_left_open_for_five_numbers(low, high, is_enough):
    figure = figure_of([count(Q1, 22)])

    assert is_safe(figure, Possible(Interval(low, high), 1), rules.read()) == is_enough


def test_employers_that_are_shown_do_not_give_the_hidden_one_through_their_sum(publisher):
    """Where what is done for families is counted by employer, their sum is the figure of all employers."""
    values = {"schools": 12, "health": 3, "police": 9}
    rows = [
        {"authority_code": A, "quarter": Q1, "activity": "conferences", "category": category,
         "in_quarter_value": Decimal(value), "in_quarter_status": "reported"}
        for category, value in [*values.items(), ("all", sum(values.values()))]
    ]  # fmt: skip
    tables = publisher.publish({"rpt_delivery": table("rpt_delivery", rows)}, Q1).tables

    shown = {row["category"]: row["in_quarter_value"] for row in tables["rpt_delivery"].rows}
    assert shown == {"schools": 12, "health": None, "police": 9, "all": None}
