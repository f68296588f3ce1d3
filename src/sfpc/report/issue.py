"""What a release says of itself, beside its figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sfpc.report import coverage, decision, previous
from sfpc.report.sections import quality


@dataclass(frozen=True)
class Issue:
    """What a release says of itself, beside its figures.

    Attributes:
        decision: the one that lets it be published.
        number: the release's.
        coverage: whose returns it holds.
        previous: what it changes against the release before; None for the first.
        newest_receipt_at: when the last of its submissions came (UTC); the one time a release knows.
        folders: the folder of each authority, by its code: what files about one authority are named after.
        disclosure: what disclosure control says of the published tables.
    """

    decision: decision.Decision
    number: int
    coverage: coverage.Coverage
    previous: previous.Comparison | None
    newest_receipt_at: datetime
    folders: Mapping[str, str] = field(default_factory=dict)
    disclosure: str = ""

    @property
    def quarter(self) -> str:
        """The quarter it publishes."""
        return self.decision.quarter

    def for_everyone(self) -> Issue:
        """Without what its decision says of small counts: where there are any tells which hidden figures are small."""
        return replace(self, decision=self.decision.without_small_counts())

    @property
    def notes(self) -> list[str]:
        """What readers are told wherever they meet the release: what it lacks, the policy, and what is new in it."""
        since = [" ".join([self.previous.heading, *self.previous.sentences])] if self.previous else []
        return [*coverage.notes(self.coverage), *since, *quality.waived(self.decision)]

    @property
    def about(self) -> dict[str, Any]:
        """What the manifest says of it."""
        return {
            "is_partial": self.coverage.is_partial,
            "missing": sorted(self.coverage.missing),
            "policy": self.coverage.policy,
            "since": self.previous.as_record() if self.previous else None,
        }
