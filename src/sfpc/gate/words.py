"""A failing row in plain English: numbers, money, percentages and days as people write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

PENNY = Decimal("0.01")
TENTH = Decimal("0.1")
KINDS = ("gbp", "percent", "change_percent", "points", "number")


class Word:
    """One value of a failing row, which knows how it is written."""

    def __init__(self, column: str, value: object) -> None:
        self.column = column
        self.value = value

    def __format__(self, kind: str) -> str:
        return written(self.value, kind or self.kind)

    @property
    def kind(self) -> str:
        """How the column's name says that its values are written."""
        endings = {"_gbp": "gbp", "change_percent": "change_percent", "_percent": "percent"}
        return next((kind for ending, kind in endings.items() if self.column.endswith(ending)), "number")


def fill(template: str, row: Mapping[str, Any]) -> str:
    """Put a row's values into a message.

    >>> fill("{measure}: {value}, was {was}; spent {spent_gbp}", {"measure": "Referrals", "value": 1234.0,
    ...      "was": None, "spent_gbp": -1234.5})
    'Referrals: 1,234, was nothing; spent -£1,234.50'
    """
    return template.format_map({column: Word(column, value) for column, value in row.items()})


def written(value: object, kind: str = "number") -> str:
    """Write one value.

    >>> [written(896.15, "change_percent"), written(-0.4, "points"), written(25.0, "percent"), written(3.70)]
    ['+896.2%', '-0.4 percentage points', '25.0%', '3.7']
    """
    if is_nothing(value):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, str):
        return value
    return _number(Decimal(str(value)), kind)


def is_nothing(value: object) -> bool:
    """Whether a value of a DataFrame is missing: None, NaN, NaT or NA."""
    return value is None or type(value).__name__ in {"NAType", "NaTType"} or bool(value != value)  # noqa: PLR0124


def _number(number: Decimal, kind: str) -> str:
    minus = "-" if number < 0 else ""
    if kind == "gbp":
        return f"{minus}£{_rounded(abs(number), PENNY):,}"
    if kind == "percent":
        return f"{_rounded(number, TENTH):,}%"
    if kind == "change_percent":
        return f"{_rounded(number, TENTH):+,}%"
    if kind == "points":
        return f"{_rounded(number, TENTH):,} percentage points"
    if kind != "number":
        raise ValueError(f"{kind!r} is no way to write a number; the ways are {', '.join(KINDS)}")
    whole = number == number.to_integral_value()
    return f"{int(number):,}" if whole else f"{_rounded(number, PENNY).normalize():,f}"


def _rounded(number: Decimal, step: Decimal) -> Decimal:
    return number.quantize(step, rounding=ROUND_HALF_UP)
