"""The manifest: what a release was made from and what it holds, by hash. The same inputs make no second release."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

import sfpc
from sfpc.errors import PipelineError
from sfpc.landed import files_of
from sfpc.report.decision import Decision, earlier
from sfpc.settings import Settings
from sfpc.sign_off import SignOff

NAME = "manifest.json"
SOFTWARE = ("altair", "duckdb", "jinja2", "vl-convert-python", "xlsxwriter")
"""What writes the bytes of a release: another version may write others."""
CODE_SUFFIXES = {".py", ".sql", ".yml", ".jinja", ".css"}
SUBMISSIONS = """
    select distinct dim_authority.folder, sent.quarter, sent.submission_id
    from (
        select authority_code, quarter, submission_id from marts.fct_return
        union all
        select authority_code, quarter, submission_id from marts.fct_finding
    ) as sent
    inner join marts.dim_authority on sent.authority_code = dim_authority.authority_code
    where sent.submission_id is not null and sent.quarter <= ?
    order by all
"""


@dataclass(frozen=True)
class Inputs:
    """What a release is made from.

    Attributes:
        record: as the manifest holds it.
        newest_receipt_at: when the last of its submissions came (UTC); the one time a release knows.
    """

    record: dict[str, Any]
    newest_receipt_at: datetime


def inputs(settings: Settings, connection: duckdb.DuckDBPyConnection, decision: Decision) -> Inputs:
    """Hash everything that goes into a release: submissions, the decision, seeds, code, and what writes it."""
    submissions = [
        _submission(settings, *row) for row in connection.execute(SUBMISSIONS, [decision.quarter]).fetchall()
    ]
    record = {
        "decision": {"number": decision.number, "verdict": decision.verdict, "sha256": decision.sha256},
        "earlier_decisions": earlier(settings, decision.quarter),
        "submissions": submissions,
        "seeds": _hashes(settings.seeds, {".csv", ".yml"}),
        "expectations": _hashes(settings.expectations, CODE_SUFFIXES),
        "models": {
            f"{folder}/{name}": sha256
            for folder in ("macros", "models")
            for name, sha256 in _hashes(settings.dbt_project / folder, CODE_SUFFIXES).items()
        },
        "code": _hashes(Path(sfpc.__file__).parent, CODE_SUFFIXES),
        "software": {name: version(name) for name in SOFTWARE},
    }
    if decision.sign_off:
        record["sign_off"] = _sign_off(decision.sign_off)
    newest = max((each["received_at"] for each in submissions), default="1980-01-01T00:00:00")
    return Inputs(record, datetime.fromisoformat(newest))


def _sign_off(signed: SignOff) -> dict[str, Any]:
    """Who let the decision be published, when, and with which caveats."""
    return {
        "number": signed.number,
        "decision_number": signed.decision_number,
        "answer": signed.given.answer,
        "by": signed.given.by,
        "through": signed.given.through,
        "at": signed.given.at,
        "caveats": signed.given.caveats,
        "sha256": signed.sha256,
    }


def _submission(settings: Settings, folder: str, quarter: str, submission_id: str) -> dict[str, Any]:
    """A submission's receipt and files, by hash; what was changed in landing cannot be published."""
    path = settings.landing / folder / quarter / submission_id
    try:
        receipt_bytes = (path / "receipt.json").read_bytes()
        receipt = json.loads(receipt_bytes)
        kept = files_of(settings, path, receipt)
        files = {file.name: _sha256(file) for file in kept}
        changed = [name for name, sha256 in zip(kept.names, kept.hashes, strict=True) if files[name] != sha256]
        received_at = str(receipt["received_at"])
    except (OSError, ValueError, KeyError) as error:
        raise PipelineError(
            f"{path}: the warehouse holds this submission and landing cannot show it ({error!r}); restore landing from "
            "its copy, or build the warehouse again from what is there"
        ) from error
    if changed:
        raise PipelineError(
            f"{path}/files/{changed[0]}: this is not the file that was received; restore it from the copy of landing"
        )
    return {
        "authority": folder,
        "quarter": quarter,
        "submission_id": submission_id,
        "received_at": received_at,
        "receipt_sha256": hashlib.sha256(receipt_bytes).hexdigest(),
        "files": dict(sorted(files.items())),
    }


def write(folder: Path, quarter: str, number: int, made_from: dict[str, Any], about: dict[str, Any]) -> None:
    """Write the manifest of a release whose other files are all there.

    Args:
        folder: the release's.
        quarter: written as 2022-23-Q1.
        number: the release's.
        made_from: the inputs; the same ones make no second release.
        about: what the release says of itself, which follows from its inputs and the release before it.
    """
    outputs = {
        path.relative_to(folder).as_posix(): {"sha256": _sha256(path), "bytes": path.stat().st_size}
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    record = {"quarter": quarter, "release": number, **about, "inputs": made_from, "outputs": outputs}
    text = json.dumps(record, indent=1, ensure_ascii=False, sort_keys=True)
    (folder / NAME).write_text(text + "\n", encoding="utf-8", newline="\n")


def read(folder: Path) -> dict[str, Any]:
    """The manifest of a release."""
    try:
        record: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PipelineError(
            f"{folder / NAME}: the manifest of a release cannot be read ({error}); restore the release from its copy"
        ) from error
    return record


def _hashes(folder: Path, suffixes: set[str]) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): _sha256(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in suffixes
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
