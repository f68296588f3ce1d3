"""The machine: its disk and its clock."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime, timedelta

from sfpc import landing
from sfpc.doctor.result import FAILED, OK, WARNING, Result
from sfpc.settings import Settings

MEGABYTE = 1 << 20
LEAST_FREE, COMFORTABLE = 500 * MEGABYTE, 5_000 * MEGABYTE
"""Below the first a build may fail, which writes a warehouse beside the one that stands; the second lasts for years."""
LEAST_FILES = 10_000

AHEAD = timedelta(minutes=2)
"""How far clocks of several machines may differ."""

ROOM = "Make room where SFPC_DATA is, or move it to a larger disk; `sfpc retention` lists what may go by rule."


def disk(settings: Settings) -> Result:
    """Whether there is room to build, and to go on."""
    place = next(path for path in (settings.data, *settings.data.parents) if path.exists())
    free, files = shutil.disk_usage(place).free, os.statvfs(place).f_favail
    temporary = shutil.disk_usage(tempfile.gettempdir()).free
    warehouse = settings.data / "warehouse.duckdb"  # a lake has none, and builds elsewhere
    size = warehouse.stat().st_size if warehouse.exists() else 0
    found = f"{free // MEGABYTE:,} MB are free at {place}, {temporary // MEGABYTE:,} MB in {tempfile.gettempdir()}."
    if free < max(LEAST_FREE, 3 * size) or temporary < LEAST_FREE:
        return Result(FAILED, found, ROOM)
    if 0 < files < LEAST_FILES:
        return Result(FAILED, f"Only {files:,} more files can be made at {place}.", ROOM)
    if free < max(COMFORTABLE, 10 * size):
        return Result(WARNING, found, ROOM)
    return Result(OK, found)


def clock(settings: Settings) -> Result:
    """Whether the clock agrees with what has come, and with the network's time as far as that can be told."""
    now = datetime.now(UTC).replace(tzinfo=None)
    latest = (now + AHEAD).isoformat(timespec="seconds")
    ahead = [one for one in landing.landed(settings) if one.received_at > latest]
    if ahead:
        newest = max(one.received_at for one in ahead)
        return Result(
            FAILED,
            f"{len(ahead)} receipts are of a time to come, the newest of {newest}; here it is {now:%Y-%m-%dT%H:%M}.",
            "Set the clock right before anything else lands: what is due, late or in force goes by it.",
        )
    synchronised = _is_synchronised()
    if synchronised is None:
        return Result(
            OK, "No receipt is of a time to come. Whether the clock is set by the network cannot be told here."
        )
    if not synchronised:
        return Result(WARNING, "The clock is not set by the network.", "Turn on time synchronisation (NTP).")
    return Result(OK, "No receipt is of a time to come, and the clock is set by the network.")


def _is_synchronised() -> bool | None:
    """Whether the network sets the clock; None where that cannot be told, as in a container."""
    command = ["timedatectl", "show", "--property", "NTPSynchronized", "--value"]
    try:
        told = subprocess.run(command, capture_output=True, text=True, timeout=5, check=False).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return None
    return {"yes": True, "no": False}.get(told)
