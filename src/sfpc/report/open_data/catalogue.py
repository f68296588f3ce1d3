"""What open data needs beside the published tables: where each authority lies, and what each measure means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from sfpc.report.open_data.pairs import Place

PLACES = """
    select authority_code, dfe_code, authority_name, region_code, region_name
    from marts.dim_authority
    order by authority_code
"""
MEASURES = """
    select measure, title, definition, unit, measure_type, numerator, denominator, decimals
    from marts.dim_measure
    order by measure
"""
ACTIVITIES = "select activity, title, definition from seeds.activities order by activity"


@dataclass(frozen=True)
class Measure:
    """A measure of the catalogue.

    Attributes:
        kind: stock, flow or ratio.
        numerator: of a ratio, the measure above the line; None of others. So with the denominator.
        decimals: places shown to readers.
    """

    code: str
    title: str
    definition: str
    unit: str
    kind: str
    numerator: str | None
    denominator: str | None
    decimals: int


@dataclass(frozen=True)
class Activity:
    """An activity of the programme."""

    code: str
    title: str
    definition: str


@dataclass(frozen=True)
class Catalogue:
    """The authorities by their ONS code, the measures and the activities, each in the order of its code."""

    places: Mapping[str, Place]
    measures: tuple[Measure, ...]
    activities: tuple[Activity, ...]


def read(connection: duckdb.DuckDBPyConnection) -> Catalogue:
    """Read it from the warehouse that the tables come from."""
    placed = [Place(*row) for row in connection.execute(PLACES).fetchall()]
    return Catalogue(
        {place.code: place for place in placed},
        tuple(Measure(*row) for row in connection.execute(MEASURES).fetchall()),
        tuple(Activity(*row) for row in connection.execute(ACTIVITIES).fetchall()),
    )
