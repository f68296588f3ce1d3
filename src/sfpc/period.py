"""Quarters of the financial year, and the ways people write periods.

A financial year runs from 1 April to 31 March; quarter 4 of 2022-23 is January to March 2023.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from sfpc.errors import UsageError
from sfpc.text import clean

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
MONTHS_IN_A_YEAR = 12
APRIL = 4
LAST_QUARTER = 4
EXCEL_EPOCH = date(1899, 12, 30)
"""Day 0 of the 1900 date system, as it counts from March 1900 on."""

EXCEL_EPOCH_OF_1904 = date(1904, 1, 1)
"""Day 0 of the 1904 date system, which workbooks of old Macs keep."""

PLAUSIBLE_YEARS = range(2000, 2050)
"""Years a date can be of; a serial number of another is no date, and a year of another a slip of the keyboard."""

_QUARTER = re.compile(r"(20\d{2})-(\d{2})-Q([1-4])", re.ASCII)
_YEAR = re.compile(
    r"(?:fy|financial year)?\s?(?!20\d\d$)(?:20)?(\d{2})\s?[-/]?\s?(?:20)?(\d{2})", re.IGNORECASE | re.ASCII
)
_THIS_CENTURY = r"(20[0-4]\d|[0-4]\d)"
_WEEKDAY = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? ")
_TIME_OF_DAY = re.compile(
    r"^(.*\d)[t ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)? ?(?:[ap]m)?(?:z|[-+]\d{2}:?\d{2})?$", re.ASCII
)
_ORDINAL = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b(?: of\b)?", re.ASCII)
_MONTHS_IN_BRACKETS = r"\([a-z]{3,9}\.?\s?(?:-|to)\s?[a-z]{3,9}\.?\)"


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a financial year, written as 2022-23-Q1.

    >>> str(Quarter.parse("2021-22-Q4").following)
    '2022-23-Q1'
    """

    start_year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """Read `2022-23-Q1`, of this century, and nothing looser."""
        match = _QUARTER.fullmatch(text)
        if not match or (int(match[1]) + 1) % 100 != int(match[2]):
            raise UsageError(f"{text!r} is not a quarter of a financial year; write it as 2022-23-Q1")
        return cls(int(match[1]), int(match[3]))

    @classmethod
    def of(cls, day: date) -> Quarter:
        """The quarter a day falls in."""
        start_year = day.year if day.month >= APRIL else day.year - 1
        return cls(start_year, (day.month - APRIL) % MONTHS_IN_A_YEAR // 3 + 1)

    def __str__(self) -> str:
        return f"{self.financial_year}-Q{self.number}"

    @property
    def financial_year(self) -> str:
        """The financial year, written as 2022-23."""
        return f"{self.start_year}-{(self.start_year + 1) % 100:02d}"

    @property
    def first_day(self) -> date:
        """The first day of the quarter."""
        years, month = divmod(self.number * 3, MONTHS_IN_A_YEAR)
        return date(self.start_year + years, month + 1, 1)

    @property
    def last_day(self) -> date:
        """The last day of the quarter."""
        return self.following.first_day - timedelta(days=1)

    @property
    def previous(self) -> Quarter:
        """The quarter before this one."""
        if self.number == 1:
            return Quarter(self.start_year - 1, LAST_QUARTER)
        return Quarter(self.start_year, self.number - 1)

    @property
    def following(self) -> Quarter:
        """The quarter after this one."""
        if self.number == LAST_QUARTER:
            return Quarter(self.start_year + 1, 1)
        return Quarter(self.start_year, self.number + 1)


def read_financial_year(text: str) -> int | None:
    """Read the first calendar year of a financial year; None when the text is not one, or is a calendar year.

    >>> [read_financial_year(t) for t in ("2021-22", "2021/2022", "202122", "21/22", "FY21/22", "2021/23", "2021")]
    [2021, 2021, 2021, 2021, 2021, None, None]
    """
    match = _YEAR.fullmatch(clean(text))
    if not match:
        return None
    first = int(match[1])
    return 2000 + first if (first + 1) % 100 == int(match[2]) else None


def read_quarter_number(text: str) -> int | None:
    """Read 1 to 4 from `Q1`, `Quarter 1`, `1` or `Q1 (Apr-Jun)`; None when the text says none, or says more."""
    match = re.fullmatch(
        rf"(?:q|quarter|qtr)?\.?\s?([1-4])(?:\s?{_MONTHS_IN_BRACKETS})?", clean(text), re.IGNORECASE | re.ASCII
    )
    return int(match[1]) if match else None


def read_quarter(text: str) -> Quarter | None:
    """Read a whole quarter with its year, as in `Q3 (Oct-Dec) 21/22` or `2021-22 Q3`; None when either is missing."""
    text = clean(text).replace("_", " ")
    number = re.search(r"\bq(?:uarter|tr)?\.?\s?([1-4])\b", text, re.IGNORECASE | re.ASCII)
    if not number:
        return None
    rest = text[: number.start()] + " " + text[number.end() :]
    rest = re.sub(_MONTHS_IN_BRACKETS, " ", rest, count=1, flags=re.IGNORECASE)
    rest = re.sub(r"^[ ,-]*of\b", " ", rest, count=1, flags=re.IGNORECASE)
    year = read_financial_year(rest.strip(" -,/"))
    return Quarter(year, int(number[1])) if year is not None else None


def days_of(text: str, date_system: str = "1900") -> tuple[date, ...]:
    """Every day a date's text can mean: none, one, or two where day and month can change places (day first is first).

    ISO, `dd/mm/yyyy`, `30 June 2021`, `June 30, 2021`, or a spreadsheet's serial number, of the years 2000 to 2049;
    what says nothing of the day (its name, a time of day) may stand beside it. SQL's macro to_date does the same.

    >>> [str(day) for day in days_of("03/04/2021")]
    ['2021-04-03', '2021-03-04']
    """
    text = date_text(text)
    if match := re.fullmatch(r"(20[0-4]\d)[-/](\d{1,2})[-/](\d{1,2})", text, re.ASCII):
        parts = [(match[1], match[2], match[3])]
    elif match := re.fullmatch(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2{_THIS_CENTURY}", text, re.ASCII):
        parts = [(match[4], match[3], match[1]), (match[4], match[1], match[3])]
    elif match := re.fullmatch(rf"(\d{{1,2}})[- ]?([a-z]{{3,9}})[- ]?{_THIS_CENTURY}", text, re.ASCII):
        parts = [(match[3], month_number(match[2]) or 0, match[1])]
    elif match := re.fullmatch(r"([a-z]{3,9})[- ]?(\d{1,2})[- ](20[0-4]\d)", text, re.ASCII):
        parts = [(match[3], month_number(match[1]) or 0, match[2])]
    elif match := re.fullmatch(r"(\d{5})(?:\.\d+)?", text, re.ASCII):
        first_day = EXCEL_EPOCH if date_system == "1900" else EXCEL_EPOCH_OF_1904
        day = first_day + timedelta(days=int(match[1]))
        return (day,) if day.year in PLAUSIBLE_YEARS else ()
    else:
        return ()
    days = []
    for year, month, day_number in parts:
        with suppress(ValueError):  # a day that does not exist is none
            days.append(date(_four_figures(year), int(month), int(day_number)))
    return tuple(dict.fromkeys(days))


def date_text(text: str) -> str:
    """A date without what says nothing of the day: its name, `th` after its number, `of`, commas, a time of day."""
    text = _WEEKDAY.sub("", clean(text).removeprefix("'").strip().casefold())
    text = _ORDINAL.sub(r"\1", _TIME_OF_DAY.sub(r"\1", text))
    return re.sub(r"([a-z])\. ?|, ?", lambda match: f"{match[1] or ''} ", text).strip()


def read_date(text: str, date_system: str = "1900") -> date | None:
    """Read the one day a text means, as `days_of` does; None where it means none, or could mean two."""
    days = days_of(text, date_system)
    return days[0] if len(days) == 1 else None


def read_month(text: str) -> date | None:
    """Read the first day of a month from `Jul-21`, `Jul 2021` or `July 2021`, or of the month a day falls in."""
    match = re.fullmatch(rf"([a-z]{{3,9}})[- /']*{_THIS_CENTURY}", date_text(text), re.ASCII)
    if match and (number := month_number(match[1])):
        return date(_four_figures(match[2]), number, 1)
    day = read_date(text)
    return day.replace(day=1) if day else None


def _four_figures(year: str) -> int:
    """A year of two figures is of this century."""
    return int(year) % 100 + 2000


def month_number(name: str) -> int | None:
    """Read 1 to 12 from the name of a month, whole or cut short to three letters or more; None for another word."""
    name = name.casefold()
    return next((number for number, month in enumerate(MONTHS, 1) if month.startswith(name)), None)
