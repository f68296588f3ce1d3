"""The report writes numbers, days and statuses as people do, and rounds half up."""

from __future__ import annotations

import doctest
from decimal import Decimal
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfpc.report import words
from tests.folders import HOME

REPORT = HOME / "src" / "sfpc" / "report"
MODULES = sorted(
    ".".join(path.relative_to(REPORT).with_suffix("").parts)
    for path in REPORT.rglob("*.py")
    if ">>>" in path.read_text(encoding="utf-8") and path.stem != "__init__"
)
"""Every module of the report that gives an example."""


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_are_true(name):
    results = doctest.testmod(import_module(f"sfpc.report.{name}"))

    assert results.attempted > 0
    assert results.failed == 0


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
