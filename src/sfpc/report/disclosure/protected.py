"""The tables as they may be published, and the proof that nothing hidden in them can be worked out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sfpc.report import words
from sfpc.report.disclosure import record
from sfpc.report.disclosure.audit import Audit
from sfpc.report.disclosure.counts import Figure
from sfpc.report.disclosure.figures import Told
from sfpc.report.disclosure.record import Knowledge, PartOf
from sfpc.report.disclosure.rules import Rules
from sfpc.report.tables import Table

AUDIT = "audit.json"


@dataclass(frozen=True)
class Protected:
    """The tables as they may be published, and how that was found.

    Attributes:
        tables: without what is hidden and what is internal, by name.
        told: every figure of this release.
        before: what earlier releases told.
        small: figures that are hidden for themselves.
        hidden: every figure that is hidden, in this release or one before it, and that none has shown.
        audit: what could be worked out of each of those.
        cell_count: how many cells of the tables are empty for it.
    """

    quarter: str
    tables: Mapping[str, Table]
    told: Told
    rules: Rules
    before: Knowledge
    small: frozenset[Figure]
    hidden: frozenset[Figure]
    audit: Audit
    parts: frozenset[PartOf]
    cell_count: int

    @property
    def note(self) -> str:
        """What readers are told of it: no figure, and not which of the hidden ones are small."""
        rules = self.rules
        small = f"{rules.suppressed_from} to {rules.suppressed_to}"
        rounding = f"Programme totals of counts are rounded to the nearest {rules.programme_rounding}, halves up."
        if not self.cell_count:
            return f"No figure is suppressed: no count of children, families or work with them is {small}. {rounding}"
        others = words.plural(len(self.before.releases), "earlier release")
        return (
            f"{words.plural(self.cell_count, 'figure')} in the tables of this release are suppressed, and shown as c: "
            f"counts of {small} children, families or pieces of work with them, whatever is worked out from those, and "
            f"figures that would give them away. Nought is shown. {rounding} Everything published here and in "
            f"{others} together leaves at least {rules.narrowest_interval + 1} values possible for each of them."
        )

    @property
    def about(self) -> dict[str, Any]:
        """What the manifest says of it."""
        return {"suppressed_cells": self.cell_count, "statement": self.note}

    def write(self, folder: Path) -> None:
        """Write the audit and the record of what this release tells into a new folder, which is internal."""
        folder.mkdir(parents=True)
        told = frozenset(self.told.places)
        unknown = {count for figure in self.hidden for count in figure.counts}
        parts = frozenset(pair for pair in self.parts if not unknown.isdisjoint(pair))
        record.write(folder, Knowledge((), told - self.hidden - self.small, told & self.hidden, parts))
        text = json.dumps(self._audited(), indent=1, ensure_ascii=False)
        (folder / AUDIT).write_text(text + "\n", encoding="utf-8", newline="\n")

    def _audited(self) -> dict[str, Any]:
        kinds = [self._kind(figure) for figure in self.audit.possible]
        return {
            "quarter": self.quarter,
            "built_on": list(self.before.releases),
            "rule": {
                "suppressed_from": self.rules.suppressed_from,
                "suppressed_to": self.rules.suppressed_to,
                "narrowest_interval": self.rules.narrowest_interval,
                "programme_rounding": self.rules.programme_rounding,
            },
            "unknown_counts": len(self.audit.part_of),
            "statements": self.audit.statements,
            "hidden_figures": {kind: kinds.count(kind) for kind in ("primary", "secondary", "earlier")},
            "known_from_an_earlier_release": len(self.small - self.hidden),
            "figures": [self._figure(figure) for figure in sorted(self.audit.possible)],
        }

    def _kind(self, figure: Figure) -> str:
        """Why a figure is hidden: it is small, others need it, or it stands in an earlier release alone."""
        if figure in self.small:
            return "primary"
        return "secondary" if figure in self.told.places else "earlier"

    def _figure(self, figure: Figure) -> dict[str, Any]:
        first, interval = figure.counts[0], self.audit.possible[figure].interval
        return {
            "section": first.section,
            "authority_codes": sorted({count.authority_code for count in figure.counts}),
            "quarters": sorted({count.quarter for count in figure.counts}),
            "code": first.code,
            "categories": sorted({count.category for count in figure.counts}),
            "columns": sorted({f"{place.table}.{place.column}" for place in self.told.places.get(figure, ())}),
            "hidden_as": self._kind(figure),
            "least": interval.low,
            "greatest": interval.high,
        }
