"""The report writes numbers, days and statuses as people do, and rounds half up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfpc.report import words


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [("1.005", 2, "1.01"), ("0.285", 2, "0.29"), ("2.5", 0, "3"), ("-0.5", 0, "−1"), ("-0.4", 0, "0")],
)
def test_a_half_is_rounded_away_from_zero_where_floats_and_bankers_would_not(value, decimals, shown):
    assert words.number(Decimal(value), decimals) == shown


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=8), st.integers(0, 4))
def test_a_shown_number_is_never_further_than_half_a_step_from_the_number(value, decimals):
    shown = Decimal(words.number(value, decimals).replace(",", "").replace("−", "-"))

    assert abs(shown - value) <= Decimal("0.5").scaleb(-decimals)


def test_a_status_nobody_has_put_into_words_is_still_shown():
    assert words.status("made_up_yesterday") == "made up yesterday"


def test_a_change_of_a_percentage_is_in_points_and_one_of_a_count_is_not():
    assert words.changed(Decimal("-7.6"), {"unit": "per_cent", "decimals": 1}) == "−7.6 points"
    assert words.changed(Decimal(12), {"unit": "children", "decimals": 0}) == "+12"
