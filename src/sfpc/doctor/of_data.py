"""What the steps left behind: landing, raw, the warehouse, notices, and what is seen of it all."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sfpc import data_format, transform
from sfpc import landing as landings
from sfpc import raw as raws
from sfpc import warehouse as warehouses
from sfpc.doctor.result import FAILED, OK, UNKNOWN, WARNING, Result
from sfpc.errors import PipelineError
from sfpc.landed import Landed, file_hash
from sfpc.notices import Outbox
from sfpc.settings import Settings
from sfpc.telemetry import log
from sfpc.telemetry.steps import SEEN

RESTORE = "Restore it from the copy of landing; what was sent is nowhere else."
A_WHILE = timedelta(hours=1)
"""After which what is being written was left by a crash, and a notice that waits has not arrived."""


def data(settings: Settings) -> Result:
    """Whether the data folder is kept in the way that this version keeps it."""
    number = data_format.found(settings)
    if number is None:
        return Result(OK, "The data folder holds nothing yet.")
    if number < data_format.FORMAT:
        return Result(
            FAILED,
            f"The data folder was written by an earlier version (format {number}; this is {data_format.FORMAT}).",
            "Make a backup (`sfpc backup`), then run `sfpc upgrade`.",
        )
    if number > data_format.FORMAT:
        return Result(
            FAILED,
            f"The data folder was written by a later version (format {number}; this knows {data_format.FORMAT}).",
            "Install that version, or restore a backup from before.",
        )
    return Result(OK, f"The data folder is of format {number}, which this version writes.")


def landing(settings: Settings) -> Result:
    """Whether every receipt names files that are there as they came, and nothing is half landed."""
    landed = landings.landed(settings)
    damaged = [problem for one in landed if (problem := _damage(settings, one))]
    if damaged:
        return Result(FAILED, f"{len(damaged)} of {len(landed)} submissions: {damaged[0]}.", RESTORE)
    before = (datetime.now(UTC) - A_WHILE).timestamp()
    left = [path for path in settings.landing.glob(f"*/*/{landings.ASIDE}*") if _is_from_before(path, before)]
    unknown = [path for path in settings.landing.glob("*/*/[0-9a-f]*/") if not (path / "receipt.json").exists()]
    if unknown:
        return Result(
            FAILED,
            f"{unknown[0]} has no receipt, so it does not count.",
            "If it is in the copy of landing with a receipt, restore that; else have the return sent again.",
        )
    if left:
        return Result(WARNING, f"{left[0]} was left by a crash.", "Nothing: landing that return again clears it away.")
    where = (
        "" if settings.landing_at is None else " Their files are kept elsewhere, and are checked when they are read."
    )
    return Result(OK, f"{len(landed)} submissions have landed, each with what its receipt names.{where}")


def _is_from_before(aside: Path, moment: float) -> bool:
    """Whether something written aside is old; what another process has put in its place since it was listed is not."""
    try:
        return aside.stat().st_mtime < moment
    except FileNotFoundError:
        return False


def _damage(settings: Settings, one: Landed) -> str | None:
    """What is wrong with a submission; files kept elsewhere are not brought here for that."""
    if landings.files_are_gone(settings, one):
        return None  # by a rule of retention, and on record
    if settings.landing_at is not None:
        return None
    receipt = json.loads((one.path / "receipt.json").read_text(encoding="utf-8"))
    for number, file in enumerate(receipt["files"], start=1):
        path = one.path / "files" / file["name"]
        if not path.is_file():
            return f"{one.path}: file {number} is missing"
        if file_hash(path) != file["sha256"]:
            return f"{one.path}: file {number} is not as it came"
    return None


def raw(settings: Settings) -> Result:
    """Whether everything that landed was read, with the layouts and the code of today."""
    landed = [one for one in landings.landed(settings) if not landings.files_are_gone(settings, one)]
    unread = [one for one in landed if raws.read_already(settings, one) is None]
    if unread:
        return Result(
            WARNING,
            f"{len(unread)} of {len(landed)} submissions were not read yet, or with other layouts or code.",
            "`sfpc read` reads them; under Airflow the next sweep does.",
        )
    return Result(OK, f"All {len(landed)} submissions were read with the layouts of today.")


def warehouse(settings: Settings) -> Result:
    """Whether the warehouse opens, and was built from what is there."""
    if not warehouses.exists(settings.warehouse):
        return Result(WARNING, "There is no warehouse yet.", "`sfpc build` builds it.")
    try:
        [row] = warehouses.rows(settings.warehouse, "select count(*) as returns from marts.fct_return")
    except PipelineError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever the database says of a damaged file
        return Result(
            FAILED,
            f"The warehouse does not open, or lacks a mart ({type(error).__name__}).",
            "Remove it and run `sfpc build`: it is made anew from raw, and nothing is lost.",
        )
    if not transform.is_newest(settings):
        return Result(
            WARNING,
            "The warehouse was built from other returns, seeds or models than are there now.",
            "`sfpc build` builds it anew; under Airflow the next publish_quarter does.",
        )
    return Result(OK, f"The warehouse opens and was built from what is there: {row['returns']} returns.")


def notices(settings: Settings) -> Result:
    """Whether notices arrive."""
    waiting = [one for one in Outbox(settings).waiting() if one.made_at < datetime.now(UTC) - A_WHILE]
    if waiting:
        return Result(
            WARNING,
            f"{len(waiting)} notices have not arrived.",
            "`sfpc notices` says to whom and why; mend that, and they are sent again.",
        )
    return Result(OK, "No notice waits to be sent.")


def telemetry(settings: Settings) -> Result:
    """Whether log, lineage and metrics are written."""
    path = settings.logs / log.NAME
    if not path.exists():
        return Result(UNKNOWN, "Nothing was logged yet.")
    lines = path.read_text(encoding="utf-8").splitlines()[-200:]
    since = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    failed = [one for one in map(json.loads, lines) if one["event"] == SEEN and one["at"] > since]
    if failed:
        last = failed[-1]
        return Result(
            WARNING,
            f"{len(failed)} times in the last day {last.get('what') or 'a step'} was not told: {last['problem']}.",
            "The steps themselves are not concerned. See where lineage and metrics are sent, and whether that is up.",
        )
    return Result(OK, f"Log, lineage and metrics are written; the log is {path}.")
