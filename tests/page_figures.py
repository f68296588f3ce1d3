"""How a figure is written on a page, and what a kind of table is: said again here, apart from the report's code."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Row = Mapping[str, Any]
Writer = Callable[[Row, str], str]
COMPARATORS = {"exactly": "", "up_to": "up to", "at_least": "at least", "at_most": "at most", "more_than": "more than"}


def half_up(value: Any, decimals: int = 0, *, signed: bool = False, mark: str = "") -> str:
    """A number for people: thousands marked, a true minus, a half rounded away from zero."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    sign = "−" if rounded < 0 else "+" if signed and rounded > 0 else ""
    return f"{sign}{mark}{abs(rounded):,}"


def number(decimals: int = 0, *, signed: bool = False, mark: str = "", end: str = "") -> Writer:
    return lambda row, column: f"{half_up(row[column], decimals, signed=signed, mark=mark)}{end}"


whole, one_decimal, two_decimals = number(), number(1), number(2)
pounds, signed_pounds = number(mark="£"), number(mark="£", signed=True)
percent, whole_percent = number(1, end="%"), number(end="%")


def of_measure(row: Row, column: str) -> str:
    """With the decimals and the unit of its row."""
    return f"{half_up(row[column], row['decimals'])}{'%' if row['unit'] == 'per_cent' else ''}"


def total(row: Row, column: str) -> str:
    return pounds(row, column) if row["unit"] == "pounds" else half_up(row[column], row["decimals"])


def loose(row: Row, column: str) -> str:
    """A figure of any section: pounds, a percentage, or a number with a decimal where it has one."""
    value = Decimal(str(row[column]))
    if row["unit"] == "gbp":
        return pounds(row, column)
    return f"{half_up(value, 0 if value == value.to_integral_value() else 1)}{'%' if row['unit'] == 'per_cent' else ''}"


def day(row: Row, column: str) -> str:
    return f"{row[column].day} {row[column]:%b %Y}"


def days(row: Row, column: str) -> str:
    return f"{half_up(row[column], signed=True)} {'day' if abs(row[column]) == 1 else 'days'}"


def counted(one: str, many: str) -> Writer:
    return lambda row, column: f"{half_up(row[column])} {one if row[column] == 1 else many}"


def change(row: Row, column: str) -> str:
    """Per cent of what it was; points of a percentage; a number where neither is."""
    if row["change_percent"] is not None:
        return f"{half_up(row['change_percent'], 1, signed=True)}%"
    return f"{half_up(row[column], row['decimals'], signed=True)}{' points' if row['unit'] == 'per_cent' else ''}"


def comparator(row: Row) -> str:
    return COMPARATORS.get(row["target_comparator"], row["target_comparator"].replace("_", " "))


def target(row: Row, column: str) -> str:
    return f"{comparator(row)} {of_measure(row, column)}".strip()


def activity_target(row: Row, column: str) -> str:
    span = "a year" if row["target_type"] == "level_in_a_year" else "in all"
    return f"{comparator(row)} {half_up(row[column])} {span}".strip()


def reached(row: Row) -> str:
    """How much of a target is reached; the whole is not said of what falls short of it."""
    share = row["target_reached_percent"]
    if share is not None:
        shown = half_up(share, 1)
        return f"{'just under 100' if share < 100 and shown == '100.0' else shown}% reached"
    return f"({day(row, 'target_date')})" if row["target_status"] == "date_past" else ""


def ratio(row: Row, column: str) -> str:
    """A limit of a ratio, with as many decimals as tell it from 1."""
    shown = [half_up(row[column], decimals) for decimals in (2, 3, 4, 5, 6)]
    return next((each for each in shown if Decimal(each) != 1), shown[0])


def interval_of_change(row: Row, _: str) -> str:
    """In points, or as a ratio."""
    if row["method"] == "difference_of_proportions":
        limits = [half_up(100 * row[each], 1, signed=True) for each in ("interval_lower", "interval_upper")]
        return f"{' to '.join(limits)} points"
    return f"{ratio(row, 'interval_lower')} to {ratio(row, 'interval_upper')} times"


def as_it_is(row: Row, column: str) -> str:
    return str(row[column])


@dataclass(frozen=True)
class Figure:
    """What stands under a heading.

    Attributes:
        column: of the query; None in it is a cell without a figure.
        write: how it is written.
        limits: the columns of an interval, with which the note under the figure begins.
        write_limit: how they are written, where not as the figure is.
        note: what else the note holds.
        hidden: the query's column with the names of the row's hidden figures.
    """

    column: str
    write: Writer = whole
    limits: tuple[str, str] | None = None
    write_limit: Writer | None = None
    note: Callable[[Row], str] = lambda _: ""
    hidden: str = "hidden"

    def is_hidden(self, row: Row) -> bool:
        return self.column in (row.get(self.hidden) or [])

    def of(self, row: Row) -> str | None:
        return None if row[self.column] is None else self.write(row, self.column)

    def interval(self, row: Row) -> str:
        if self.limits is None or any(row[each] is None for each in self.limits):
            return ""
        return " to ".join((self.write_limit or self.write)(row, each) for each in self.limits)


@dataclass(frozen=True)
class Kind:
    """A kind of table.

    Attributes:
        caption: the whole of it, as a pattern; its named groups are parameters of the query.
        query: its rows, or its cells where `by_cell`; `$quarter` is the release's.
        keys: the headings that say which row it is, with the query's column, or what writes it.
        figures: by heading, as a pattern; a named group of it must be what the row has in the column of that name.
        words: headings under which something is quoted that is no figure of the release's tables.
        is_part: whether a page may leave rows out.
        by_cell: whether the query gives each cell, with its heading in the column `heading`; those that are levels of a
            chart (`is_level`) stand in columns of their own, or together in the words of the column `Held against`.
    """

    caption: str
    query: str
    keys: Mapping[str, str | Callable[[Row], str]]
    figures: Mapping[str, Figure]
    words: tuple[str, ...] = ()
    is_part: bool = False
    by_cell: bool = False

    def match(self, caption: str, headings: list[str]) -> re.Match[str] | None:
        return re.fullmatch(self.caption, caption) if set(self.keys) <= set(headings) else None

    def key(self, row: Row) -> tuple[str, ...]:
        return tuple(str(row[each]) if isinstance(each, str) else each(row) for each in self.keys.values())

    def figure(self, heading: str) -> tuple[Figure, dict[str, str]] | None:
        """What stands under a heading, and what the heading says of the row."""
        for pattern, figure in self.figures.items():
            if found := re.fullmatch(pattern, heading):
                return figure, {name: text for name, text in found.groupdict().items() if text}
        return None
