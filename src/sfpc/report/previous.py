"""What a release changes against the one before it: which returns came in, and how many figures are other ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sfpc.errors import PipelineError
from sfpc.report import manifest, since, words
from sfpc.report.coverage import Coverage
from sfpc.report.tables import Table


@dataclass(frozen=True)
class Comparison:
    """What is new in a release.

    Attributes:
        release: the number of the release before.
        sentences: what is new, in words, the weightiest first.
    """

    release: int
    sentences: tuple[str, ...]

    @property
    def heading(self) -> str:
        """What the sentences are about."""
        return f"Since release {self.release}:"

    def as_record(self) -> dict[str, Any]:
        """As the manifest holds it."""
        return {**asdict(self), "sentences": list(self.sentences)}


def compare(standing: Path, number: int, tables: Mapping[str, Table], quarter: str, coverage: Coverage) -> Comparison:
    """Say what a release that is to be changes against the one that stands."""
    was = manifest.read(standing)
    sentences = [*_completeness(was, coverage)]
    try:
        changed = since.changed(standing, tables, quarter)
    except PipelineError:
        # an old release need not hold the tables of today; that is said, and keeps nobody from publishing
        sentences.append("the tables of that release cannot be compared with these.")
        return Comparison(number, tuple(sentences))
    sentences += _figures([one for one in changed if one.quarter == quarter], quarter)
    earlier = sum(one.quarter != quarter for one in changed)
    if earlier:
        sentences.append(f"{words.plural(earlier, 'figure')} of earlier quarters shown beside it changed.")
    return Comparison(number, tuple(sentences) or ("no figure changed.",))


def _completeness(was: dict[str, Any], coverage: Coverage) -> list[str]:
    missing_then = set(was.get("missing", ()))
    missing_now = set(coverage.missing)
    told = []
    if came := sorted(missing_then - missing_now):
        told.append(f"the return of {words.listed(came)} came in.")
    if went := sorted(missing_now - missing_then):
        told.append(f"the return of {words.listed(went)} no longer counts.")
    if missing_then and not missing_now:
        told.append("That release was partial; this one holds every return, and the totals that were withheld.")
    elif missing_then and missing_now:
        told.append("It is still partial.")
    elif missing_now:
        told.append("That release held every return; this one is partial, and totals are withheld.")
    return told


def _figures(changed: list[since.Changed], quarter: str) -> list[str]:
    """How many figures changed of each authority, and in which sections."""
    counts = Counter((one.authority_name, one.section) for one in changed)
    return [
        f"{name}, {quarter}: "
        + words.listed(
            [
                f"{words.plural(count, 'figure')} in {section.lower()}"
                for (of, section), count in counts.items()
                if of == name
            ]
        )
        + " changed."
        for name in sorted({name for name, _ in counts})
    ]
