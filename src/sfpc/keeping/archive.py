"""A backup: one compressed archive whose last member lists every file in it with its size and hash.

A file is read once: what stands in the archive is what was hashed. An archive that was cut short has no list, and one
that was changed does not fit its own.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

from sfpc.errors import PipelineError

CONTENTS = "contents.json"
LEVEL = 6
"""Of compression: releases are mostly compressed already, and more costs time for nothing."""
BLOCK = 1 << 20


@dataclass(frozen=True)
class Source:
    """What is to be kept under a name.

    Attributes:
        name: its path in the archive, below `data/` or the name of the dump of Airflow's database.
        path: the file, folder or link on this machine; of a folder its name and mode alone are kept.
    """

    name: str
    path: Path


class HashingReader:
    """Reads a file up to the size it had, and hashes what was read: what is appended meanwhile stays out."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        block = self.file.read(size)
        self.digest.update(block)
        return block


def write(path: Path, sources: Iterable[Source], about: Mapping[str, Any]) -> dict[str, Any]:
    """Write an archive, and give its list of contents.

    Args:
        path: where; whoever may read it may read everything in it.
        sources: the files, in the order in which they are read.
        about: what the list says besides the files.

    Raises:
        PipelineError: a file can be neither read nor left out.
    """
    files: dict[str, dict[str, Any]] = {}
    with path.open("xb") as output, tarfile.open(fileobj=output, mode="w:gz", compresslevel=LEVEL) as archive:
        path.chmod(0o600)
        for source in sources:
            files[source.name] = add(archive, source)
        contents = {**about, "files": files}
        record = json.dumps(contents, indent=1, ensure_ascii=False).encode()
        member = tarfile.TarInfo(CONTENTS)
        member.size = len(record)
        archive.addfile(member, io.BytesIO(record))
    return contents


def add(archive: tarfile.TarFile, source: Source) -> dict[str, Any]:
    """Add one file or link, and give what the list says of it."""
    try:
        member = archive.gettarinfo(source.path, arcname=source.name)
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        if member.issym():
            archive.addfile(member)
            return {"link": member.linkname}
        if member.isdir():
            archive.addfile(member)
            return {"mode": f"{member.mode & 0o7777:04o}"}
        if member.islnk():  # a second name of a file that is in already: it is kept as a file of its own
            member.type, member.linkname, member.size = tarfile.REGTYPE, "", source.path.stat().st_size
        with source.path.open("rb") as file:
            reader = HashingReader(file)
            archive.addfile(member, cast("BinaryIO", reader))
    except OSError as error:
        raise PipelineError(
            f"{source.path}: this could not be kept ({error.strerror or type(error).__name__}); see that whoever makes "
            "backups may read it and that the disk has room, then begin again"
        ) from error
    return {"bytes": member.size, "sha256": reader.digest.hexdigest(), "mode": f"{member.mode & 0o7777:04o}"}


def extract(path: Path, folder: Path) -> dict[str, Any]:
    """Lay out an archive in an empty folder, compare every file with the list, and give the list.

    Nothing is written outside the folder whatever the archive says.

    Raises:
        PipelineError: it is no backup, or not whole, or a file is not what the list says.
    """
    found: dict[str, dict[str, Any]] = {}
    contents: dict[str, Any] | None = None
    folders: dict[Path, int] = {}
    try:
        with tarfile.open(path, mode="r:gz") as archive:
            for member in archive:
                if member.name == CONTENTS:
                    contents = json.load(cast("BinaryIO", archive.extractfile(member)))
                else:
                    found[member.name] = lay(archive, member, folder)
                    if member.isdir():
                        folders[folder / member.name] = member.mode
            cast("BinaryIO", archive.fileobj).read()  # to its end, where the checksum of the whole stands
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise damaged(path, f"it cannot be read to its end: {type(error).__name__}") from error
    if contents is None or not isinstance(contents.get("files"), dict):
        raise damaged(path, "it has no list of what is in it")
    for name in sorted(found.keys() | contents["files"].keys()):
        if found.get(name) != contents["files"].get(name):
            raise damaged(path, f"{name} is not what the list says")
    for place, mode in folders.items():  # last, for a folder that may not be written in could not be filled
        place.chmod(mode & 0o777)
    return contents


def lay(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> dict[str, Any]:
    """Write one member into the folder, and give what the list must say of it."""
    parts = PurePosixPath(member.name).parts
    if not parts or member.name.startswith("/") or ".." in parts or "\0" in member.name:
        raise tarfile.OutsideDestinationError(member, member.name)
    path = folder.joinpath(*parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.parent.resolve().is_relative_to(folder.resolve()):  # through a link laid out before
        raise tarfile.OutsideDestinationError(member, member.name)
    if member.issym():
        target = PurePosixPath(member.linkname)
        if target.is_absolute() or ".." in target.parts:
            raise tarfile.LinkOutsideDestinationError(member, member.linkname)
        path.symlink_to(member.linkname)
        return {"link": member.linkname}
    if member.isdir():
        path.mkdir(exist_ok=True)
        return {"mode": f"{member.mode & 0o7777:04o}"}
    if not member.isreg():
        raise tarfile.SpecialFileError(member)
    reader = HashingReader(cast("BinaryIO", archive.extractfile(member)))
    with path.open("xb") as file:
        for block in iter(lambda: reader.read(BLOCK), b""):
            file.write(block)
    path.chmod(member.mode & 0o777)
    return {"bytes": member.size, "sha256": reader.digest.hexdigest(), "mode": f"{member.mode & 0o7777:04o}"}


def damaged(path: Path, what: str) -> PipelineError:
    """The error where an archive is not what was written."""
    return PipelineError(
        f"{path}: this backup is damaged, or is none ({what}); nothing was restored. Take another one."
    )


def everything_below(folder: Path) -> Iterator[Path]:
    """Every file, link and folder below a folder, by name, without what is hidden: locks, and things unfinished."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        yield path
        if is_folder(path):
            yield from everything_below(path)


def files_below(folder: Path) -> Iterator[Path]:
    """The same without the folders."""
    return (path for path in everything_below(folder) if not is_folder(path))


def is_folder(path: Path) -> bool:
    """Whether this is a folder itself, and no link to one."""
    return path.is_dir() and not path.is_symlink()
