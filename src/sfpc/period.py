"""Quarters of the financial year, and the ways people write periods.

A financial year runs from 1 April to 31 March; quarter 4 of 2022-23 is January to March 2023.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from sfpc.errors import UsageError

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
EXCEL_EPOCH = date(1899, 12, 30)
"""Day 0 of the 1900 date system, as it counts from March 1900 on."""

_QUARTER = re.compile(r"(\d{4})-(\d{2})-Q([1-4])")
_YEAR = re.compile(r"(?:fy|financial year)?\s*(?:20)?(\d{2})\s*[-/ ]?\s*(?:20)?(\d{2})", re.IGNORECASE)


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
        """Read `2022-23-Q1`, and nothing looser."""
        match = _QUARTER.fullmatch(text)
        if not match or (int(match[1]) + 1) % 100 != int(match[2]):
            raise UsageError(f"{text!r} is not a quarter of a financial year; write it as 2022-23-Q1")
        return cls(int(match[1]), int(match[3]))

    @classmethod
    def of(cls, day: date) -> Quarter:
        """The quarter a day falls in."""
        start_year = day.year if day.month >= 4 else day.year - 1
        return cls(start_year, (day.month - 4) % 12 // 3 + 1)

    def __str__(self) -> str:
        return f"{self.financial_year}-Q{self.number}"

    @property
    def financial_year(self) -> str:
        """The financial year, written as 2022-23."""
        return f"{self.start_year}-{(self.start_year + 1) % 100:02d}"

    @property
    def first_day(self) -> date:
        """The first day of the quarter."""
        month = self.number * 3 + 1
        return date(self.start_year + (month > 12), (month - 1) % 12 + 1, 1)

    @property
    def last_day(self) -> date:
        """The last day of the quarter."""
        return self.following.first_day - timedelta(days=1)

    @property
    def previous(self) -> Quarter:
        """The quarter before this one."""
        return Quarter(self.start_year - 1, 4) if self.number == 1 else Quarter(self.start_year, self.number - 1)

    @property
    def following(self) -> Quarter:
        """The quarter after this one."""
        return Quarter(self.start_year + 1, 1) if self.number == 4 else Quarter(self.start_year, self.number + 1)


def read_financial_year(text: str) -> int | None:
    """Read the first calendar year of a financial year; None when the text is not one.

    >>> [read_financial_year(t) for t in ("2021-22", "2021/2022", "202122", "21/22", "FY21/22", "2021/23")]
    [2021, 2021, 2021, 2021, 2021, None]
    """
    match = _YEAR.fullmatch(text.strip())
    if not match or (int(match[1]) + 1) % 100 != int(match[2]):
        return None
    return 2000 + int(match[1])


def read_quarter_number(text: str) -> int | None:
    """Read 1 to 4 from `Q1`, `Quarter 1`, `1` or `Q1 (Apr-Jun)`; None when the text says none."""
    match = re.match(r"\s*(?:q|quarter|qtr)?\.?\s*([1-4])\b", text, re.IGNORECASE)
    return int(match[1]) if match else None


def read_quarter(text: str) -> Quarter | None:
    """Read a whole quarter with its year, as in `Q3 (Oct-Dec) 21/22` or `2021-22 Q3`; None when either is missing."""
    number = re.search(r"\bq(?:uarter|tr)?\.?\s*([1-4])\b", text, re.IGNORECASE)
    if not number:
        return None
    rest = re.sub(r"\(.*?\)", " ", text[: number.start()] + " " + text[number.end() :])
    year = read_financial_year(rest.strip(" -,_/"))
    return Quarter(year, int(number[1])) if year is not None else None


def read_date(text: str) -> date | None:
    """Read a day: ISO, `dd/mm/yyyy`, or an Excel serial number of the 1900 system; None for anything else."""
    text = text.strip()
    if match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?", text):
        parts = int(match[1]), int(match[2]), int(match[3])
    elif match := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", text):
        parts = int(match[3]), int(match[2]), int(match[1])
    elif re.fullmatch(r"[1-9]\d{4}", text):
        return EXCEL_EPOCH + timedelta(days=int(text))
    else:
        return None
    try:
        return date(*parts)
    except ValueError:
        return None


def read_month(text: str) -> date | None:
    """Read the first day of a month from `Jul-21`, `Jul 2021` or `July 2021`, or of the month a day falls in."""
    match = re.fullmatch(r"([a-z]{3,9})[\s\-/']*(?:20)?(\d{2})", text.strip(), re.IGNORECASE)
    if match and match[1][:3].lower() in MONTHS:
        return date(2000 + int(match[2]), MONTHS.index(match[1][:3].lower()) + 1, 1)
    day = read_date(text)
    return day.replace(day=1) if day else None
