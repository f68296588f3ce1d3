"""Disclosure control: what of the tables may be published, so that no small number of children can be worked out.

What is hidden has no value (NULL), `suppressed` in its column of status where it has one, and its name in the row's
column `suppressed_columns` (names with a space between; empty where nothing is hidden). rules.yml says what is hidden
and what each column tells; docs/decisions/0009 why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from sfpc.report.disclosure import figures, publishing, record, rules, suppression
from sfpc.report.disclosure.audit import Auditor
from sfpc.report.disclosure.catalogue import Catalogue
from sfpc.report.disclosure.catalogue import read as catalogue
from sfpc.report.disclosure.counts import Counts
from sfpc.report.disclosure.protected import Protected
from sfpc.report.tables import Table

__all__ = ["Catalogue", "Protected", "catalogue", "protect"]


def protect(
    tables: Mapping[str, Table],
    quarter: str,
    releases: Path,
    known: Catalogue,
    built_on: Iterable[str] | None = None,
) -> Protected:
    """Hide what must not be published, and prove that it cannot be worked out.

    Args:
        tables: every report table in full, up to and with the quarter.
        quarter: the one that is published.
        releases: every release so far, of this quarter and others; what they showed cannot be hidden any more.
        known: which measures and activities count children and families.
        built_on: the releases that count, written as 2022-23-Q1/r1, where one is made as it was then; None for every
            one that stands.

    Raises:
        PipelineError: a table or column is not classified, a figure is not the sum it is said to be, or a release has
            no record of what it showed.
        Refused: a hidden figure could be worked out, and nothing helps.
    """
    ruled = rules.read()
    ruled.require_all(tables)
    counts = Counts(tables, ruled, known)
    told = figures.read(tables, ruled, counts)
    before = record.read(releases, built_on)
    parts = frozenset(counts.parts()) | before.parts
    small = {figure for figure in told.places if suppression.is_small(figure, ruled)}
    auditor = Auditor({*told.places, *before.hidden}, before.shown, parts)
    cells = Counter(figure for resting in told.resting.values() for figure in resting)
    hidden, audit = suppression.Suppressor(auditor, ruled, cells).suppress((small | before.hidden) - before.shown)
    places = {place for place, resting in told.resting.items() if not resting.isdisjoint(hidden | small)}
    return Protected(
        quarter=quarter,
        tables=publishing.publish(tables, ruled, places),
        told=told,
        rules=ruled,
        before=before,
        small=frozenset(small),
        hidden=hidden,
        audit=audit,
        parts=parts,
        cell_count=len(places),
    )
