"""The cells of the report's tables: a figure as people read it, `c` where it is hidden, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from sfpc.report import words
from sfpc.report.grids import SUPPRESSED, Cell
from sfpc.report.tables import Row, Table, is_hidden
from sfpc.report.traces import anchors

NOTHING = Table("", "", (), ())
MEASURE_TYPES = ("stock", "flow", "ratio")
RATINGS = {"complete": "Complete", "green": "Green", "amber": "Amber", "red": "Red"}


def table(tables: Mapping[str, Table], name: str) -> Table:
    """A table of the release; one that this release does not hold is an empty one."""
    return tables.get(name, NOTHING)


def of_authority(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """The rows of each authority with its name, in the order of names."""
    ordered = sorted(rows, key=by_name)
    return [(group[0]["authority_name"], group) for group in _groups(ordered, by_name)]


def by_name(row: Row) -> tuple[str, str]:
    """The order of authorities: by name; the code tells two of one name apart."""
    return row["authority_name"], row["authority_code"]


def measure_order(row: Row) -> tuple[int, str]:
    """Stocks, then flows, then ratios; in each by code."""
    return MEASURE_TYPES.index(row["measure_type"]), row["measure"]


def aim_order(row: Row) -> tuple[bool, int, str]:
    """What the programme aims at first."""
    return (row["polarity"] == "neutral", *measure_order(row))


def _groups(rows: list[Row], key: Callable[[Row], Any]) -> list[list[Row]]:
    return [list(group) for _, group in groupby(rows, key=key)]


def absent(status: str | None) -> Cell:
    """Why there is no figure."""
    if status == "suppressed":
        return SUPPRESSED
    return Cell(words.status("not_available" if not status or status == "reported" else status), "absent")


def figure(row: Row, column: str, status: str, show: Callable[[Any], str], note: str = "") -> Cell:
    """A figure of a row.

    Args:
        row: of a report table.
        column: of the figure.
        status: the column that says why there is none; or the reason itself, where the table has no such column.
        show: how it is written.
        note: smaller words under it, where it is there.
    """
    if is_hidden(row, column):
        return SUPPRESSED
    value = row.get(column)
    if value is None:
        why = absent(row.get(status, None if status.endswith("status") else status))
        return replace(why, traced=anchors.of_row(row))
    return Cell(show(value), "number", note, traced=anchors.of_row(row))


def count(row: Row, column: str, status: str, decimals: int = 0, note: str = "") -> Cell:
    """A number."""
    return figure(row, column, status, lambda value: words.number(value, decimals), note)


def money(row: Row, column: str, status: str, *, signed: bool = False, note: str = "") -> Cell:
    """Pounds."""
    return figure(row, column, status, lambda value: words.pounds(value, signed=signed), note)


def share(row: Row, column: str, status: str) -> Cell:
    """A percentage."""
    return figure(row, column, status, words.percentage)


def measured(row: Row, column: str, status: str, note: str = "") -> Cell:
    """A value of a measure, with the decimals and the unit that its row asks for."""
    return figure(row, column, status, lambda value: words.measured(value, row), note)


def interval(row: Row, lower: str, upper: str, show: Callable[[Decimal], str]) -> str:
    """The two limits of an interval in a note; nothing where it is not there or is hidden."""
    if any(is_hidden(row, column) or row.get(column) is None for column in (lower, upper)):
        return ""
    return f"{show(row[lower])} to {show(row[upper])}"


def day(value: date | None, otherwise: str) -> Cell:
    """A day, or why there is none."""
    return Cell(words.short_day(value), "short") if value else Cell(otherwise, "absent")


def rating(code: str) -> Cell:
    """How an authority rates a milestone; colour is never all that tells it."""
    return Cell(RATINGS[code], f"rag-{code}") if code in RATINGS else absent(code)


def named(names: Sequence[str], at_most: int = 6) -> str:
    """Names in a sentence; of many, how many more there are.

    >>> named(["Ashby", "Barton"])
    'Ashby and Barton'
    >>> named(["Ashby", "Barton", "Corby", "Derby"], at_most=2)
    'Ashby, Barton and 2 others'
    """
    if len(names) <= at_most:
        return words.listed(list(names))
    left = len(names) - at_most
    return words.listed([*names[:at_most], words.plural(left, "other")])
