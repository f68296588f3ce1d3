"""The sheets of tables: which columns of which report table stand under which headings, and the cells that makes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from sfpc.errors import PipelineError
from sfpc.period import Quarter
from sfpc.report import words
from sfpc.report.document import INTERNAL
from sfpc.report.tables import Row, Table, is_hidden
from sfpc.report.workbook import cells
from sfpc.report.workbook.cells import Cell

POUNDS = frozenset({"gbp", "pounds"})
Key = Callable[[Row], tuple[object, ...]]


@dataclass(frozen=True)
class TableSheet:
    """A sheet with one table, ready to be written.

    Attributes:
        name: of the sheet.
        table_name: of the marked-up table; no two are the same.
        title: for cell A1.
        about: sentences that stand above the table, a cell each.
        headings: no two are the same.
        rows: as many cells each as there are headings; at least one row.
        notes: keys of the notes it needs, as in `notes.NOTES`.
        columns: what each column is called in the report table, or is a code for.
        sources: the row of the report table behind each row, where there is one.
    """

    name: str
    table_name: str
    title: str
    about: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    sources: tuple[Row, ...] = ()

    @cached_property
    def shorthands(self) -> tuple[str, ...]:
        """What stands in its cells instead of a figure."""
        texts = {cell.value for row in self.rows for cell in row if isinstance(cell.value, str)}
        return tuple(sorted(texts & cells.SHORTHANDS.keys()))


@dataclass(frozen=True)
class Column:
    """A column of a sheet.

    Attributes:
        heading: with the unit; `{quarter}`, `{previous}` and `{last_year}` stand for quarters.
        source: the column of the report table.
        kind: one of KINDS.
        status: the column that says why there is no figure.
        absent: the shorthand where no status says why.
        is_internal: shown to the programme team alone.
    """

    heading: str
    source: str
    kind: str = "text"
    status: str = ""
    absent: str = cells.NOT_APPLICABLE
    is_internal: bool = False


@dataclass(frozen=True)
class Plan:
    """How a report table becomes a sheet.

    Attributes:
        name: of the sheet; Excel takes 31 characters.
        table: the report table.
        about: what a row is.
        order: sorts the rows, for people; the rest of the order is that of the report table.
        keeps: which rows are shown; left out where all are.
    """

    name: str
    table: str
    title: str
    about: tuple[str, ...]
    columns: tuple[Column, ...]
    order: Key
    notes: tuple[str, ...] = ()
    keeps: Callable[[Row], bool] | None = None


def sheet(plan: Plan, table: Table, quarter: str, audience: str) -> TableSheet:
    """The sheet of a quarter.

    Raises:
        PipelineError: the report table lacks a column that the sheet shows.
    """
    columns = [column for column in plan.columns if audience == INTERNAL or not column.is_internal]
    held = {column.name for column in table.columns}
    if lacking := sorted({column.source for column in columns} - held):
        raise PipelineError(
            f"{plan.table} lacks the column {lacking[0]}, which the sheet {plan.name!r} of the workbook shows; "
            "change the sheet's plan in sfpc.report.workbook, or the model"
        )
    kept = [row for row in table.of(quarter) if plan.keeps is None or plan.keeps(row)]
    sources = tuple(sorted(kept, key=plan.order))
    rows = tuple(tuple(cell(column, row) for column in columns) for row in sources)
    return TableSheet(
        name=plan.name,
        table_name=plan.name.replace(" ", "_"),
        title=f"{plan.title}, {words.quarter(quarter)} ({quarter})",
        about=plan.about,
        headings=tuple(heading(column, quarter) for column in columns),
        rows=rows or nothing(len(columns)),
        notes=plan.notes,
        columns=tuple(column.source for column in columns),
        sources=sources,
    )


def nothing(width: int) -> tuple[tuple[Cell, ...], ...]:
    """What stands in a table that has no rows, so that nobody wonders whether it was left out."""
    return ((Cell("No rows for this quarter"), *(Cell(cells.NOT_APPLICABLE) for _ in range(width - 1))),)


def heading(column: Column, quarter: str) -> str:
    """A heading with its quarters filled in."""
    before = Quarter.parse(quarter).previous
    return column.heading.format(quarter=quarter, previous=before, last_year=year_before(quarter))


def year_before(quarter: str) -> str:
    """The same quarter one year before.

    >>> year_before("2022-23-Q1")
    '2021-22-Q1'
    """
    before = Quarter.parse(quarter)
    for _ in range(4):
        before = before.previous
    return str(before)


def cell(column: Column, row: Row) -> Cell:
    """What a row has in a column: a value, or the shorthand that says why there is none."""
    value = row[column.source]
    if is_hidden(row, column.source):
        return Cell(cells.SUPPRESSED)
    if value is None or value == "":
        return Cell(cells.shorthand(row[column.status] if column.status else None, column.absent))
    return KINDS[column.kind](value, row)


def by_authority(*names: str) -> Key:
    """Sorts by authority, then by columns; what is missing comes last."""

    def key(row: Row) -> tuple[object, ...]:
        return tuple((row[name] is None, "" if row[name] is None else row[name]) for name in ("authority_name", *names))

    return key


def decimals(row: Row) -> int:
    """How many decimals a measure is shown with."""
    return int(row["decimals"])


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _of_any_unit(value: Decimal, row: Row, *, is_signed: bool = False) -> Cell:
    """A figure whose row says no decimals: pounds, or as many decimals as it has, two at most."""
    if row["unit"] in POUNDS:
        return cells.number(value, before="£", is_signed=is_signed)
    return cells.number(value, min(len(f"{value:f}".rstrip("0").partition(".")[2]), 2), is_signed=is_signed)


def _yardstick(value: str, row: Row) -> Cell:
    """A version of a grant as it is called, or of which year a profile is."""
    is_profile = row["yardstick_type"] == "profile"
    return Cell(f"profile for {value.rpartition(', ')[2]}") if is_profile else cells.coded(value)


KINDS: dict[str, Callable[..., Cell]] = {
    "text": lambda value, _: cells.text(value),
    "words": lambda value, _: cells.coded(value),
    "unit": lambda value, _: Cell(words.unit(value)),
    "flag": lambda value, _: cells.flag(value),
    "day": lambda value, _: Cell(_day(value), cells.DAY),
    "moment": lambda value, _: Cell(value, cells.MOMENT),
    "count": lambda value, _: cells.number(value),
    "days": lambda value, _: cells.number(value, is_signed=True),
    "year": lambda value, _: cells.year(value),
    "one decimal": lambda value, _: cells.number(value, 1),
    "two decimals": lambda value, _: cells.number(value, 2),
    "three decimals": lambda value, _: cells.number(value, 3),
    "money": lambda value, _: cells.number(value, before="£"),
    "difference": lambda value, _: cells.number(value, is_signed=True, before="£"),
    "measure": lambda value, row: cells.number(value, decimals(row)),
    "change": lambda value, row: cells.number(value, decimals(row), is_signed=True),
    "interval": lambda value, row: cells.number(value, max(decimals(row), 1)),
    "break": lambda value, _: cells.text(f"{cells.BREAK} {value}"),
    "figure": _of_any_unit,
    "signed figure": lambda value, row: _of_any_unit(value, row, is_signed=True),
    "signed": lambda value, _: cells.number(value, 1, is_signed=True),
    "total": lambda value, row: cells.number(value, decimals(row), before="£" if row["unit"] in POUNDS else ""),
    "all or text": lambda value, _: Cell("All") if value == "all" else cells.text(value),
    "yardstick": _yardstick,
}
"""How a value becomes a cell: the display format of a figure is that of its unit."""
