"""The page's tables: a caption, headings and cells of words, ready to be laid out. No table has an empty cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby

from sfpc.report import words
from sfpc.report.tables import Row


@dataclass(frozen=True)
class Cell:
    """A cell of a table.

    Attributes:
        kind: text, short (kept on one line), long, number, clear, absent (why there is no figure), rag-<colour>,
            or total (of a first cell: the row adds up others).
        note: smaller words under it, such as an interval.
        spoken: what a screen reader says in place of a text that is a symbol: `suppressed` for c.
    """

    text: str
    kind: str = "text"
    note: str = ""
    spoken: str = ""


SUPPRESSED = Cell("c", "absent", spoken="suppressed")


@dataclass(frozen=True)
class Grid:
    """A table of the page; the first cell of each row is its heading.

    Attributes:
        is_number: for each column, whether it holds figures and is aligned to the right.
        note: a sentence under the table.
    """

    caption: str
    headings: tuple[str, ...]
    rows: list[list[Cell]]
    is_number: tuple[bool, ...] = ()
    note: str = ""
    key: str = ""


@dataclass(frozen=True)
class Part:
    """One authority's share of a section."""

    name: str
    grids: list[Grid] = field(default_factory=list)


def grid(caption: str, headings: str, rows: list[list[Cell]], note: str = "") -> Grid:
    """A grid whose headings are written in one line: `Measure | Value # | …`, figures marked with #."""
    parts = [part.strip() for part in headings.split("|")]
    return Grid(
        caption,
        tuple(part.removesuffix("#").strip() for part in parts),
        rows,
        tuple(part.endswith("#") for part in parts),
        note,
    )


def by_authority(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """The rows of each authority, in the order of names."""
    ordered = sorted(rows, key=lambda row: row["authority_name"])
    return [(name, list(group)) for name, group in groupby(ordered, key=lambda row: row["authority_name"])]


def text(value: str | None, absent: str = "none") -> Cell:
    """A cell of text; the page escapes it."""
    return Cell(value) if value else Cell(absent, "absent")


def figure(value: Decimal | int | None, shown: str, status: str) -> Cell:
    """A figure as it is shown, or its status in words where there is none; a hidden one is a symbol."""
    if value is None and status == "suppressed":
        return SUPPRESSED
    if value is None:
        return Cell(words.status("not_available" if status == "reported" else status), "absent")
    return Cell(shown, "number")


def count(value: Decimal | int | None, status: str = "not_available", decimals: int = 0) -> Cell:
    """A number or its status."""
    return figure(value, "" if value is None else words.number(value, decimals), status)


def money(value: Decimal | None, status: str, *, signed: bool = False) -> Cell:
    """Pounds or the status."""
    return figure(value, "" if value is None else words.pounds(value, signed=signed), status)


def share(value: Decimal | None, status: str) -> Cell:
    """A percentage or the status."""
    return figure(value, "" if value is None else words.percentage(value), status)


def measured(value: Decimal | None, row: Row, status: str) -> Cell:
    """A value of a measure or its status."""
    return figure(value, "" if value is None else words.measured(value, row), status)


def day(value: date | None, absent: str) -> Cell:
    """A day, or why there is none."""
    return Cell(words.short_day(value), "short") if value else Cell(absent, "absent")
