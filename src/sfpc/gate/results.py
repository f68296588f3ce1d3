"""What a check came to: a result an authority, the rows at fault, and the Parquet files the marts read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

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
        ("failing_count", pa.int32()),
        ("says", pa.string()),
        ("observed", pa.string()),
    ]
)


@dataclass(frozen=True)
class Fault:
    """A row that a check found at fault, with the place a person can open and look at.

    Attributes:
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
    is_known: bool = False


@dataclass(frozen=True)
class CheckResult:
    """The outcome of one check for one authority, or for the whole quarter (`authority_code` None).

    Attributes:
        family: what the check asks about; one of suites.FAMILIES.
        outcome: passed, failed, waived, allowed (the quarter's policy on too few returns lets it pass), raised (the
            check broke) or did_not_run (it could not be asked).
        observed: what the check saw, in a few words; never a value that might be personal data.
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
    faults: tuple[Fault, ...] = field(default=())

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> CheckResult:
        """Read a result as a decision's record keeps it."""
        return cls(**{**record, "faults": tuple(Fault(**fault) for fault in record["faults"])})

    def as_record(self) -> dict[str, Any]:
        """The result as a decision's record keeps it."""
        return {**asdict(self), "faults": [asdict(fault) for fault in self.faults]}


def ensure_result_files(gate: Path) -> None:
    """Lay zero-row result files, so that the views over the gate's results never meet an empty glob."""
    folder = gate / NONE_YET
    for name, schema in (("findings", FINDINGS_SCHEMA), ("check_results", RESULTS_SCHEMA)):
        if not (folder / f"{name}.parquet").exists():
            _replace(folder / f"{name}.parquet", schema.empty_table())


def write(folder: Path, quarter: str, number: int, results: Iterable[CheckResult]) -> None:
    """Replace a quarter's results and findings by those of its newest decision."""
    results = list(results)
    result_rows = [
        {
            "check_id": result.check_id,
            "family": result.family,
            "severity": result.severity,
            "authority_code": result.authority_code,
            "quarter": quarter,
            "outcome": result.outcome,
            "decision_number": number,
            "failing_count": result.failing_count,
            "says": result.says,
            "observed": result.observed,
        }
        for result in results
    ]
    finding_rows = [
        {
            **{name: getattr(fault, name) for name in FINDINGS_SCHEMA.names if hasattr(fault, name)},
            "quarter": quarter,
            "severity": result.severity,
            "check_id": result.check_id,
            "decision_number": number,
        }
        for result in results
        for fault in result.faults
        if not fault.is_known
    ]
    _replace(folder / "findings.parquet", pa.Table.from_pylist(finding_rows, schema=FINDINGS_SCHEMA))
    _replace(folder / "check_results.parquet", pa.Table.from_pylist(result_rows, schema=RESULTS_SCHEMA))


def _replace(path: Path, table: pa.Table) -> None:
    """Write a file whole or not at all: readers see the one before or this one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    pq.write_table(table, unfinished)
    unfinished.replace(path)
