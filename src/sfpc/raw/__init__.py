"""Raw is a submission cut into tables of text, each value with its place; no value is changed.

A submission is accepted or rejected here. Of a rejected one nothing but its findings and ledger is kept, so nothing of
it reaches staging. Raw is rebuilt from landing byte for byte, and a submission is read again only when the layouts or
this package have changed since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock

from sfpc import confinement, telemetry
from sfpc.errors import PipelineError
from sfpc.findings import Finding
from sfpc.landed import Arrival, Landed
from sfpc.limits import Limits, setting_name
from sfpc.period import Quarter
from sfpc.raw import confined, parquet
from sfpc.raw.records import Records
from sfpc.raw.submission import Cuttings, cut_submission
from sfpc.reference import NEEDED, RAW_FIELDS, Reference, reference
from sfpc.settings import Settings

DATES = ("return_calendar", "return_extensions")
"""Seeds of when returns are due: what decides how one is read is only whether the calendar has its quarter."""


@dataclass(frozen=True)
class Read:
    """What reading a submission brought.

    Attributes:
        state: accepted, nil or rejected.
        values_read: cells loaded into raw tables.
        is_new: False when it had been read before, with the same layouts, and was left as it was.
    """

    landed: Landed
    state: str
    values_read: int
    findings: tuple[Finding, ...]
    is_new: bool


@telemetry.step(telemetry.READ)
def read(settings: Settings, landed: Landed) -> Read:
    """Read a landed submission into raw, unless that has been done with the same layouts, limits and code.

    The reading is done in a child process. A submission that takes more than it may, or that the process does not
    survive, is rejected, and nothing else is harmed.
    """
    reference(settings.seeds)  # faults in the seeds are told before anything is begun
    limits = Limits.from_environment()
    mark = read_with(settings, limits, landed.quarter)
    shelf = place_of(settings, landed, "submissions").parent
    shelf.mkdir(parents=True, exist_ok=True)
    with FileLock(shelf / f".{landed.submission_id}.lock"):
        if already := read_already(settings, landed, mark):
            return already
        try:
            confinement.call("sfpc.raw:read_here", confined.as_json(settings, landed, mark), limits)
        except confinement.OutOfBounds as out:
            return write(settings, landed, Cuttings([], [], [over_limits(landed, out)]), "rejected", mark)
        if outcome := read_already(settings, landed, mark):
            return replace(outcome, landed=landed, is_new=True)
    raise PipelineError(f"{shelf}: what was read cannot be read back; see whether the disk is full")


def read_here(settings: dict[str, Any], landed: dict[str, Any], mark: str) -> None:
    """Read a submission in this process: what `read` asks of the child."""
    here, submission = confined.from_json(settings, landed)
    read_anew(here, submission, reference(here.seeds), mark)


def over_limits(landed: Landed, out: confinement.OutOfBounds) -> Finding:
    """The finding for a submission whose reading had to be stopped."""
    limit = f" The limit is set by {setting_name(out.limit)}." if out.limit else ""
    message = (
        f"The submission cannot be read: {out.reason}. Send the tables alone, in a new workbook or as CSV, without "
        f"what stands around them.{limit}"
    )
    return Finding("over_limits", message, file=landed.files[0].name if landed.file_count == 1 else None)


def read_anew(settings: Settings, landed: Landed, known: Reference, mark: str) -> Read:
    """Read a submission whatever was read of it before."""
    cuttings = cut_submission(landed, known)
    cuttings.findings[:0] = landed.findings  # of its files' names, and of what lay beside them
    is_rejected = any(known.severity(one.finding_type) == "reject" for one in cuttings.findings)
    state = "rejected" if is_rejected else "nil" if cuttings.is_nil else "accepted"
    return write(settings, landed, cuttings, state, mark)


def place_of(settings: Settings, landed: Landed, table: str) -> Path:
    """Where a submission's part of a raw table stands."""
    return parquet.path_of(settings.raw, table, landed.folder, landed.quarter, landed.submission_id)


def parts_of(settings: Settings, landed: Landed) -> list[Path]:
    """Every file of raw that a submission was read into."""
    return [path for table in parquet.SCHEMAS if (path := place_of(settings, landed, table)).exists()]


def write(settings: Settings, landed: Landed, cuttings: Cuttings, state: str, mark: str) -> Read:
    """Write what was read; the row in `submissions` comes last and says that the rest is complete."""

    def place(table: str) -> Path:
        return place_of(settings, landed, table)

    place("submissions").unlink(missing_ok=True)
    for table in parquet.SCHEMAS:
        parquet.clear_what_a_crash_left(place(table))
    loaded = sum(one.cell_count for one in cuttings.dispositions if one.disposition == "data")
    values_read = loaded if state == "accepted" else 0
    withdrawn = landed.withdrawn
    for table, fields in RAW_FIELDS.items():
        parts = [records for records in cuttings.records if records.raw_table == table and fields]
        if not parts or state != "accepted":
            place(table).unlink(missing_ok=True)
            continue
        write_records(place(table), table, fields, parts, landed)
    identity = {
        "submission_id": landed.submission_id,
        "authority_code": landed.authority_code,
        "quarter": landed.quarter,
    }
    for table, rows in (("findings", cuttings.findings), ("dispositions", cuttings.dispositions)):
        columns = {
            name: [identity[name] if name in identity else getattr(row, name) for row in rows]
            for name in parquet.SCHEMAS[table].names
        }
        parquet.write(place(table), table, columns)
    parquet.write(place("arrivals"), "arrivals", arrivals_of(landed, identity))
    submission = identity | {
        "state": state,
        "received_at": landed.received_at,
        "read_with": mark,
        "content_hash": cuttings.content_hash,
        "withdrawn_at": withdrawn.at if withdrawn else None,
        "withdrawn_by": withdrawn.by if withdrawn else None,
        "withdrawn_reason": withdrawn.reason if withdrawn else None,
        "sequence": landed.sequence,
        "file_count": landed.file_count,
        "values_read": values_read,
        "cells_set_aside": sum(one.cell_count for one in cuttings.dispositions) - values_read,
    }
    parquet.write(place("submissions"), "submissions", {name: [value] for name, value in submission.items()})
    return Read(landed, state, values_read, tuple(cuttings.findings), is_new=True)


def arrivals_of(landed: Landed, identity: dict[str, str]) -> dict[str, list[Any]]:
    """Every time the submission came, as columns."""
    arrivals = landed.arrivals or (Arrival(landed.sequence, landed.received_at, landed.withdrawn),)
    columns: dict[str, list[Any]] = {name: [value] * len(arrivals) for name, value in identity.items()}
    columns["sequence"] = [one.sequence for one in arrivals]
    columns["received_at"] = [one.received_at for one in arrivals]
    for name in ("at", "by", "reason"):
        columns[f"withdrawn_{name}"] = [getattr(one.withdrawn, name) if one.withdrawn else None for one in arrivals]
    return columns


def write_records(path: Path, table: str, fields: Sequence[str], parts: list[Records], landed: Landed) -> None:
    """Write the records of one raw table."""
    count = sum(len(part.row_numbers) for part in parts)
    columns: dict[str, list[str | int | None]] = {
        "submission_id": [landed.submission_id] * count,
        "authority_code": [landed.authority_code] * count,
        "quarter": [landed.quarter] * count,
        "table_name": [part.table_name for part in parts for _ in part.row_numbers],
        "file": [part.file for part in parts for _ in part.row_numbers],
        "sheet": [part.sheet for part in parts for _ in part.row_numbers],
        "date_system": [part.date_system for part in parts for _ in part.row_numbers],
        "row_number": [number for part in parts for number in part.row_numbers],
    }
    for field in fields:
        columns[field] = [text or None for part in parts for text in part.values[field]]
        columns[f"{field}_place"] = [place for part in parts for place in part.places[field]]
    parquet.write(path, table, columns)


def ensure_tables(settings: Settings) -> None:
    """Give every raw table a file, so that a warehouse can be built before anything is read."""
    parquet.ensure_tables(settings.raw)


def read_already(settings: Settings, landed: Landed, mark: str | None = None) -> Read | None:
    """The outcome of an earlier reading with the same layouts, limits and code; None when there was none."""

    def rows(table: str) -> list[dict[str, str | int]]:
        path = place_of(settings, landed, table)
        try:
            return pq.ParquetFile(path).read().to_pylist() if path.exists() else []
        except (pa.ArrowException, OSError):
            return []  # damaged: as if it had never been read, for raw is rebuilt from landing

    submissions = rows("submissions")
    mark = mark or read_with(settings, Limits.from_environment(), landed.quarter)
    if not submissions or submissions[0]["read_with"] != mark:
        return None
    if (submissions[0]["withdrawn_at"], submissions[0]["sequence"]) != (
        landed.withdrawn.at if landed.withdrawn else None,
        landed.sequence,
    ):
        return None
    names = ("finding_type", "message", "section", "file", "sheet", "place")
    # rows of Parquet are untyped; the schema makes them text
    findings = tuple(Finding(**{name: row[name] for name in names}) for row in rows("findings"))  # type: ignore[arg-type]
    return Read(landed, str(submissions[0]["state"]), int(submissions[0]["values_read"]), findings, is_new=False)


def read_with(settings: Settings, limits: Limits, quarter: str) -> str:
    """A hash of everything that decides how a quarter's return is read: the readers, layouts, limits and calendar."""
    is_asked_for = reference(settings.seeds).is_in_calendar(Quarter.parse(quarter))
    return hashlib.sha256(f"{layouts_and_code(settings)} {limits} {is_asked_for}".encode()).hexdigest()[:16]


@cache
def layouts_and_code(settings: Settings) -> str:
    """A hash of this package's readers, and of the layouts."""
    here = Path(__file__).parent
    code = [*here.glob("*.py"), *(here.parent / "readers").glob("*.py")]
    code += [
        here.parent / f"{name}.py"
        for name in ("given_names", "layout", "limits", "period", "personal_data", "reference", "seed_file", "text")
    ]
    seeds = [settings.seeds / f"{name}.csv" for name in NEEDED if name not in DATES]
    digest = hashlib.sha256()
    for path in [*sorted(code), *seeds]:
        content = path.read_bytes() if path.exists() else b""  # a missing seed is told by whoever reads it
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(content).digest())
    return digest.hexdigest()[:16]
