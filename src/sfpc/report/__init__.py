"""The report: a quarter's publication, written only after the gate has opened, and never changed afterwards.

A release is a folder, `releases/<quarter>/r<number>/`. What may be handed on stands in `published/`, with small numbers
suppressed; what is for the programme team alone in `internal/`, in full. The manifest names every file of both by hash.
The same inputs give the same bytes, and no second release.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sfpc import telemetry, warehouse
from sfpc.errors import PipelineError
from sfpc.period import Quarter
from sfpc.reference import reference
from sfpc.report import (
    coverage,
    decision,
    disclosure,
    forms,
    handed_on,
    index,
    manifest,
    previous,
    shelf,
    tables,
)
from sfpc.report.document import INTERNAL, PUBLISHED
from sfpc.report.issue import Issue
from sfpc.settings import Settings

__all__ = ["Release", "publish"]


@dataclass(frozen=True)
class Release:
    """A published report.

    Attributes:
        number: 1, 2, 3 … within the quarter.
        path: its folder.
        is_new: False when the newest release was made from the same inputs already.
    """

    quarter: str
    number: int
    path: Path
    is_new: bool


@telemetry.step(telemetry.REPORT)
def publish(settings: Settings, decision_quarter: str) -> Release:
    """Publish a quarter's report, or return the release that stands when nothing it is made from has changed.

    Raises:
        GateShut: the gate's newest decision does not let this warehouse be published, or (NotSignedOff) nobody has
            signed it off where that is required.
        PipelineError: landing, the warehouse or an earlier release is not as it should be.
    """
    quarter = str(Quarter.parse(decision_quarter))
    settings = warehouse.pinned(settings)
    with warehouse.open_read_only(settings.warehouse) as connection:
        opened = warehouse.identity(settings.warehouse)
        decided = decision.require_open(settings, quarter, connection)
        made_from = manifest.inputs(settings, connection, decided)
        in_full = tables.read(connection, quarter, settings.dbt_project / "models")
        known = disclosure.catalogue(connection)
    covered = coverage.of(decided, in_full["rpt_returns"])
    authorities = reference(settings.seeds).authorities
    names = {folder: each.name for folder, each in authorities.items()}
    folders = {each.code: folder for folder, each in authorities.items()}
    folder = settings.releases / quarter
    with shelf.held(folder):
        number, standing = shelf.newest(folder) or (0, None)
        is_new = standing is None or manifest.read(standing)["inputs"] != made_from.record
        if is_new:
            protected = disclosure.protect(in_full, quarter, settings.releases, known)
            now = previous.Now(quarter, in_full, protected.tables, made_from.record, covered, names)
            before = previous.compare(standing, number, now) if standing else None
            number += 1
            received_at = made_from.newest_receipt_at
            issue = Issue(decided, number, covered, before, received_at, folders, protected.note)
            with shelf.written_aside(folder, number) as aside:
                _write(aside, settings, issue, in_full, protected, made_from)
                if warehouse.identity(settings.warehouse) != opened:
                    raise PipelineError(
                        f"{settings.warehouse}: the warehouse was built anew while the report was being written, so "
                        "nothing was published; run the gate and the report again"
                    )
        index.write(settings.releases)
        shelf.point_at(folder, number)
    return Release(quarter, number, folder / f"r{number}", is_new)


def _write(
    folder: Path,
    settings: Settings,
    issue: Issue,
    in_full: Mapping[str, tables.Table],
    protected: disclosure.Protected,
    made_from: manifest.Inputs,
) -> None:
    """Write everything of a release; the manifests last, for they name the rest."""
    forms.write(forms.Material(folder / PUBLISHED, PUBLISHED, protected.tables, issue.for_everyone(), settings))
    forms.write(forms.Material(folder / INTERNAL, INTERNAL, in_full, issue, settings))
    protected.write(folder / INTERNAL / "disclosure")
    if issue.previous:
        previous.write_changes(folder / INTERNAL, issue.previous)
    handed_on.write(folder / PUBLISHED, issue, made_from.record)
    record = {
        "quarter": issue.quarter,
        "release": issue.number,
        **issue.about,
        "as_of": made_from.as_of,
        "built_on": manifest.built_on(settings.releases),
        "disclosure": protected.about,
        "inputs": made_from.record,
        "outputs": manifest.outputs(folder),
    }
    manifest.write(folder, record)
