"""The report: a quarter's publication, written only after the gate has opened, and never changed afterwards.

A release is a folder, `releases/<quarter>/r<number>/`: the page, the workbook, the tidy CSVs, a database to query, and
the manifest. The same inputs give the same bytes, and no second release.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sfpc import warehouse
from sfpc.errors import PipelineError
from sfpc.period import Quarter
from sfpc.report import database, decision, manifest, open_data, shelf, tables
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
    folder = settings.releases / quarter
    with shelf.held(folder):
        number, standing = shelf.newest(folder) or (0, None)
        is_new = standing is None or manifest.read(standing)["inputs"] != made_from.record
        if is_new:
            number += 1
            with shelf.written_aside(folder, number) as aside:
                _write(aside, settings, decided, number, published, made_from)
                if _identity(settings.warehouse) != opened:
                    raise PipelineError(
                        f"{settings.warehouse}: the warehouse was built anew while the report was being written, so "
                        "nothing was published; run the gate and the report again"
                    )
        shelf.point_at(folder, number)
    return Release(quarter, number, folder / f"r{number}", is_new)


def _write(
    folder: Path,
    settings: Settings,
    decided: decision.Decision,
    number: int,
    published: dict[str, tables.Table],
    made_from: manifest.Inputs,
) -> None:
    from sfpc.report import page, workbook

    quarter = decided.quarter
    page.write(folder / "report.html", published, decided, number)
    signed = [f"{heading} {text}" for heading, text in page.sign_off(decided)]
    notes = [f"{quarter}, release {number}, decision {decided.number} of the gate.", *signed, *NOTES]
    workbook.write(folder / "report.xlsx", page.title(quarter), notes, published, quarter, made_from.newest_receipt_at)
    open_data.write(folder / "csv", published)
    database.write(folder / "sfpc.duckdb", settings.warehouse, quarter, settings.dbt_project / "models")
    manifest.write(folder, quarter, number, made_from.record)


def _identity(path: Path) -> tuple[int, int]:
    """Which file stands there now: a build puts another in its place."""
    status = path.stat()
    return status.st_ino, status.st_mtime_ns
