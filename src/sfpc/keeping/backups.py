"""Backups: everything under SFPC_DATA that cannot be made again, and Airflow's metadata, in one archive."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any

from upath import UPath

from sfpc import data_format
from sfpc.errors import PipelineError, UsageError
from sfpc.file_systems import Place, listing, reaching, shown
from sfpc.keeping import archive, metadata
from sfpc.keeping.archive import Source
from sfpc.settings import Settings

MADE_AGAIN = ("raw", "warehouse.duckdb", "lake", "inbox_seen", "landing_copy", "logs")
"""Made again from what is kept, or of no use elsewhere."""
OF_OTHERS = ("inbox", "airflow")
"""Returns as they lie with their senders (what has landed is kept), and Airflow's folder, whose database is dumped."""
FIRST, LAST = "releases", "landing"
"""What rests on the others is read first: whatever a release was made from was there before it, and is never changed.
So a backup that is made while the pipeline works holds all that its releases need."""
DATA = "data"


@dataclass(frozen=True)
class Backup:
    """A backup that was written.

    Attributes:
        place: the archive.
        file_count: how many files and links are in it.
        byte_count: their size together, before compression.
        metadata: where Airflow's metadata came from; None where there was none or it was not asked for.
    """

    place: str
    file_count: int
    byte_count: int
    metadata: str | None


def back_up(settings: Settings, to: Place, *, with_metadata: bool = True) -> Backup:
    """Write everything that cannot be made again into a new archive.

    Args:
        settings: where the data is.
        to: the folder, here or elsewhere, for the archive, which is named by the time, UTC.
        with_metadata: whether Airflow's metadata is dumped too, where there is any.

    Raises:
        UsageError: there is nothing to keep, or the folder lies in what is kept.
        PipelineError: something cannot be read, dumped or written.
    """
    now = datetime.now(UTC)
    if not (settings.landing.exists() or settings.releases.exists()):
        raise UsageError(f"{settings.data}: there is nothing here to keep; is SFPC_DATA right?")
    if isinstance(to, Path) and to.absolute().is_relative_to(settings.data):
        raise UsageError(f"{to}: a backup does not belong into the folder that it is of; name another, on another disk")
    name = f"sfpc-{now:%Y%m%dT%H%M%SZ}.tar.gz"
    with tempfile.TemporaryDirectory(prefix="sfpc-backup-") as work:
        folder = Path(work)
        source = metadata.database(settings) if with_metadata else None
        dumped = [metadata.dump(source, folder)] if source else []
        sources = chain((Source(each.name, each) for each in dumped), kept(settings, folder))
        about = {
            "made_at": now.isoformat(timespec="seconds"),
            "made_by": f"sfpc {version('sfpc')}",
            "format": data_format.found(settings),
            "metadata": dumped[0].name if dumped else None,
        }
        place, contents = put(to, name, sources, about, folder)
    sizes = [each.get("bytes", 0) for each in contents["files"].values() if each.keys() != {"mode"}]
    return Backup(place, len(sizes), sum(sizes), source.shown if source else None)


def kept(settings: Settings, work: Path) -> Iterator[Source]:
    """Every file to keep, what rests on others first."""
    found = (
        [path for path in settings.data.iterdir() if not path.name.startswith(".")] if settings.data.exists() else []
    )
    left_out = {*MADE_AGAIN, *OF_OTHERS}
    if settings.landing_at is not None:  # what may stand here under that name was left behind
        found = [path for path in found if path.name != LAST]
    if isinstance(settings.landing_at, Path):
        found.append(settings.landing_at)
    names = {LAST if path == settings.landing_at else path.name: path for path in found}
    order = {FIRST: -1, LAST: 1}
    for name, path in sorted(names.items(), key=lambda each: (order.get(each[0], 0), each[0])):
        if name in left_out or path.absolute() == settings.inbox:
            continue
        yield Source(f"{DATA}/{name}", path)
        for each in archive.everything_below(path) if archive.is_folder(path) else ():
            yield Source(f"{DATA}/{name}/{each.relative_to(path).as_posix()}", each)
    if isinstance(settings.landing_at, UPath):
        yield from kept_elsewhere(settings.landing_at, work)


def kept_elsewhere(place: UPath, work: Path) -> Iterator[Source]:
    """Every file of a landing that is on another file system, brought here one at a time: take each before the next."""
    brought = work / "brought"
    for parts in sorted(listing(place)):
        if any(part in ("", "..") or part.startswith(".") for part in parts):
            continue  # not written by landing, or being written
        with reaching(place, "fetching what is to be kept"):
            place.fs.get_file("/".join([str(place.path).rstrip("/"), *parts]), str(brought))
        yield Source("/".join([DATA, LAST, *parts]), brought)


def put(
    to: Place, name: str, sources: Iterator[Source], about: dict[str, Any], work: Path
) -> tuple[str, dict[str, Any]]:
    """Write the archive where it is to be: whole or not at all."""
    if isinstance(to, Path):
        to.mkdir(parents=True, exist_ok=True)
        aside = to / f".{name}"
        try:
            contents = archive.write(aside, sources, about)
            aside.rename(to / name)
        except FileExistsError:
            raise PipelineError(
                f"{aside}: another backup is being written there; wait for it, or take that file away"
            ) from None
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
        return str(to / name), contents
    contents = archive.write(work / name, sources, about)
    with reaching(to, "writing the backup here"):
        to.fs.makedirs(to.path, exist_ok=True)
        to.fs.put_file(str(work / name), f"{str(to.path).rstrip('/')}/{name}")
    return f"{shown(to)}/{name}", contents
