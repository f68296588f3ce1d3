"""Working days in England: Monday to Friday but for the bank holidays, as returns are due by and late by."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

SATURDAY = 5


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """England's bank holidays of a year, those proclaimed for once and those moved among them."""
    import holidays

    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: date) -> bool:
    """Whether a day is a working day.

    >>> is_working_day(date(2022, 4, 15)), is_working_day(date(2022, 4, 14))
    (False, True)
    """
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


def working_day_after(day: date, count: int) -> date:
    """The working day that comes so many working days after a day.

    >>> working_day_after(date(2022, 6, 30), 20)
    datetime.date(2022, 7, 28)
    """
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def working_days_late(due: date, day: date) -> int:
    """How many working days have passed between the day something is due and the day it is done; 0 when in time.

    >>> working_days_late(date(2022, 7, 28), date(2022, 8, 1)), working_days_late(date(2022, 7, 29), date(2022, 7, 30))
    (2, 0)
    """
    days = (due + timedelta(days=number) for number in range(1, (day - due).days + 1))
    return sum(is_working_day(one) for one in days)
