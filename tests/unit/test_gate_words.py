"""A failing row is told in numbers, money and days as people write them."""

import math
from datetime import date

import pytest

from sfpc.gate import words


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (12940.0, "number", "12,940"),
        (0, "number", "0"),
        (-3, "number", "-3"),
        (321.7, "number", "321.7"),
        (1234.005, "number", "1,234.01"),  # half up
        (100, "number", "100"),
        (0.5, "gbp", "£0.50"),
        (-1234.5, "gbp", "-£1,234.50"),
        (2.675, "gbp", "£2.68"),  # half up, as written, not as stored in binary
        (869.95, "change_percent", "+870.0%"),
        (-15.4, "change_percent", "-15.4%"),
        (61, "percent", "61.0%"),
        (date(2021, 9, 30), "number", "30 September 2021"),
        ("Referrals", "gbp", "Referrals"),
        (True, "number", "yes"),
        (None, "number", "nothing"),
        (math.nan, "gbp", "nothing"),
    ],
)
def test_a_value_is_written_as_people_write_it(value, kind, text):
    assert words.written(value, kind) == text


def test_a_column_s_name_says_how_it_is_written():
    row = {"budget_gbp": 1.0, "change_percent": 2.0, "rate_percent": 3.0, "count": 4.0}

    assert words.fill("{budget_gbp} {change_percent} {rate_percent} {count} {count:gbp}", row) == (
        "£1.00 +2.0% 3.0% 4 £4.00"
    )


def test_an_unknown_way_of_writing_is_refused():
    with pytest.raises(ValueError, match="'stones' is no way to write a number"):
        words.fill("{weight:stones}", {"weight": 1})
