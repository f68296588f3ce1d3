"""What the mutations are made of: texts in a council's manner, places in order, bands that begin where they say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.mutation import bands
from tests.mutation.cells import row_and_column
from tests.mutation.numerals import day_in, day_like, number_in, number_like
from tests.mutation.tally import Share

DAY = date(2021, 10, 2)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("£1,408.50", "1408.50"), ("-194", "-194"), ("-£7.00", "-7.00"), ("£-7", "-7"), ("26.9%", "26.9"), ("0", "0"),
        ("N/A", None), ("NULL", None), ("1.2.3", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_a_number_is_told_from_words(text, number):
    assert number_in(text) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("text", "number", "written"),
    [
        ("£96,000.00", "-7", "-£7.00"), ("1,408", "14080", "14,080"), ("0.079", "0.79", "0.790"),
        ("651", "-651", "-651"), ("26.9%", "269", "269.0%"), ("-194", "194", "194"),
        ("601", "0.4", "0"), ("601", "-0.4", "0"),
    ],
)  # fmt: skip
def test_a_number_is_written_as_its_neighbours_are(text, number, written):
    assert number_like(text, Decimal(number)) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("44000", "44471"), ("05/01/2020", "02/10/2021"), ("2020-01-05", "2021-10-02"),
        ("05 January 2020", "02 October 2021"),
    ],
)  # fmt: skip
def test_a_day_is_written_as_its_neighbours_are(text, written):
    assert day_in(text) is not None
    assert day_like(text, DAY) == written
    assert day_in(written) == DAY


def test_words_are_no_day():
    assert [day_in(text) for text in ("N/A", "Complete", "651", None)] == [None] * 4


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Z9", "AA9"), ("B9", "A10"), ("line 9, column 10", "line 10, column 2"),
        ("/performance/indicators/9/value", "/performance/indicators/10/value"),
    ],
)  # fmt: skip
def test_places_stand_in_the_order_in_which_one_reads(first, second):
    assert row_and_column(first) < row_and_column(second)


def measured(measure, value, numerator=None, denominator=None):
    """A row of the report."""
    parts = {"numerator_value": numerator, "denominator_value": denominator}
    return {"measure": measure, "value": None if value is None else Decimal(str(value)), **parts}


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (measured("cla_at_period_end", 1000), measured("cla_at_period_end", 1199)),
        (measured("cla_at_period_end", 1000), measured("cla_at_period_end", 847)),
        (measured("cla_started", 9), measured("cla_started", 26)),  # thrice as many, and chance may do it
        (measured("social_workers_fte", 100), measured("social_workers_fte", 125)),
        (
            measured("icpcs_within_15_working_days_percent", 80, 80, 100),
            measured("icpcs_within_15_working_days_percent", 65, 65, 100),
        ),
    ],
)
def test_a_figure_within_its_band_is_no_mutation_to_catch(was, now):
    assert not bands.is_beyond_for_measure(was, now)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (measured("cla_at_period_end", 1000), measured("cla_at_period_end", 1200)),
        (measured("cla_at_period_end", 1000), measured("cla_at_period_end", 845)),
        (measured("cla_at_period_end", 1000), measured("cla_at_period_end", None)),
        (measured("cla_started", 9), measured("cla_started", 27 + 4)),
        (measured("social_workers_fte", 100), measured("social_workers_fte", 125.1)),
        (
            measured("icpcs_within_15_working_days_percent", 80, 800, 1000),
            measured("icpcs_within_15_working_days_percent", 69, 690, 1000),
        ),
    ],
)
def test_a_figure_beyond_its_band_is_a_mutation_to_catch(was, now):
    assert bands.is_beyond_for_measure(was, now)


def test_counts_of_delivery_have_a_tenth_and_chance():
    held = ("fgc_held", "all")
    assert not bands.is_beyond_for_count(Decimal(1000), Decimal(1100), *held)
    assert bands.is_beyond_for_count(Decimal(10000), Decimal(11001), *held)
    assert not bands.is_beyond_for_count(Decimal(10), Decimal(26), *held)
    assert bands.is_beyond_for_count(Decimal(10), Decimal(30), *held)
    assert bands.is_beyond_for_count(Decimal(2), Decimal(-2), *held)


def test_what_comes_in_courses_moves_further_than_conferences():
    police = ("training_awareness", "police")
    assert not bands.is_beyond_for_count(Decimal(100), Decimal(400), *police)
    assert bands.is_beyond_for_count(Decimal(100), Decimal(480), *police)
    assert bands.is_beyond_for_count(Decimal(100), None, *police)


def test_money_has_a_hundredth_its_rounding_and_a_pound():
    assert not bands.is_beyond_for_money(Decimal(100000), Decimal(101000), Decimal("0.01"))
    assert bands.is_beyond_for_money(Decimal(100000), Decimal(101001), Decimal("0.01"))
    assert not bands.is_beyond_for_money(Decimal(36000), Decimal(37000), Decimal(1000))
    assert not bands.is_beyond_for_money(Decimal(0), Decimal(1), Decimal("0.01"))
    assert bands.is_beyond_for_money(Decimal(0), None, Decimal("0.01"))


def test_what_was_only_remarked_is_not_caught():
    assert Share(number=4, critical=1, warning=1, info=2).caught == 0.5
