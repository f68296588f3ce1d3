"""Disclosure control: what of the tables may be published, so that no small number of children can be worked out.

What is hidden has no value (NULL), `suppressed` in its column of status where it has one, and its name in the row's
column `suppressed_columns` (names with a space between; empty where nothing is hidden). rules.yml says what is hidden
and what each column tells; docs/decisions/0009 why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sfpc.report.disclosure import figures, publishing, rules
from sfpc.report.disclosure.catalogue import Catalogue
from sfpc.report.disclosure.catalogue import read as catalogue
from sfpc.report.disclosure.counts import Counts
from sfpc.report.tables import Table

__all__ = ["Catalogue", "Protected", "catalogue", "protect"]


@dataclass(frozen=True)
class Protected:
    """The tables as they may be published."""

    tables: Mapping[str, Table]


def protect(
    tables: Mapping[str, Table],
    quarter: str,  # noqa: ARG001 - what earlier releases showed follows
    releases: Path,  # noqa: ARG001
    known: Catalogue,
) -> Protected:
    """Hide what must not be published.

    Args:
        tables: every report table in full, up to and with the quarter.
        quarter: the one that is published.
        releases: every release so far, of this quarter and others; what they showed cannot be hidden any more.
        known: which measures and activities count children and families.

    Raises:
        PipelineError: a table or column is not classified, or a figure is not the sum it is said to be.
    """
    ruled = rules.read()
    ruled.require_all(tables)
    told = figures.read(tables, ruled, Counts(tables, ruled, known))
    hidden = {figure for figure in told.places if ruled.suppressed_from <= figure.value <= ruled.suppressed_to}
    places = {place for place, resting in told.resting.items() if resting & hidden}
    return Protected(publishing.publish(tables, ruled, places))
