"""What a release changes against the one before it, and why: which inputs are others, and which figures."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sfpc.errors import PipelineError
from sfpc.report import manifest, reasons, since, words
from sfpc.report.coverage import Coverage
from sfpc.report.document import PUBLISHED
from sfpc.report.reasons import Reason
from sfpc.report.tables import Table
from sfpc.spreadsheet_text import neutralised

CHANGES = "changes.csv"
NO_FIGURE = "No published figure changed."
NOT_COMPARED = "the tables of that release cannot be compared with these."


@dataclass(frozen=True)
class Comparison:
    """What is new in a release.

    Attributes:
        release: the number of the release before.
        sentences: what is new, in words that may be published, the weightiest first: a figure that is hidden, or was,
            is neither shown nor counted.
        reasons: which of the inputs are others.
        changed: every figure in full that is another one; None where the release before cannot be compared.
    """

    release: int
    sentences: tuple[str, ...]
    reasons: tuple[Reason, ...] = ()
    changed: tuple[since.Changed, ...] | None = ()

    @property
    def heading(self) -> str:
        """What the sentences are about."""
        return f"Since release {self.release}:"

    def as_record(self) -> dict[str, Any]:
        """As the manifest holds it."""
        return {
            "release": self.release,
            "sentences": list(self.sentences),
            "reasons": [asdict(each) | {"names": list(each.names)} for each in self.reasons],
            "changed_figures": None if self.changed is None else len(self.changed),
        }


@dataclass(frozen=True)
class Now:
    """The release that is to be, as far as it is compared.

    Attributes:
        in_full, published: its tables.
        inputs: what it is made from, as its manifest will record it.
        authorities: the name of each authority by its folder.
    """

    quarter: str
    in_full: Mapping[str, Table]
    published: Mapping[str, Table]
    inputs: Mapping[str, Any]
    coverage: Coverage
    authorities: Mapping[str, str]


def compare(standing: Path, number: int, now: Now) -> Comparison:
    """Say what a release that is to be changes against the one that stands."""
    was = manifest.read(standing)
    found = reasons.between(was["inputs"], now.inputs, now.authorities)
    told = [*_completeness(was, now, found), *(each.says for each in found)]
    try:
        shown = since.changed(standing, now.published, now.quarter, PUBLISHED)
        in_full = tuple(since.changed(standing, now.in_full, now.quarter))
    except PipelineError:
        # an old release need not hold the tables of today; that is said, and keeps nobody from publishing
        return Comparison(number, (*told, NOT_COMPARED), found, None)
    figures = _figures([one for one in shown if one.quarter == now.quarter], now.quarter)
    if earlier := sum(one.quarter != now.quarter for one in shown):
        figures.append(f"{words.plural(earlier, 'figure')} of earlier quarters shown beside it changed.")
    return Comparison(number, (*told, *(figures or [NO_FIGURE])), found, in_full)


def write_changes(folder: Path, comparison: Comparison) -> None:
    """Write each figure that changed, from what to what and why, in full: for the programme team alone."""
    with (folder / CHANGES).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["quarter", "section", "authority_name", "figure", "before", "after", "why"])
        for one in comparison.changed or ():
            why = reasons.why(one.authority_name, one.quarter, comparison.reasons)
            row = (one.quarter, one.section, one.authority_name, one.what, one.before, one.after, why)
            writer.writerow([neutralised(each) for each in row])


def _completeness(was: dict[str, Any], now: Now, found: tuple[Reason, ...]) -> list[str]:
    missing_then, missing_now = set(was.get("missing", ())), set(now.coverage.missing)
    explained = {each.authority_name for each in found if each.quarter == now.quarter}
    told = []
    if came := sorted(missing_then - missing_now):
        told.append(f"The return of {words.listed(came)} came in.")
    if went := sorted(missing_now - missing_then):
        told.append(f"The return of {words.listed(went)} no longer counts.")
    if unexplained := sorted((missing_then ^ missing_now) - explained):
        told.append(f"Nothing new was sent by {words.listed(unexplained)}: what counts as a return changed.")
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
