"""Raw is a submission cut into tables of text, each value with its place; no value is changed.

A submission is accepted or rejected here. Of a rejected one nothing but its findings and ledger is kept, so nothing of
it reaches staging. Raw is rebuilt from landing byte for byte, and a submission is read again only when the layouts or
this package have changed since.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock

from sfpc.errors import PipelineError, UnreadableFile
from sfpc.findings import Finding
from sfpc.landed import Landed
from sfpc.period import Quarter
from sfpc.personal_data import kinds_in, quoted
from sfpc.raw import parquet
from sfpc.raw.declarations import contradictions, from_file_names
from sfpc.raw.forms import read_forms
from sfpc.raw.ledger import Disposition, account_for
from sfpc.raw.records import Cut, Located, Records, cut
from sfpc.raw.tables import search
from sfpc.readers import READERS, Grid
from sfpc.reference import NEEDED, RAW_FIELDS, Reference, reference
from sfpc.settings import Settings

FIGURE = re.compile(r"[\s\d£$%.,:/<>()+\-]*", re.ASCII)
"""What a figure or a date in figures is written with: not looked through for personal data."""


@dataclass(frozen=True)
class Read:
    """What reading a submission brought.

    Attributes:
        state: accepted or rejected.
        values_read: cells loaded into raw tables.
        is_new: False when it had been read before, with the same layouts, and was left as it was.
    """

    landed: Landed
    state: str
    values_read: int
    findings: tuple[Finding, ...]
    is_new: bool


@dataclass
class Cuttings:
    """Everything one submission was cut into."""

    records: list[Records]
    dispositions: list[Disposition]
    findings: list[Finding]


def read(settings: Settings, landed: Landed) -> Read:
    """Read a landed submission into raw, unless that has been done with the same layouts and code."""
    known = reference(settings.seeds)
    mark = read_with(settings)
    shelf = place_of(settings, landed, "submissions").parent
    shelf.mkdir(parents=True, exist_ok=True)
    with FileLock(shelf / f".{landed.submission_id}.lock"):
        return read_already(settings, landed) or read_anew(settings, landed, known, mark)


def read_anew(settings: Settings, landed: Landed, known: Reference, mark: str) -> Read:
    """Read a submission whatever was read of it before."""
    cuttings = cut_submission(landed, known)
    is_rejected = any(known.severity(one.finding_type) == "reject" for one in cuttings.findings)
    return write(settings, landed, cuttings, "rejected" if is_rejected else "accepted", mark)


def cut_submission(landed: Landed, known: Reference) -> Cuttings:
    """Read a submission's files, find the layout's tables in them and cut them into records."""
    quarter = Quarter.parse(landed.quarter)
    authority = known.authorities[landed.folder]
    layout = known.layout(authority.code, quarter)
    if not layout or not authority.reports_for(quarter):
        message = (
            f"{authority.name} has no layout, or owes no return, for {landed.quarter}; the return was kept and not "
            "read. Add its layout to the seeds, or move the return to the quarter it is for."
        )
        return Cuttings([], [], [Finding("no_layout", message)])
    grids, findings = open_files(landed.files)
    if not grids:
        if not any(one.finding_type == "unreadable_file" for one in findings):
            message = "The submission holds no file that can be read. Send the return."
            findings.append(Finding("nothing_to_read", message))
        return Cuttings([], [], findings)
    labels = known.labels(authority.code, quarter)
    found = search(layout, grids, labels)
    forms, undeclared = read_forms(layout, grids, [*(one.grid for one in found.located), *found.repeated])
    cuts = [(located, cut(located, end_of(located, found.located), labels)) for located in found.located]
    dispositions = []
    for grid in grids:
        in_grid = [one for one in cuts if one[0].grid is grid]
        title_rows = {row for form in forms if form.grid is grid for row in form.rows}
        is_repeated = any(grid is other for other in found.repeated)
        accounted, unknown = account_for(grid, in_grid, title_rows, is_repeated=is_repeated)
        dispositions += accounted
        findings += unknown
    declared = [one for form in forms for one in form.declarations]
    declared += [one for _, cutting in cuts for one in cutting.declarations]
    declared += from_file_names(layout, [file.name for file in landed.files])
    findings += [*found.findings, *undeclared, *contradictions(declared, authority, quarter, known.authority_names)]
    if not declared:
        message = "Nothing in the return says whose it is or for which quarter; only the folder it was put in does."
        findings.append(Finding("declaration_missing", message))
    if not any(cutting.records.row_numbers and cutting.records.values for _, cutting in cuts):
        message = (
            "No figures of the return's tables were found in what was sent. Send it in the layout of the last one."
        )
        findings.append(Finding("nothing_to_read", message, file=landed.files[0].name))
    findings += [finding for _, cutting in cuts for finding in personal_data(cutting)]
    return Cuttings([cutting.records for _, cutting in cuts], dispositions, findings)


def end_of(located: Located, every: Sequence[Located]) -> int:
    """The row before which a table ends: the next table's heading in the same grid, or the grid's end."""
    below = [
        other.heading_row for other in every if other.grid is located.grid and other.heading_row > located.heading_row
    ]
    return min(below, default=len(located.grid.rows))


def open_files(files: Sequence[Path]) -> tuple[list[Grid], list[Finding]]:
    """Read every file a reader knows; what cannot be read is a finding."""
    grids: list[Grid] = []
    findings: list[Finding] = []
    for file in files:
        reader = READERS.get(file.suffix.lower())
        if reader is None:
            kind = quoted(file.suffix) if file.suffix else "without an ending"
            message = f"Files of the kind {kind} are not read; a return is CSV, XLSX, ODS or JSON."
            findings.append(Finding("unknown_file_kind", message, file=file.name))
            continue
        try:
            grids += reader(file)
        except OSError as error:
            raise PipelineError(
                f"{file}: a landed file cannot be read ({error.strerror}); restore the landing folder from a backup"
            ) from error
        except UnreadableFile as error:
            message = f"The file cannot be read: {error.problem}. Send it again."
            findings.append(Finding("unreadable_file", message, file=file.name, place=error.place))
    return grids, findings


def personal_data(cutting: Cut) -> list[Finding]:
    """A finding for each text that seems to hold personal data: its place and kind, never the text."""
    records = cutting.records
    found = {
        (place, field): kinds
        for field, texts in records.values.items()
        for text, place in zip(texts, records.places[field], strict=True)
        if text and not FIGURE.fullmatch(text) and (kinds := kinds_in(text))
    }
    return [
        Finding(
            "personal_data",
            f"The text under {field.replace('_', ' ')!r} seems to hold {' and '.join(kinds)}. It was kept out of "
            "everything that is published. Send the return again without it.",
            section=records.raw_table if records.raw_table != "indicators" else "performance",
            file=records.file,
            sheet=records.sheet,
            place=place,
        )
        for (place, field), kinds in found.items()
    ]


def place_of(settings: Settings, landed: Landed, table: str) -> Path:
    """Where a submission's part of a raw table stands."""
    return parquet.path_of(settings.raw, table, landed.folder, landed.quarter, landed.submission_id)


def write(settings: Settings, landed: Landed, cuttings: Cuttings, state: str, mark: str) -> Read:
    """Write what was read; the row in `submissions` comes last and says that the rest is complete."""

    def place(table: str) -> Path:
        return place_of(settings, landed, table)

    place("submissions").unlink(missing_ok=True)
    for table in parquet.SCHEMAS:
        parquet.clear_what_a_crash_left(place(table))
    loaded = sum(one.cell_count for one in cuttings.dispositions if one.disposition == "data")
    values_read = loaded if state == "accepted" else 0
    for table, fields in RAW_FIELDS.items():
        parts = [records for records in cuttings.records if records.raw_table == table and fields]
        if not parts or state == "rejected":
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
    submission = identity | {
        "state": state,
        "received_at": landed.received_at,
        "read_with": mark,
        "sequence": landed.sequence,
        "file_count": landed.file_count,
        "values_read": values_read,
        "cells_set_aside": sum(one.cell_count for one in cuttings.dispositions) - values_read,
    }
    parquet.write(place("submissions"), "submissions", {name: [value] for name, value in submission.items()})
    return Read(landed, state, values_read, tuple(cuttings.findings), is_new=True)


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
        "row_number": [number for part in parts for number in part.row_numbers],
    }
    for field in fields:
        columns[field] = [text or None for part in parts for text in part.values[field]]
        columns[f"{field}_place"] = [place for part in parts for place in part.places[field]]
    parquet.write(path, table, columns)


def ensure_tables(settings: Settings) -> None:
    """Give every raw table a file, so that a warehouse can be built before anything is read."""
    parquet.ensure_tables(settings.raw)


def read_already(settings: Settings, landed: Landed) -> Read | None:
    """The outcome of an earlier reading with the same layouts and code; None when there was none."""

    def rows(table: str) -> list[dict[str, str | int]]:
        path = place_of(settings, landed, table)
        try:
            return pq.ParquetFile(path).read().to_pylist() if path.exists() else []
        except (pa.ArrowException, OSError):
            return []  # damaged: as if it had never been read, for raw is rebuilt from landing

    submissions = rows("submissions")
    if not submissions or submissions[0]["read_with"] != read_with(settings):
        return None
    names = ("finding_type", "message", "section", "file", "sheet", "place")
    # rows of Parquet are untyped; the schema makes them text
    findings = tuple(Finding(**{name: row[name] for name in names}) for row in rows("findings"))  # type: ignore[arg-type]
    return Read(landed, str(submissions[0]["state"]), int(submissions[0]["values_read"]), findings, is_new=False)


@cache
def read_with(settings: Settings) -> str:
    """A hash of everything that decides how a return is read: this package's readers, and the layouts."""
    here = Path(__file__).parent
    code = [*here.glob("*.py"), *(here.parent / "readers").glob("*.py")]
    code += [here.parent / f"{name}.py" for name in ("period", "personal_data", "reference", "seed_file", "text")]
    seeds = [settings.seeds / f"{name}.csv" for name in NEEDED if name != "return_calendar"]
    digest = hashlib.sha256()
    for path in [*sorted(code), *seeds]:
        content = path.read_bytes() if path.exists() else b""  # a missing seed is told by whoever reads it
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(content).digest())
    return digest.hexdigest()[:16]
