"""A release made again: from the submissions, decisions and releases that its manifest names, as they stood then."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sfpc import data_format, gate, landing, raw, report, telemetry, transform
from sfpc.errors import PipelineError
from sfpc.gate import decision as decisions
from sfpc.gate import results
from sfpc.landed import Landed, file_hash
from sfpc.report import manifest
from sfpc.settings import Settings

Record = Mapping[str, Any]


def rebuild(settings: Settings, record: Record, place: Path, tell: Callable[[str], None]) -> Path:
    """Make a release again in a data folder of its own, with the steps that made it.

    Args:
        settings: where landing, the decisions and the earlier releases are.
        record: the manifest of the release.
        place: an empty folder.
        tell: told what is being done.

    Returns:
        The folder of the release that was made.

    Raises:
        PipelineError: something it was made from is not there any more, or is another.
    """
    inputs = record["inputs"]
    here = Settings(
        home=settings.home,
        data=place,
        inbox=place / "inbox",
        sign_off="required" if "sign_off" in inputs else "off",
    )
    with telemetry.silence():  # what is made here is compared, and thrown away
        return _made_again(settings, here, record, tell)


def _made_again(settings: Settings, here: Settings, record: Record, tell: Callable[[str], None]) -> Path:
    inputs, quarter = record["inputs"], record["quarter"]
    tell("Laying out what it was made from")
    data_format.begin(here)
    _lay_submissions(settings, here, inputs["submissions"])
    _lay_decisions(settings, here, quarter, inputs)
    _lay_releases(settings, here, record["built_on"])
    for landed in landing.landed(here):
        tell(f"Reading {landed.folder} {landed.quarter}")
        raw.read(here, landed)
    tell("Building the warehouse")
    raw.ensure_tables(here)
    gate.ensure_result_files(here)
    transform.build(here, record["as_of"])
    tell("Writing the report")
    return report.publish(here, quarter).path


def _lay_submissions(settings: Settings, here: Settings, submissions: list[Record]) -> None:
    """Lay out the submissions that counted then, each with what had been noted beside it by then."""
    known = {landing.key_of(one): one for one in landing.landed(settings)}
    for sent in submissions:
        key = (sent["authority"], sent["quarter"], sent["submission_id"])
        if key not in known:
            raise PipelineError(
                f"{settings.landing.joinpath(*key)}: the release was made from this submission, and landing does not "
                "have it, or not its files any more; restore landing from its copy, or see disposals/ for what went"
            )
        _lay_submission(known[key], here.landing.joinpath(*key), sent)


def _lay_submission(landed: Landed, folder: Path, sent: Record) -> None:
    (folder / "files").mkdir(parents=True)
    files = {path.name: path for path in landed.files}
    for name, sha256 in sent["files"].items():
        _copy(files.get(name, landed.path / "files" / name), folder / "files" / name, sha256)
    for name, sha256 in sent.get("beside", {}).items():
        _copy(landed.path / name, folder / name, sha256)
    _copy(landed.path / manifest.RECEIPT, folder / manifest.RECEIPT, sent["receipt_sha256"])


def _lay_decisions(settings: Settings, here: Settings, quarter: str, inputs: Record) -> None:
    """Lay out the decisions as the gate recorded them, with their results, and the sign-off."""
    hashes = {quarter: inputs["decision"]["sha256"], **inputs["earlier_decisions"]}
    for each, sha256 in hashes.items():
        folder = settings.gate / each
        number = next(
            (one for one in decisions.numbers_in(folder) if file_hash(_decision(folder, one)) == sha256), None
        )
        if number is None:
            raise PipelineError(
                f"{folder}: the release was made after a decision that is not here any more; restore the gate's "
                "records from their copy"
            )
        _copy(_decision(folder, number), _decision(here.gate / each, number), sha256)
        results.write(here.gate / each, each, number, decisions.read(folder, number).results)
    if "sign_off" in inputs:
        name = f"s{inputs['sign_off']['number']}.json"
        _copy(settings.gate / quarter / name, here.gate / quarter / name, inputs["sign_off"]["sha256"])


def _decision(folder: Path, number: int) -> Path:
    return folder / f"d{number}.json"


def _lay_releases(settings: Settings, here: Settings, built_on: list[Record]) -> None:
    """Lay out the releases that stood then: what they showed decides what may be shown, and what is new."""
    for one in built_on:
        release = settings.releases / one["release"]
        _require(release / manifest.NAME, one["manifest_sha256"])
        link = here.releases / one["release"]
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(release.resolve(), target_is_directory=True)


def _copy(path: Path, to: Path, sha256: str) -> None:
    _require(path, sha256)
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, to)


def _require(path: Path, sha256: str) -> None:
    """See that a file is the one the release was made from."""
    if not path.is_file():
        raise PipelineError(f"{path}: the release was made from this, and it is not here; restore it from its copy")
    if file_hash(path) != sha256:
        raise PipelineError(f"{path}: this is not what the release was made from; restore it from its copy")
