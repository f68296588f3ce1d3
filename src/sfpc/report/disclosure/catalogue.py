"""Which measures and activities count children and families, and how they hang together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

MEASURES = "select measure, is_count_of_children, numerator, denominator, part_of from marts.dim_measure order by all"
ACTIVITIES = "select activity, cast(is_count_of_children as boolean), part_of from seeds.activities order by all"


@dataclass(frozen=True)
class Entry:
    """A measure or an activity.

    Attributes:
        is_controlled: it counts children or families.
        numerator, denominator: the measures a ratio is recomputed from; empty of what is no ratio.
        part_of: what it counts a part of; empty where it counts a whole.
    """

    is_controlled: bool
    numerator: str = ""
    denominator: str = ""
    part_of: str = ""


Catalogue = Mapping[tuple[str, str], Entry]
"""By section (`performance` or `delivery`) and code."""


def read(connection: duckdb.DuckDBPyConnection) -> Catalogue:
    """Read the catalogues of measures and activities that the warehouse was built with."""
    measures = {
        ("performance", code): Entry(bool(is_count), numerator or "", denominator or "", part_of or "")
        for code, is_count, numerator, denominator, part_of in connection.execute(MEASURES).fetchall()
    }
    activities = {
        ("delivery", code): Entry(bool(is_count), part_of=part_of or "")
        for code, is_count, part_of in connection.execute(ACTIVITIES).fetchall()
    }
    return measures | activities
