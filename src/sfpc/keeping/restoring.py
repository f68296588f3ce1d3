"""Restoring a backup: into a data folder that holds nothing, file by file as the backup's list says, or not at all."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from upath import UPath

from sfpc import data_format
from sfpc.errors import PipelineError, UsageError
from sfpc.file_systems import Place, listing, reaching, shown
from sfpc.keeping import archive, metadata
from sfpc.keeping.backups import DATA, LAST, OF_OTHERS
from sfpc.settings import Settings

ASIDE = ".restoring-"


@dataclass(frozen=True)
class Restored:
    """What was restored.

    Attributes:
        made_at, made_by: when the backup was made, UTC, and by which version of this program.
        file_count: how many files, each compared with the backup's list.
        metadata: the database that Airflow's metadata was restored into; None where it was not asked for.
        metadata_left: whether the backup holds metadata that was not restored.
    """

    made_at: str
    made_by: str
    file_count: int
    metadata: str | None
    metadata_left: bool


def restore(settings: Settings, backup: Place, *, with_metadata: bool = False) -> Restored:
    """Lay out a backup under SFPC_DATA; what can be made again is made by `sfpc read` and `sfpc build`.

    Args:
        settings: where to.
        backup: the archive, here or elsewhere.
        with_metadata: restore Airflow's metadata too, into the empty database that Airflow's settings name.

    Raises:
        UsageError: there is no such archive, or something would be written over.
        PipelineError: the archive is damaged, or of a newer version.
    """
    refuse_to_overwrite(settings)
    settings.data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=ASIDE, dir=settings.data) as work:
        folder = Path(work) / "laid_out"
        folder.mkdir()
        contents = archive.extract(brought(backup, Path(work)), folder)
        if not data_format.can_be_read(contents.get("format")):
            raise PipelineError(
                f"{shown(backup)}: it was made by {contents.get('made_by')}, which keeps its data otherwise than this "
                "version; restore it with that version or a later one"
            )
        dumped = contents.get("metadata")
        target = metadata.database(settings) if with_metadata else None
        if with_metadata:
            if dumped is None:
                raise UsageError(f"{shown(backup)}: it holds no metadata of Airflow; restore it without --metadata")
            if target is None:
                raise UsageError(f"Where is the metadata to go? Set {metadata.SETTING} to an empty database")
            metadata.restore(target, folder / dumped)
        put_in_place(settings, folder / DATA)
    return Restored(
        made_at=str(contents["made_at"]),
        made_by=str(contents["made_by"]),
        file_count=sum(each.keys() != {"mode"} for each in contents["files"].values()),
        metadata=target.shown if target else None,
        metadata_left=dumped is not None and target is None,
    )


def refuse_to_overwrite(settings: Settings) -> None:
    """Nothing that stands is written over, nor mixed with what a backup holds."""
    there = settings.data.iterdir() if settings.data.exists() else []
    standing = sorted(path.name for path in there if path.name not in OF_OTHERS and not path.name.startswith("."))
    if standing:
        raise UsageError(
            f"{settings.data}: it holds {', '.join(standing[:5])}; restore into a folder that holds nothing"
        )
    place = settings.landing_at
    if isinstance(place, UPath) and listing(place):
        raise UsageError(f"{shown(place)}: landing is not empty; restore into a place that holds nothing")
    if isinstance(place, Path) and place.exists() and any(place.iterdir()):
        raise UsageError(f"{place}: landing is not empty; restore into a folder that holds nothing")


def brought(backup: Place, work: Path) -> Path:
    """The archive on this machine."""
    if isinstance(backup, Path):
        if not backup.is_file():
            raise UsageError(f"{backup}: there is no such backup")
        return backup
    path = work / "backup.tar.gz"
    with reaching(backup, "fetching the backup"):
        backup.fs.get_file(backup.path, str(path))
    return path


def put_in_place(settings: Settings, laid_out: Path) -> None:
    """Move what was laid out to where it belongs; landing last, for without it nothing counts."""
    place = settings.landing_at
    for path in sorted(laid_out.iterdir(), key=lambda each: (each.name == LAST, each.name)):
        if path.name == LAST and isinstance(place, UPath):
            upload(path, place)
        elif path.name == LAST and isinstance(place, Path):
            place.parent.mkdir(parents=True, exist_ok=True)
            if place.exists():
                place.rmdir()
            path.rename(place)
        else:
            path.rename(settings.data / path.name)


def upload(folder: Path, place: UPath) -> None:
    """Put landing back on another file system; a submission's receipt after its files, as when it landed."""
    files = sorted(
        archive.files_below(folder), key=lambda each: (each.suffix == ".json" and each.parent.name != "files", each)
    )
    with reaching(place, "putting landing back here"):
        for file in files:
            target = f"{str(place.path).rstrip('/')}/{file.relative_to(folder).as_posix()}"
            place.fs.makedirs(target.rpartition("/")[0], exist_ok=True)
            place.fs.put_file(str(file), target)
