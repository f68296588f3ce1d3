"""The cells of the newest quarter's returns that hold a figure, a day or a status, and what each of them is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb

from tests.mutation.numerals import day_in, number_in

Grid = tuple[str, str, str, str | None]
"""Authority, raw table, file and sheet: cells in one of these can be neighbours."""

_SHEET = re.compile(r"([A-Z]+)(\d+)")
_LINES = re.compile(r"line (\d+), column (\d+)")

OF_INDICATORS = """
    select distinct
        authority_code, 'indicators' as raw_table, '{column}' as raw_column, source_file as file, source_sheet as sheet,
        {column}_place as place, {column}_text as text,
        case list when 'measure' then 'performance' else 'delivery' end as section,
        [code, coalesce(category_code, '')] as item,
        case when period_month is not null then 'month' else period_quarter end as period,
        null as amount_gbp
    from intermediate.int_indicators__coded
    where quarter = '{quarter}' and {column}_text is not null and code is not null
"""
OF_FINANCE = """
    select distinct
        authority_code, 'finance' as raw_table, amount as raw_column, source_file as file, source_sheet as sheet,
        value_place as place, value_text as text, 'finance' as section,
        [workstream, coalesce(funder, '')] as item,
        case when period_month is not null then 'month' end as period,
        value_gbp as amount_gbp
    from intermediate.int_finance__amounts
    where quarter = '{quarter}' and value_text is not null and workstream is not null
"""
OF_BENEFITS = """
    select distinct
        this.authority_code, 'benefits' as raw_table, '{column}' as raw_column, this.file, this.sheet,
        this.{column}_place as place, this.{column} as text, 'benefits' as section,
        [trim(this.benefit), coded.financial_year] as item, null as period, coded.{column}_gbp as amount_gbp
    from raw.benefits as this
    inner join intermediate.int_benefits__in_pounds as coded using (submission_id, row_number)
    where this.quarter = '{quarter}' and this.{column} is not null
"""
OF_MILESTONES = """
    select distinct
        authority_code, 'milestones' as raw_table, '{column}' as raw_column, file, sheet,
        {column}_place as place, {column} as text, 'milestones' as section,
        [trim(milestone)] as item, null as period, null as amount_gbp
    from raw.milestones
    where quarter = '{quarter}' and {column} is not null
"""
MODELS = ("int_indicators__coded", "int_finance__amounts", "int_benefits__in_pounds")
"""What must be built to know them."""
COLUMNS = {
    OF_INDICATORS: ("value", "denominator", "percentage", "year_to_date"),
    OF_FINANCE: ("",),
    OF_BENEFITS: ("planned", "delivered", "forecast"),
    OF_MILESTONES: ("baseline_date", "forecast_date", "completed_date", "rag"),
}


@dataclass(frozen=True)
class Cell:
    """A cell of a return.

    Attributes:
        item: what it is about: measure or activity and category; workstream and funder; saving and year; milestone.
        period: `month`, or the quarter it is of where the return says one; None where it cannot.
        amount_gbp: of money, what it comes to in pounds.
    """

    authority_code: str
    raw_table: str
    raw_column: str
    file: str
    sheet: str | None
    place: str
    text: str
    section: str
    item: tuple[str, ...]
    period: str | None
    amount_gbp: Decimal | None

    @property
    def grid(self) -> Grid:
        """What it stands in."""
        return (self.authority_code, self.raw_table, self.file, self.sheet)

    @property
    def content(self) -> Decimal | date | str | None:
        """A number, a day or the word of a status; None where it is none of these."""
        if self.raw_column == "rag":
            return self.text
        return day_in(self.text) if self.section == "milestones" else number_in(self.text)

    @property
    def at(self) -> tuple[tuple[object, ...], tuple[object, ...]]:
        """Its row and its column."""
        return row_and_column(self.place)


def row_and_column(place: str) -> tuple[tuple[object, ...], tuple[object, ...]]:
    """Where a place stands, as two keys to sort by.

    >>> row_and_column("AB12") == ((12,), (2, "AB")), row_and_column("line 5, column 13") == ((5,), (13,))
    (True, True)
    """
    if found := _SHEET.fullmatch(place):
        return (int(found[2]),), (len(found[1]), found[1])
    if found := _LINES.fullmatch(place):
        return (int(found[1]),), (int(found[2]),)
    above, _, last = place.rpartition("/")
    return tuple(int(part) if part.isdecimal() else part for part in above.split("/")), (last,)


def cells(connection: duckdb.DuckDBPyConnection, quarter: str) -> list[Cell]:
    """Every cell of the quarter's returns that holds a figure, a day or a status, in a fixed order."""
    found = []
    for sql, columns in COLUMNS.items():
        for column in columns:
            for row in connection.execute(sql.format(column=column, quarter=quarter)).fetchall():
                *first, item, period, amount = row
                cell = Cell(*first, tuple(item), period, amount)
                if cell.content is not None:
                    found.append(cell)
    return sorted(found, key=lambda cell: (cell.section, cell.authority_code, cell.file, str(cell.sheet), str(cell.at)))
