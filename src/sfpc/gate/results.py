"""What a check came to: a result an authority, the rows at fault, and the Parquet files the marts read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sfpc import modes
from sfpc.personal_data import shown

NONE_YET = "_none"
"""The folder of the zero-row files: DuckDB refuses a glob that matches no file."""

FINDINGS_SCHEMA = pa.schema(
    [
        *(
            (name, pa.string())
            for name in (
                "authority_code", "quarter", "submission_id", "finding_type", "severity", "responsibility",
                "section", "file", "sheet", "place", "message",
            )
        ),
        ("check_id", pa.string()),
        ("decision_number", pa.int32()),
    ]
)  # fmt: skip
RESULTS_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("check_id", "family", "severity", "authority_code", "quarter", "outcome")),
        ("decision_number", pa.int32()),
        ("checked_count", pa.int32()),
        ("failing_count", pa.int32()),
        *((name, pa.string()) for name in ("says", "observed", "expected", "place")),
    ]
)
FAULTS_SCHEMA = pa.schema(
    [
        *(
            (name, pa.string())
            for name in (
                "check_id", "family", "severity", "outcome", "authority_code", "quarter", "table_name", "row_key",
                "section", "submission_id", "file", "sheet", "place", "message", "observed", "expected", "subject",
                "part", "compared_quarter",
            )
        ),
        ("is_known", pa.bool_()),
        ("decision_number", pa.int32()),
    ]
)  # fmt: skip
SCHEMAS = {"findings": FINDINGS_SCHEMA, "check_results": RESULTS_SCHEMA, "check_faults": FAULTS_SCHEMA}
"""What the gate leaves for the marts to read, by the name of the file."""

SHOWN_AT_MOST = 3
"""Values that a result names of all that were seen; the rest stand in its faults."""


@dataclass(frozen=True)
class Fault:
    """A row that a check found at fault, with the place a person can open and look at.

    Attributes:
        table: the mart whose row it is, as marts.fct_performance.
        row_key: the columns and values that tell the row from the others of its authority and quarter.
        observed: what was seen, in words; None where it is a text that the check's message does not print either.
        expected: what should have been seen, in words, with the limits of this row.
        subject, part: the measure, activity, workstream, milestone or benefit, and what of it, as figures are named.
        compared_quarter: the other quarter whose figure the check looks at, if it looks at one.
        is_known: reading found it already, so it is a finding without the gate's help.
    """

    authority_code: str
    finding_type: str
    responsibility: str
    message: str
    submission_id: str | None = None
    section: str | None = None
    file: str | None = None
    sheet: str | None = None
    place: str | None = None
    table: str = ""
    row_key: str = ""
    observed: str | None = None
    expected: str | None = None
    subject: str | None = None
    part: str | None = None
    compared_quarter: str | None = None
    is_known: bool = False


@dataclass(frozen=True)
class CheckResult:
    """The outcome of one check for one authority, or for the whole quarter (`authority_code` None).

    Attributes:
        family: what the check asks about; one of suites.FAMILIES.
        outcome: passed, failed, waived, allowed (the quarter's policy on too few returns lets it pass), raised (the
            check broke) or did_not_run (it could not be asked).
        observed: what the check saw, in a few words; never a value that might be personal data.
        checked_count: how many rows it looked at; None where it could not look.
        expected: what it should have seen, in words with the limits.
        where: the first place at fault, and how many more; empty when there is none.
    """

    check_id: str
    family: str
    severity: str
    authority_code: str | None
    outcome: str
    says: str
    observed: str
    failing_count: int | None = None
    remedy: str | None = None
    checked_count: int | None = None
    expected: str = ""
    where: str = ""
    faults: tuple[Fault, ...] = field(default=())

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> CheckResult:
        """Read a result as a decision's record keeps it."""
        return cls(**{**record, "faults": tuple(Fault(**fault) for fault in record["faults"])})

    def as_record(self) -> dict[str, Any]:
        """The result as a decision's record keeps it."""
        return {**asdict(self), "faults": [asdict(fault) for fault in self.faults]}


def ensure_result_files(gate: Path) -> None:
    """Lay zero-row result files: the views over the gate's results never meet an empty glob, nor lack a column."""
    folder = gate / NONE_YET
    for name, schema in SCHEMAS.items():
        path = folder / f"{name}.parquet"
        if not path.exists() or pq.read_schema(path) != schema:
            _replace(path, schema.empty_table())


def write(folder: Path, quarter: str, number: int, results: Iterable[CheckResult]) -> None:
    """Replace a quarter's results, rows at fault and findings by those of its newest decision."""
    results = list(results)
    decided = {"quarter": quarter, "decision_number": number}
    at_fault = [(result, fault) for result in results for fault in result.faults]
    rows = {
        "check_results": [_row_of(result) | {"observed": _seen(result), "place": result.where} for result in results],
        "check_faults": [_row_of(result) | _row_of(fault) | {"table_name": fault.table} for result, fault in at_fault],
        "findings": [_row_of(result) | _row_of(fault) for result, fault in at_fault if not fault.is_known],
    }
    for name, schema in SCHEMAS.items():
        table = pa.Table.from_pylist([row | decided for row in rows[name]], schema=schema)
        _replace(folder / f"{name}.parquet", table)


def place_of(fault: Fault) -> str:
    """File, sheet and cell, as far as they are known and may be shown; empty where none is.

    >>> place_of(Fault("E1", "type", "authority", "message", file="born 14.03.2013.xlsx", sheet="KPIs", place="H9"))
    "(left out: it may hold personal data), sheet 'KPIs', H9"
    """
    sheet = f"sheet {shown(fault.sheet)!r}" if fault.sheet else None
    return ", ".join(part for part in (shown(fault.file), sheet, shown(fault.place)) if part)


def where(faults: Sequence[Fault]) -> str:
    """The first place at fault that a person can open, and how many more there are.

    >>> where([Fault("E1", "type", "authority", "message", file="a.xlsx", sheet="KPIs", place="H9")] * 2)
    "a.xlsx, sheet 'KPIs', H9 and 1 more"
    """
    named = [fault for fault in faults if fault.file or fault.row_key]
    if not named:
        return ""
    first = named[0]
    place = place_of(first) or f"{first.table}, {first.row_key}"
    more = len(faults) - 1
    return f"{place} and {more} more" if more else place


def _row_of(one: CheckResult | Fault) -> dict[str, Any]:
    return {field.name: getattr(one, field.name) for field in fields(one) if field.name != "faults"}


def _seen(result: CheckResult) -> str:
    """The values at fault where they may be told, else what the result says of them."""
    values = [fault.observed for fault in result.faults if fault.observed]
    if not values:
        return result.observed
    more = len(result.faults) - min(len(values), SHOWN_AT_MOST)
    return "; ".join(values[:SHOWN_AT_MOST]) + (f" and {more} more" if more else "")


def _replace(path: Path, table: pa.Table) -> None:
    """Write a file whole or not at all: readers see the one before or this one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    pq.write_table(table, unfinished)
    unfinished.replace(path)
    modes.keep(path)
