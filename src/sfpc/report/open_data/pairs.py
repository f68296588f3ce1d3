"""A data file and its metadata as the rules see them, with the list of places that they are held against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from sfpc.report.open_data import standard
from sfpc.report.open_data.complaints import Complaint
from sfpc.report.open_data.reading import Sheet


@dataclass(frozen=True)
class Place:
    """A local authority as open data names it.

    Attributes:
        code: of ONS (`new_la_code`).
        old_code: of DfE (`old_la_code`).
        name: in DfE's spelling.
        region_code: empty where it is not held.
        is_listed: whether it stands in DfE's list of authorities as held here; the list may be older than the place.
    """

    code: str
    old_code: str
    name: str
    region_code: str
    region_name: str
    is_listed: bool = True

    @property
    def triple(self) -> tuple[str, str, str]:
        """Its cells in the customary order: old code, new code, name."""
        return self.old_code, self.code, self.name


Places = Mapping[tuple[str, str, str], Place]
"""The authorities that may be named, by their old code, new code and name."""


def places(known: Iterable[Place]) -> Places:
    """Authorities as the rules look them up."""
    return {place.triple: place for place in known}


@dataclass(frozen=True)
class Described:
    """A row of the metadata.

    Attributes:
        line: of the file.
        cells: by column; blank where the metadata has no such column.
    """

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    @property
    def name(self) -> str:
        """The column of the data that it describes."""
        return self["col_name"]

    @property
    def may_be_a_header(self) -> bool:
        """Whether it names anything that a column could be called."""
        return bool(self.name) and not any(each.isspace() for each in self.name)


@dataclass(frozen=True)
class Pair:
    """A data file and its metadata, both read."""

    data: Sheet
    meta: Sheet
    places: Places

    @cached_property
    def described(self) -> tuple[Described, ...]:
        """The rows of the metadata."""
        rows = zip(self.meta.rows, self.meta.lines, strict=True)
        return tuple(Described(line, dict(zip(self.meta.header, row, strict=True))) for row, line in rows)

    def of_type(self, col_type: str) -> list[Described]:
        """The metadata's filters or indicators."""
        return [one for one in self.described if one["col_type"] == col_type]

    @cached_property
    def filters(self) -> dict[str, Described]:
        """The filters that are in the data and have values."""
        return {one.name: one for one in self.of_type(standard.FILTER) if self._is_filled(one.name)}

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The columns that group a filter's items and are in the data."""
        named = [one["filter_grouping_column"] for one in self.filters.values()]
        return tuple(dict.fromkeys(name for name in named if name in self.data.columns))

    @cached_property
    def indicators(self) -> dict[str, Described]:
        """The indicators that are in the data and have values."""
        return {one.name: one for one in self.of_type(standard.INDICATOR) if self._is_filled(one.name)}

    def _is_filled(self, name: str) -> bool:
        return name in self.data.columns and name not in self.data.empty

    def about_data(self, rule: str, severity: str, place: tuple[int, str], problem: str, remedy: str) -> Complaint:
        """A complaint of the data file; the place is a line, 0 for none, and a column."""
        return Complaint(self.data.file, rule, severity, *place, problem, remedy)

    def about_meta(self, rule: str, severity: str, place: tuple[int, str], problem: str, remedy: str) -> Complaint:
        """The same of the metadata."""
        return Complaint(self.meta.file, rule, severity, *place, problem, remedy)
