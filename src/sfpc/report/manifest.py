"""The manifest: what a release was made from and what it holds, by hash. The same inputs make no second release."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from platform import python_version_tuple
from typing import Any

import duckdb

import sfpc
from sfpc.errors import PipelineError
from sfpc.landed import file_hash, files_of
from sfpc.report import shelf
from sfpc.report.decision import Decision, earlier
from sfpc.settings import Settings
from sfpc.sign_off import SignOff

NAME = "manifest.json"
RECEIPT = "receipt.json"
SOFTWARE = (
    "dbt-core", "dbt-duckdb", "duckdb", "gptables", "jinja2", "pandas", "pyarrow", "scipy", "typst",
    "vl-convert-python", "xlsxwriter",
)  # fmt: skip
"""What builds the figures of a release and writes its bytes: another version may write others."""
RULES = {".py", ".sql", ".yml"}
SUBMISSIONS = """
    select
        dim_authority.folder,
        sent.quarter,
        sent.submission_id,
        list(sent.submission_sequence order by sent.submission_sequence) as arrivals,
        list(distinct sent.withdrawn_at order by sent.withdrawn_at) as withdrawals
    from marts.fct_submission as sent
    inner join marts.dim_authority on sent.authority_code = dim_authority.authority_code
    where sent.quarter <= ?
    group by all
    order by all
"""
AS_OF = """
    select (select cast(max(received_at) as date) from marts.fct_submission)
    from marts.fct_return
    where quarter <= ?
    having bool_or(submission_id is null)
"""
"""The day of the latest receipt of all, where a return is not in: whether it is late depends on that day."""


@dataclass(frozen=True)
class Inputs:
    """What a release is made from.

    Attributes:
        record: as the manifest holds it; the same record makes no second release.
        newest_receipt_at: when the last of its submissions came (UTC); the one time a release knows.
        as_of: the day on which a return that has not come is due or late; None where every return is in.
    """

    record: dict[str, Any]
    newest_receipt_at: datetime
    as_of: date | None = None


def inputs(settings: Settings, connection: duckdb.DuckDBPyConnection, decision: Decision) -> Inputs:
    """Hash everything that goes into a release: submissions, the decision, seeds, code, and what writes it."""
    submissions = [
        _submission(settings, *row) for row in connection.execute(SUBMISSIONS, [decision.quarter]).fetchall()
    ]
    row = connection.execute(AS_OF, [decision.quarter]).fetchone()
    record = {
        "decision": {"number": decision.number, "verdict": decision.verdict, "sha256": decision.sha256},
        "earlier_decisions": earlier(settings, decision.quarter),
        "submissions": submissions,
        **made_with(settings),
    }
    if decision.sign_off:
        record["sign_off"] = _sign_off(decision.sign_off)
    newest = max((each["received_at"] for each in submissions), default="1980-01-01T00:00:00")
    return Inputs(record, datetime.fromisoformat(newest), row[0] if row else None)


def made_with(settings: Settings) -> dict[str, dict[str, str]]:
    """What releases are made with here and now: each seed, check, model and file of code by hash, and the software."""
    models = {
        f"{folder}/{name}": sha256
        for folder in ("macros", "models")
        for name, sha256 in _hashes(settings.dbt_project / folder, RULES).items()
    }
    project = {path.name: file_hash(path) for path in sorted(settings.dbt_project.glob("*.yml"))}
    python = ".".join(python_version_tuple()[:2])
    return {
        "seeds": _hashes(settings.seeds, {".csv", ".yml"}),
        "expectations": _hashes(settings.expectations, RULES),
        "models": {**models, **project},
        "code": _hashes(Path(sfpc.__file__).parent),
        "software": {name: version(name) for name in SOFTWARE} | {"python": python, "zlib": zlib.ZLIB_RUNTIME_VERSION},
    }


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


def _submission(
    settings: Settings, folder: str, quarter: str, submission_id: str, arrivals: list[int], withdrawals: list[datetime]
) -> dict[str, Any]:
    """A submission as the warehouse knows it, by hash; what was changed in landing cannot be published."""
    path = settings.landing / folder / quarter / submission_id
    try:
        receipt_bytes = (path / RECEIPT).read_bytes()
        receipt = json.loads(receipt_bytes)
        kept = files_of(settings, path, receipt)
        files = {file.name: file_hash(file) for file in kept}
        changed = [name for name, sha256 in zip(kept.names, kept.hashes, strict=True) if files[name] != sha256]
        again = {f"arrival-{sequence}.json" for sequence in arrivals if sequence != receipt["sequence"]}
        taken_back = {one.name for one in path.glob("withdrawal-*.json") if _said_at(one) in withdrawals}
        beside = {name: file_hash(path / name) for name in sorted(again | taken_back)}
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
        **({"beside": beside} if beside else {}),
    }


def _said_at(path: Path) -> datetime:
    """When a submission was withdrawn, as the warehouse has it: UTC, without an offset."""
    at = datetime.fromisoformat(str(json.loads(path.read_bytes())["at"]))
    return at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at


def write(folder: Path, record: Mapping[str, Any]) -> None:
    """Write the manifest of a release whose other files are all there.

    Args:
        folder: the release's, or what may be handed on of it.
        record: what the manifest says besides the files it names.
    """
    text = json.dumps(record, indent=1, ensure_ascii=False, sort_keys=True, default=str)
    (folder / NAME).write_text(text + "\n", encoding="utf-8", newline="\n")


def outputs(folder: Path) -> dict[str, dict[str, Any]]:
    """Every file of a folder by its path there, with its hash and size."""
    return {
        path.relative_to(folder).as_posix(): {"sha256": file_hash(path), "bytes": path.stat().st_size}
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def built_on(releases: Path) -> list[dict[str, str]]:
    """Every release that stands already: what they have shown decides what may be shown beside them.

    Each is named with the hash of its manifest, so that none can be changed without its successors telling.
    """
    return [
        {"release": f"{quarter}/{path.name}", "manifest_sha256": file_hash(path / NAME)}
        for quarter, _, path in shelf.every(releases)
    ]


def digest(hashes: Mapping[str, Any]) -> str:
    """One hash of several things that are named with their own."""
    return hashlib.sha256(json.dumps(hashes, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def read(folder: Path) -> dict[str, Any]:
    """The manifest of a release."""
    try:
        record: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PipelineError(
            f"{folder / NAME}: the manifest of a release cannot be read ({error}); restore the release from its copy"
        ) from error
    return record


def _hashes(folder: Path, suffixes: Iterable[str] | None = None) -> dict[str, str]:
    """The files of a folder by hash: those with one of the suffixes, or all that are not compiled from others."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {
        path.relative_to(folder).as_posix(): file_hash(path)
        for path in paths
        if suffixes is None or path.suffix in suffixes
    }
