"""Working days are counted as people in England work, over week-ends, moved holidays and year ends."""

from datetime import date, timedelta

import pytest

from sfpc.working_days import is_working_day, working_day_after, working_days_late


@pytest.mark.parametrize(
    ("day", "is_one"),
    [
        ("2022-04-14", True),  # Maundy Thursday
        ("2022-04-15", False),  # Good Friday
        ("2022-04-16", False),  # Saturday
        ("2022-04-18", False),  # Easter Monday
        ("2022-05-30", True),  # the Spring bank holiday, moved that year
        ("2022-06-02", False),
        ("2022-06-03", False),  # the Platinum Jubilee
        ("2022-09-19", False),  # the State Funeral
        ("2022-01-03", False),  # for New Year's Day, a Saturday
        ("2022-01-04", True),  # a holiday in Scotland alone
        ("2022-03-17", True),  # and in Northern Ireland
    ],
)
def test_a_working_day_is_one_in_england(day, is_one):
    assert is_working_day(date.fromisoformat(day)) is is_one


def test_a_day_twenty_working_days_on_is_found_over_christmas():
    assert working_day_after(date(2021, 12, 31), 20) == date(2022, 1, 31)


def test_what_is_in_time_is_not_late():
    due = date(2022, 7, 28)

    assert working_days_late(due, due) == 0
    assert working_days_late(due, date(2020, 1, 1)) == 0


@pytest.mark.parametrize(("day", "late"), [("2022-04-14", 1), ("2022-04-18", 1), ("2022-04-19", 2)])
def test_days_on_which_nobody_works_do_not_make_a_return_later(day, late):
    assert working_days_late(date(2022, 4, 13), date.fromisoformat(day)) == late


@pytest.mark.parametrize("count", range(1, 60))
def test_counting_on_and_counting_back_agree(count):
    due = date(2022, 4, 13)
    day = working_day_after(due, count)

    assert working_days_late(due, day) == count
    assert working_days_late(due, day - timedelta(days=1)) == count - 1
