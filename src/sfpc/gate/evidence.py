"""What a check saw and what it should have seen, in words that a statistician reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from string import Formatter
from typing import Any

from sfpc.gate.suites import Check, Suite
from sfpc.gate.words import Word, fill, is_nothing, written

COMPUTED = ("checked", "quantity", "lower", "upper")
"""Columns that a check makes; how they are written its message says, if it names one of them."""

SUBJECTS = ("measure", "activity", "workstream", "milestone", "benefit", "subject")
PARTS = ("category", "funder", "work_area", "financial_year")
"""Columns of the marts that hold what a figure is about, and what of it."""
OTHER_QUARTERS = {
    "year_change": "same_quarter_last_year",
    "last_year": "same_quarter_last_year",
    "previous": "previous_quarter",
    "change": "previous_quarter",
}
"""Words of a check that looks at another quarter as well, and the column that names that quarter."""

_CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
"""A status or another code: words of ours, which nobody wrote freely."""
_COLUMN = re.compile(r"\bthis\.(\w+)")
_EXPECTED = re.compile(r"\bexpected (.+)", re.IGNORECASE)


def row_key(suite: Suite, row: Mapping[str, Any]) -> str:
    """The columns and values that find a row again among those of its authority and quarter.

    >>> row_key(Suite("s", "marts.fct_x", "a-team", 1, (), key=("measure", "category")), {"measure": "referrals"})
    'measure=referrals'
    """
    named = [f"{column}={row[column]}" for column in suite.key if not is_nothing(row.get(column))]
    return ", ".join(named) or f"quarter={row.get('quarter', '')}"


def figures(check: Check, row: Mapping[str, Any]) -> dict[str, str | None]:
    """How the figures that a row is made of are named, so that their cells are found: subject, part, other quarter."""
    subject = next((str(row[name]) for name in SUBJECTS if not is_nothing(row.get(name))), None)
    part = next((str(row[name]) for name in PARTS if not is_nothing(row.get(name))), None)
    if subject and not part and "subject" in row:  # a reconciliation names both in one
        subject, _, part = subject.partition(" / ")
    words = " ".join(filter(None, [check.rows, check.value, check.message, *check.columns]))
    words += check.bands.of if check.bands else ""
    other = next((name for mark, name in OTHER_QUARTERS.items() if mark in words and name in row), "")
    compared = row.get(other)
    return {
        "subject": subject,
        "part": part or None,
        "compared_quarter": None if is_nothing(compared) else str(compared),
    }


def observed(check: Check, row: Mapping[str, Any]) -> str | None:
    """What a row at fault shows: the value, or those from which it was computed.

    A text that nobody vetted for printing is not told: only codes, and what the check's message prints as well.
    """
    column = check.columns[0] if check.columns else ""
    if check.bands:
        return _told(check, "quantity", row)
    if column != "checked":
        return _told(check, column, row)
    sources = [name for name in dict.fromkeys(_COLUMN.findall(check.value or "")) if name in row]
    told = {name: _told(check, name, row) for name in sources}
    if len(sources) == 1:
        return told[sources[0]]
    return ", ".join(f"{_title(name)} {value}" for name, value in told.items() if value) or None


def expected(check: Check, row: Mapping[str, Any] | None = None) -> str:
    """What should be seen, with the limits: of a row at fault its own, else those of the check.

    What a check computes has no limit that a person knows; its message says what was expected, else what it says holds.
    """
    if check.bands:
        return _of_the_band(check, row) if row else _of_the_bands(check)
    if check.columns == ["checked"]:
        clause = _EXPECTED.search(check.message or "") if row else None
        return fill(clause[1], row).rstrip(". ") if clause and row else check.says.rstrip(". ")
    return _limits(check, check.columns[0] if check.columns else "")


def _limits(check: Check, column: str) -> str:
    words = LIMITS.get(check.type)
    if words is None:
        return check.says.rstrip(". ")
    kind = _kind(check, column)
    told = words(check.kwargs, lambda value: written(value, kind))
    is_bare = words is _between and kind == "number" and column != "value"
    return f"{_title(column)} {told}" if is_bare else told


def _of_the_band(check: Check, row: Mapping[str, Any]) -> str:
    ends = {"min_value": row.get("lower"), "max_value": row.get("upper")}
    known = {name: None if is_nothing(value) else value for name, value in ends.items()}
    return _between(known, lambda value: written(value, _kind(check, "quantity")))


def _of_the_bands(check: Check) -> str:
    if check.bands is None:
        return ""
    kind = _kind(check, "quantity")
    told = {
        _between({"min_value": pair[0], "max_value": pair[1]}, lambda value: written(value, kind)): key
        for key, pair in reversed(list(check.bands.limits.items()))
    }
    if len(told) == 1:
        return next(iter(told))
    bands = {
        key: _between({"min_value": pair[0], "max_value": pair[1]}, lambda value: written(value, kind))
        for key, pair in check.bands.limits.items()
    }
    return "; ".join(f"{_title(key)} {words}" for key, words in bands.items())


def _told(check: Check, column: str, row: Mapping[str, Any]) -> str | None:
    value = row.get(column)
    if is_nothing(value):
        return "nothing"
    if isinstance(value, str):
        is_printed = column in _printed(check) or bool(_CODE.fullmatch(value))
        return value.replace("_", " ") if is_printed else None
    return written(value, _kind(check, column))


def _kind(check: Check, column: str) -> str:
    """How a column is written: as the check's message writes it, else as its name says."""
    printed = _printed(check)
    asked = (COMPUTED if column in COMPUTED else ()) + (column,)
    if kinds := [printed[name] for name in asked if printed.get(name)]:
        return kinds[0]
    if column == "quantity" and check.bands:
        plain = _COLUMN.findall(check.bands.of)
        column = plain[0] if len(plain) == 1 else column
    return Word(column, None).kind


def _printed(check: Check) -> dict[str, str]:
    """The columns that a check's message prints, and how."""
    fields = Formatter().parse(check.message or "")
    return {name: spec or "" for _, name, spec, _ in fields if name is not None}


def _title(name: str) -> str:
    return re.sub(r"_(gbp|percent|count|date)$", "", name).replace("_", " ")


Write = Callable[[object], str]


def _between(kwargs: Mapping[str, Any], write: Write) -> str:
    """The limits of a number.

    >>> _between({"min_value": 0, "strict_min": True}, str), _between({"min_value": -1, "max_value": 2}, str)
    ('more than 0', 'between -1 and 2')
    """
    low, high = kwargs.get("min_value"), kwargs.get("max_value")
    at_least = "more than" if kwargs.get("strict_min") else "at least"
    at_most = "less than" if kwargs.get("strict_max") else "at most"
    if low is not None and high is not None:
        if low == high:
            return write(low)
        if kwargs.get("strict_min") or kwargs.get("strict_max"):
            return f"{at_least} {write(low)} and {at_most} {write(high)}"
        return f"between {write(low)} and {write(high)}"
    return f"{at_least} {write(low)}" if low is not None else f"{at_most} {write(high)}"


def _one_of(values: Sequence[object], write: Write) -> str:
    told = [write(value).replace("_", " ") for value in values]
    return told[0] if len(told) == 1 else f"one of {', '.join(told)}"


def _none_of(values: Sequence[object], write: Write) -> str:
    told = [write(value).replace("_", " ") for value in values]
    return f"anything but {told[0]}" if len(told) == 1 else f"none of {', '.join(told)}"


LIMITS: dict[str, Callable[[Mapping[str, Any], Write], str]] = {
    "expect_column_values_to_be_between": _between,
    "expect_column_values_to_be_in_set": lambda kwargs, write: _one_of(kwargs["value_set"], write),
    "expect_column_values_to_not_be_in_set": lambda kwargs, write: _none_of(kwargs["value_set"], write),
    "expect_column_values_to_be_null": lambda _, __: "nothing there",
    "expect_column_values_to_not_be_null": lambda _, __: "not empty",
    "expect_table_row_count_to_be_between": lambda kwargs, write: _rows(_between(kwargs, write)),
}
"""What each kind of expectation asks for, in words; of another kind the check's own sentence is told."""


def _rows(limits: str) -> str:
    return f"{limits} row{'' if limits.endswith(' 1') else 's'}"
