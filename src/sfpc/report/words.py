"""How the report writes numbers, days, units and statuses for people. Rounding is half up, on decimals alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sfpc.period import Quarter

STATUSES = {
    "accepted": "accepted",
    "allowed": "let pass: too few returns by agreement",
    "before_start": "before the start",
    "blank": "left blank",
    "comparable": "comparable",
    "conflicting": "two different values sent",
    "continuing": "continuing",
    "date_past": "date past",
    "due": "due, not received",
    "in_force": "in force",
    "incomplete": "incomplete",
    "late": "late, not received",
    "missing": "missing from the return",
    "new": "new",
    "nil": "nothing to report",
    "nil_return": "nothing to report",
    "no_baseline": "no baseline",
    "no_grant_on_record": "no grant on record",
    "no_longer_reported": "no longer reported",
    "no_plan": "no plan",
    "no_population": "no population",
    "no_return": "no return",
    "no_rule": "no rule",
    "no_size_given": "no size given",
    "no_statistic": "no published statistic",
    "no_target": "no target",
    "not_applicable": "not applicable",
    "not_available": "not available",
    "not_comparable": "not comparable",
    "not_due": "not due yet",
    "not_rated": "not rated",
    "outside_period": "outside the grant’s period",
    "part_of_period": "part of the period",
    "received": "received, not read",
    "rejected": "rejected",
    "suppressed": "suppressed",
    "too_few_points": "too few points",
    "unreadable": "could not be read",
    "withdrawn": "withdrawn",
    "withheld": "withheld",
}
UNITS = {
    "per_cent": "per cent",
    "full_time_equivalent": "full-time equivalents",
    "gbp": "pounds",
    "rate_per_10000": "per 10,000 children",
    "cases_per_full_time_equivalent": "cases for each full-time equivalent",
}
COMPARATORS = {
    "about": "about",
    "almost": "almost",
    "at_least": "at least",
    "at_most": "at most",
    "exactly": "",
    "more_than": "more than",
    "up_to": "up to",
}
MONTHS_OF_QUARTER = {
    1: ("April", "June"),
    2: ("July", "September"),
    3: ("October", "December"),
    4: ("January", "March"),
}


def covers(code: str | None) -> str:
    """What a grant or profile is of.

    >>> covers("dfe_grant"), covers("whole_programme"), covers(None)
    ('DfE grant', 'whole programme', 'none')
    """
    return "DfE grant" if code == "dfe_grant" else status(code or "none")


def comparator(code: str) -> str:
    """How a target is meant; empty where it is meant exactly.

    >>> comparator("at_least"), comparator("exactly"), comparator("nearly")
    ('at least', '', 'nearly')
    """
    return COMPARATORS.get(code, code.replace("_", " "))


def status(code: str) -> str:
    """A status in words; one that is not known yet is written out rather than hidden.

    >>> status("not_available"), status("some_new_status")
    ('not available', 'some new status')
    """
    return STATUSES.get(code, code.replace("_", " "))


def unit(code: str) -> str:
    """The unit of a measure in words."""
    return UNITS.get(code, code.replace("_", " "))


def rounded(value: Decimal | int, decimals: int = 0) -> Decimal:
    """Round half up, away from zero as people do.

    >>> rounded(Decimal("0.25"), 1), rounded(Decimal("-2.5")), rounded(Decimal("24.2041925"), 1)
    (Decimal('0.3'), Decimal('-3'), Decimal('24.2'))
    """
    return Decimal(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def number(value: Decimal | int, decimals: int = 0, *, signed: bool = False) -> str:
    """A number with thousands marked and a true minus; a change also shows its plus.

    >>> number(Decimal("1498"), 0), number(Decimal("-3.25"), 1), number(4, signed=True), number(Decimal("-0.04"), 1)
    ('1,498', '−3.3', '+4', '0.0')
    """
    shown = rounded(value, decimals)
    sign = "−" if shown < 0 else "+" if signed and shown > 0 else ""
    return f"{sign}{abs(shown):,}"


def pounds(value: Decimal, *, signed: bool = False) -> str:
    """Whole pounds; the pennies stand in the workbook and the CSVs.

    >>> pounds(Decimal("20169.39")), pounds(Decimal("-498000")), pounds(Decimal("12.50"), signed=True)
    ('£20,169', '−£498,000', '+£13')
    """
    shown = rounded(value)
    sign = "−" if shown < 0 else "+" if signed and shown > 0 else ""
    return f"{sign}£{abs(shown):,}"


def percentage(value: Decimal, decimals: int = 1, *, signed: bool = False) -> str:
    """A percentage, from a number in which 50 is half."""
    return f"{number(value, decimals, signed=signed)}%"


def reached(value: Decimal) -> str:
    """How much of a target is reached; what falls short of the whole is never rounded up to it.

    >>> reached(Decimal("100.5")), reached(Decimal("99.96")), reached(Decimal("99.94"))
    ('100.5%', 'just under 100%', '99.9%')
    """
    whole = 100
    return "just under 100%" if value < whole and rounded(value, 1) == whole else percentage(value)


def measured(value: Decimal, row: Mapping[str, Any]) -> str:
    """A value of a measure with the decimals its row asks for; the per cent sign where that is its unit."""
    return f"{number(value, row['decimals'])}{'%' if row['unit'] == 'per_cent' else ''}"


def changed(value: Decimal, row: Mapping[str, Any]) -> str:
    """A change of a measure; of a percentage it is in points, which are not per cent."""
    points = " points" if row["unit"] == "per_cent" else ""
    return f"{number(value, row['decimals'], signed=True)}{points}"


def day(value: date | datetime) -> str:
    """A day as people write it.

    >>> day(date(2022, 6, 1))
    '1 June 2022'
    """
    return f"{value.day} {value:%B %Y}"


def short_day(value: date) -> str:
    """A day for narrow columns: 1 Jun 2022."""
    return f"{value.day} {value:%b %Y}"


def quarter(code: str) -> str:
    """A quarter by its months.

    >>> quarter("2022-23-Q4")
    'January to March 2023'
    """
    parsed = Quarter.parse(code)
    first, last = MONTHS_OF_QUARTER[parsed.number]
    return f"{first} to {last} {parsed.last_day.year}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun.

    >>> plural(1, "warning"), plural(0, "warning"), plural(1200, "entry", "entries")
    ('1 warning', '0 warnings', '1,200 entries')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def sentence(text: str) -> str:
    """A text that begins with a capital letter.

    >>> sentence("the return came in.")
    'The return came in.'
    """
    return text[:1].upper() + text[1:]


def listed(words: list[str]) -> str:
    """Words in a sentence.

    >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
