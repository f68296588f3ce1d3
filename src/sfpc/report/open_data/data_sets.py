"""A data set of open data before it is a file: places, periods, filters and figures, with no combination left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

from sfpc.errors import PipelineError
from sfpc.period import LAST_QUARTER, Quarter
from sfpc.report.open_data import standard
from sfpc.report.open_data.catalogue import Catalogue
from sfpc.report.open_data.cells import symbol
from sfpc.report.open_data.pairs import Place
from sfpc.report.open_data.standard import NOT_APPLICABLE, TOTAL
from sfpc.report.tables import Row, Table

Key = tuple[str, ...]
Items = tuple[str, ...]


@dataclass(frozen=True)
class Spot:
    """Where a cell stands: the authority, the quarter its figure is taken from, and the code of each filter's item."""

    authority_code: str
    quarter: str
    items: Items = ()

    @property
    def key(self) -> Key:
        """As the rows of a table are looked up."""
        return (self.authority_code, self.quarter, *self.items)


@dataclass(frozen=True)
class Indicator:
    """A column of figures.

    Attributes:
        read: the cell of a spot.
        unit: of the standard: empty for a number, %, £ or numberstring.
        is_figure: False of limits and the like, which are not counted as figures of their own.
    """

    name: str
    label: str
    grouping: str
    unit: str
    decimals: int
    description: str
    read: Callable[[Spot], str]
    is_figure: bool = True


@dataclass(frozen=True)
class Filter:
    """A column that divides the figures.

    Attributes:
        items: the title of each by its code, in the order of the file.
        default: the item shown first where there is no total.
    """

    name: str
    label: str
    hint: str
    items: Mapping[str, str]
    default: str = ""


@dataclass(frozen=True)
class Period:
    """A period of a file.

    Attributes:
        quarter: the one whose rows hold its figures: of a year its last.
    """

    time_period: str
    time_identifier: str
    quarter: str


@dataclass(frozen=True)
class DataSet:
    """What becomes a data file and its metadata.

    Attributes:
        section: what coverage counts it under; empty where it does not.
        rows: the standard's columns, an item of each filter and a cell of each indicator.
    """

    name: str
    title: str
    description: str
    filters: tuple[Filter, ...]
    indicators: tuple[Indicator, ...]
    rows: tuple[tuple[str, ...], ...] = field(repr=False)
    section: str = ""

    @property
    def header(self) -> tuple[str, ...]:
        """The data file's columns."""
        return (*standard.STANDARD, *(one.name for one in self.filters), *(one.name for one in self.indicators))


@dataclass(frozen=True)
class Source:
    """The published tables with what is needed beside them."""

    tables: Mapping[str, Table]
    catalogue: Catalogue

    @cached_property
    def states(self) -> dict[tuple[str, str], str]:
        """The state of every return that is owed, by authority and quarter."""
        return {(row["authority_code"], row["quarter"]): row["state"] for row in self.tables["rpt_returns"].rows}

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """The authorities that owe a return for any of the quarters, by code."""
        owing = sorted({code for code, _ in self.states})
        if unknown := [code for code in owing if code not in self.catalogue.places]:
            raise PipelineError(
                f"{unknown[0]} owes returns and marts.dim_authority does not know it; add it to seeds/authorities.csv, "
                "then run `sfpc build`"
            )
        return tuple(self.catalogue.places[code] for code in owing)

    @cached_property
    def quarters(self) -> tuple[Period, ...]:
        """Every quarter for which a return is owed."""
        return tuple(
            Period(_six_digits(each), standard.QUARTER.format(each.number), str(each)) for each in self._quarters
        )

    @cached_property
    def years(self) -> tuple[Period, ...]:
        """Every financial year that is over: its last quarter is among them."""
        return tuple(
            Period(_six_digits(each), standard.YEAR, str(each))
            for each in self._quarters
            if each.number == LAST_QUARTER
        )

    @cached_property
    def _quarters(self) -> tuple[Quarter, ...]:
        return tuple(sorted({Quarter.parse(quarter) for _, quarter in self.states}))

    def absent(self, spot: Spot) -> str:
        """Why a table has no row: nothing was owed or there was nothing to report (z), or it did not come (x)."""
        state = self.states.get((spot.authority_code, spot.quarter))
        return NOT_APPLICABLE if state is None else symbol(None if state == "accepted" else state)

    def owed_all_year(self, spot: Spot) -> bool:
        """Whether the authority owed a return for each quarter of the year."""
        year = Quarter.parse(spot.quarter).start_year
        return all((spot.authority_code, str(Quarter(year, number))) in self.states for number in (1, 2, 3, 4))

    def rows_by(self, table: str, *columns: str) -> dict[Key, Row]:
        """The rows of a table by authority, quarter and the columns that are named."""
        return {
            tuple(str(row[name]) for name in ("authority_code", "quarter", *columns)): row
            for row in self.tables[table].rows
        }

    def has(self, table: str, *columns: str) -> bool:
        """Whether a table has all of some columns."""
        return set(columns) <= {column.name for column in self.tables[table].columns}

    def rows(
        self, periods: Iterable[Period], filters: Iterable[Filter], indicators: Iterable[Indicator]
    ) -> tuple[tuple[str, ...], ...]:
        """A row for every period, place and combination of items."""
        items = list(product(*(one.items.items() for one in filters)))
        readers = [one.read for one in indicators]
        made = []
        for period, place, chosen in product(periods, self.places, items):
            spot = Spot(place.code, period.quarter, tuple(code for code, _ in chosen))
            made.append(
                (
                    period.time_period,
                    period.time_identifier,
                    standard.LOCAL_AUTHORITY,
                    *standard.ENGLAND,
                    place.region_code,
                    place.region_name,
                    *place.triple,
                    *(title for _, title in chosen),
                    *(read(spot) for read in readers),
                )
            )
        return tuple(made)


def total_and(items: Mapping[str, str]) -> dict[str, str]:
    """The items of a filter after the item for all of them together."""
    return {"all": TOTAL, **{code: title for code, title in items.items() if code != "all"}}


def _six_digits(quarter: Quarter) -> str:
    return f"{quarter.start_year}{(quarter.start_year + 1) % 100:02d}"
