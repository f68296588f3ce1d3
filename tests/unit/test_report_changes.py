"""The summary of what changed calls nothing a change that the figures do not show to be one."""

from __future__ import annotations

from decimal import Decimal

from sfpc.report.sections import changes
from sfpc.report.tables import Table


def compared(measure, judgement, comparison="same_quarter_last_year", **values):
    row = {
        "authority_code": "A", "authority_name": "Ashby", "quarter": "2022-23-Q1", "measure": measure,
        "comparison": comparison, "measure_type": "flow",
        "title": measure.capitalize(), "unit": "referrals", "polarity": "neutral", "decimals": 0, "value": Decimal(90),
        "compared_value": Decimal(120), "change": Decimal(-30), "change_percent": Decimal(-25), "judgement": judgement,
    }  # fmt: skip
    return row | values


def summary(*rows):
    (made,) = changes.summaries(Table("rpt_changes", "", (), rows), "2022-23-Q1")
    return made


def test_a_clear_change_is_told_with_both_figures_and_the_rest_is_counted():
    told = summary(
        compared("referrals", "clear_fall"),
        compared("plans", "no_clear_change"),
        compared("visits", "no_clear_change"),
        compared("returns", "too_few_to_tell"),
        compared("workers", "no_rule"),
    )

    assert told.clear == ["Referrals: 90, down from 120 (−25.0%)."]
    assert told.rest == "No clear change in 2 other measures; 1 measure with too few to tell; 1 measure not compared."


def test_without_a_clear_change_it_says_so_and_nothing_more():
    told = summary(compared("referrals", "no_clear_change"))

    assert told.clear == []
    assert told.rest == "No clear change in 1 measure."


def test_a_change_is_held_against_what_the_programme_aims_for_only_where_it_aims():
    down = summary(compared("referrals", "clear_fall", polarity="lower_is_better"))
    up = summary(
        compared(
            "share", "clear_rise", polarity="lower_is_better", unit="per_cent", decimals=1, value=Decimal("28.75"),
            compared_value=Decimal("23.2"), change=Decimal("5.55"), change_percent=None,
        )
    )  # fmt: skip

    assert down.clear == ["Referrals: 90, down from 120 (−25.0%), as the programme aims."]
    assert up.clear == ["Share: 28.8%, up from 23.2% (+5.6 points), not as the programme aims."]


def test_in_the_first_year_the_quarter_before_is_compared_with():
    told = summary(
        compared("referrals", "not_comparable"), compared("referrals", "clear_fall", comparison="previous_quarter")
    )

    assert told.compared_with == "the quarter before"
    assert len(told.clear) == 1


def test_an_authority_of_which_nothing_is_known_yet_is_not_left_out():
    told = summary(compared("referrals", "not_comparable", "previous_quarter"))

    assert told.rest == "No earlier figures are held to compare with."
