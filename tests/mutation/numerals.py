"""Numbers and days as a council wrote them: read from a text, and another written in its manner."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

_NUMBER = re.compile(r"(?P<before>[£\s]*)(?P<sign>-?)(?P<mid>[£\s]*)(?P<digits>\d[\d,]*(?:\.\d+)?)(?P<after>[%\s]*)")
_SERIAL = re.compile(r"\d{5}")
SERIAL_BEGAN = date(1899, 12, 30)
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def number_in(text: str | None) -> Decimal | None:
    """The number that a text is, in the unit it is written in; None where it is none.

    >>> number_in("£1,408.50"), number_in("-194"), number_in("26.9%"), number_in("N/A")
    (Decimal('1408.50'), Decimal('-194'), Decimal('26.9'), None)
    """
    found = _NUMBER.fullmatch(text or "")
    return Decimal(found["sign"] + found["digits"].replace(",", "")) if found else None


def number_like(text: str, number: Decimal) -> str:
    """A number in the manner of a text that holds one: its pound sign, its commas, as many decimals.

    >>> number_like("£96,000.00", Decimal(-7)), number_like("0.079", Decimal("0.79"))
    ('-£7.00', '0.790')
    """
    found = _NUMBER.fullmatch(text)
    assert found is not None, text
    decimals = len(found["digits"].partition(".")[2])
    rounded = abs(number).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    digits = f"{rounded:,f}" if "," in text or "£" in text else f"{rounded:f}"
    return f"{'-' if number < 0 and rounded else ''}{found['before']}{found['mid']}{digits}{found['after']}"


def day_in(text: str | None) -> date | None:
    """The day that a text is, day before month; None where it is none.

    >>> day_in("44471") == day_in("02/10/2021") == day_in("2 October 2021") == day_in("2021-10-02")
    True
    """
    said = (text or "").strip()
    if _SERIAL.fullmatch(said):
        return SERIAL_BEGAN + timedelta(days=int(said))
    if found := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", said):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := re.fullmatch(r"(\d\d?)/(\d\d?)/(\d{4})", said):
        return date(int(found[3]), int(found[2]), int(found[1]))
    if (found := re.fullmatch(r"(\d\d?) (\w+) (\d{4})", said)) and found[2] in MONTHS:
        return date(int(found[3]), MONTHS.index(found[2]) + 1, int(found[1]))
    return None


def day_like(text: str, day: date) -> str:
    """A day in the manner of a text that holds one.

    >>> [day_like(text, date(2021, 10, 2)) for text in ("44000", "05/01/2020", "2020-01-05", "5 January 2020")]
    ['44471', '02/10/2021', '2021-10-02', '02 October 2021']
    """
    said = text.strip()
    if _SERIAL.fullmatch(said):
        return str((day - SERIAL_BEGAN).days)
    if "/" in said:
        return f"{day:%d/%m/%Y}"
    if "-" in said:
        return day.isoformat()
    return f"{day.day:02d} {MONTHS[day.month - 1]} {day.year}"
