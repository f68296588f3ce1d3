"""The report: a quarter's publication, written only after the gate has opened, and never changed afterwards.

A release is a folder, `releases/<quarter>/r<number>/`. What may be handed on stands in `published/`, with small numbers
suppressed; what is for the programme team alone in `internal/`, in full. The manifest names every file of both by hash.
The same inputs give the same bytes, and no second release.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sfpc import warehouse
from sfpc.errors import PipelineError
from sfpc.period import Quarter
from sfpc.report import coverage, database, decision, disclosure, manifest, previous, shelf, tables, tidy_csv
from sfpc.report.document import INTERNAL, PUBLISHED
from sfpc.report.issue import Issue
from sfpc.settings import Settings

__all__ = ["Release", "publish"]

NOTES = [
    "Internal: not for publication. Nothing here has been suppressed to protect small numbers.",
    "One sheet a table. Figures are in full and shown rounded half up; where there is no figure the cell says why.",
]


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


def publish(settings: Settings, decision_quarter: str) -> Release:
    """Publish a quarter's report, or return the release that stands when nothing it is made from has changed.

    Raises:
        GateShut: the gate's newest decision does not let this warehouse be published, or (NotSignedOff) nobody has
            signed it off where that is required.
        PipelineError: landing, the warehouse or an earlier release is not as it should be.
    """
    quarter = str(Quarter.parse(decision_quarter))
    with warehouse.open_read_only(settings.warehouse) as connection:
        opened = _identity(settings.warehouse)
        decided = decision.require_open(settings, quarter, connection)
        made_from = manifest.inputs(settings, connection, decided)
        published = tables.read(connection, quarter, settings.dbt_project / "models")
    covered = coverage.of(decided, published["rpt_returns"])
    folder = settings.releases / quarter
    with shelf.held(folder):
        number, standing = shelf.newest(folder) or (0, None)
        is_new = standing is None or manifest.read(standing)["inputs"] != made_from.record
        if is_new:
            before = previous.compare(standing, number, published, quarter, covered) if standing else None
            number += 1
            with shelf.written_aside(folder, number) as aside:
                _write(aside, settings, Issue(decided, number, covered, before), published, made_from)
                if _identity(settings.warehouse) != opened:
                    raise PipelineError(
                        f"{settings.warehouse}: the warehouse was built anew while the report was being written, so "
                        "nothing was published; run the gate and the report again"
                    )
        shelf.point_at(folder, number)
    return Release(quarter, number, folder / f"r{number}", is_new)


def _write(
    folder: Path, settings: Settings, issue: Issue, published: dict[str, tables.Table], made_from: manifest.Inputs
) -> None:
    protected = disclosure.protect(published, issue.quarter, settings.releases)
    for audience, shown in ((PUBLISHED, protected.tables), (INTERNAL, published)):
        _write_forms(folder / audience, issue, shown, made_from, audience)
    mark = issue.coverage.mark
    database.write(
        folder / INTERNAL / "sfpc.duckdb", settings.warehouse, issue.quarter, settings.dbt_project / "models", mark
    )
    manifest.write(folder, issue.quarter, issue.number, made_from.record, issue.about)


def _write_forms(
    folder: Path, issue: Issue, shown: Mapping[str, tables.Table], made_from: manifest.Inputs, audience: str
) -> None:
    """Write every form of the report, for one audience."""
    from sfpc.report import page, workbook

    folder.mkdir()
    page.write(folder / "report.html", shown, issue)
    notes = [f"{issue.quarter}, release {issue.number}, decision {issue.decision.number} of the gate.", *issue.notes]
    signed = [f"{heading} {text}" for heading, text in page.sign_off(issue.decision)]
    title = page.title(issue.quarter, is_partial=issue.coverage.is_partial)
    workbook.write(
        folder / "report.xlsx",
        title,
        [*notes, *signed, *NOTES],
        shown,
        issue.quarter,
        made_from.newest_receipt_at,
        issue.coverage.mark,
    )
    if audience == INTERNAL:
        tidy_csv.write(folder / "csv", shown, [*notes, *signed, NOTES[0]])


def _identity(path: Path) -> tuple[int, int]:
    """Which file stands there now: a build puts another in its place."""
    status = path.stat()
    return status.st_ino, status.st_mtime_ns
