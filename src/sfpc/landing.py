"""Landing keeps what was sent, byte for byte and once, and says when it came.

A submission is the files that lie in `inbox/<folder>/<quarter>/`. Its id is the hash of that folder and of the files'
names and contents, so the same bytes land once. A crash leaves either nothing or all of it: a submission is copied
aside and renamed into place. Links are not followed: what lies behind them was not sent.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock

from sfpc.errors import PipelineError, SfpcError
from sfpc.findings import Finding
from sfpc.landed import Landed
from sfpc.period import Quarter
from sfpc.personal_data import quoted
from sfpc.reference import Authority, reference
from sfpc.settings import Settings

ASIDE = ".incoming-"
"""Prefix of a submission being copied; one found later was left by a crash and is cleared away."""


@dataclass(frozen=True)
class Waiting:
    """Files that lie in the inbox for one authority and quarter."""

    folder: str
    quarter: str
    path: Path
    files: tuple[Path, ...]


def waiting(settings: Settings, folder: str | None = None) -> list[Waiting]:
    """What lies in the inbox for known authorities and quarters, oldest quarter first; nothing is opened."""
    return [
        Waiting(authority.folder, quarter.name, quarter, files)
        for authority in reference(settings.seeds).authorities.values()
        if folder in (None, authority.folder) and is_folder(settings.inbox / authority.folder)
        for quarter in visible(settings.inbox / authority.folder)
        if is_folder(quarter) and is_quarter(quarter.name)
        if (files := tuple(file for file in visible(quarter) if is_file(file)))
    ]


def misplaced(settings: Settings) -> list[Finding]:
    """What lies in the inbox where no return can lie, or as what none can be: left alone, and said."""
    return [left_alone(settings.inbox, path, remedy) for path, remedy in strays(settings)]


def strays(settings: Settings) -> Iterator[tuple[Path, str]]:
    """Everything visible in the inbox that is no file of a return, with what to do about it."""
    authorities = reference(settings.seeds).authorities
    for entry in visible(settings.inbox):
        if entry.name not in authorities or not is_folder(entry):
            known = ", ".join(sorted(authorities))
            yield entry, f"Move it to the folder of its authority ({known}), or add a row to seeds/authorities.csv."
            continue
        for quarter in visible(entry):
            if not (is_folder(quarter) and is_quarter(quarter.name)):
                yield quarter, "Put the return into a folder named like 2022-23-Q1."
                continue
            for file in visible(quarter):
                if not is_file(file):
                    yield file, "Put the files themselves here, each under a name in UTF-8."


def left_alone(inbox: Path, path: Path, remedy: str) -> Finding:
    """A finding about something in the inbox, by its path below it."""
    kind = "link" if path.is_symlink() else "folder" if path.is_dir() else "file"
    shown = quoted(path.name.encode(errors="replace").decode())
    place = "/".join(["inbox", *path.relative_to(inbox).parts[:-1], shown.strip("'\"")])
    message = f"The {kind} {shown} lies where no return can lie, and was not landed. {remedy}"
    return Finding("unknown_inbox_folder", message, place=place)


def land(settings: Settings, submission: Waiting) -> Landed:
    """Copy a submission into landing with a receipt, unless the same bytes are there already."""
    authority = reference(settings.seeds).authorities[submission.folder]
    shelf = settings.landing / submission.folder / submission.quarter
    shelf.mkdir(parents=True, exist_ok=True)
    with FileLock(shelf / ".lock"):
        clear_what_a_crash_left(shelf)
        aside = shelf / f"{ASIDE}{os.getpid()}"
        aside.mkdir()
        try:
            (aside / "files").mkdir()
            files = [copy_with_hash(file, aside / "files") for file in submission.files]
            submission_id = identify(submission.folder, submission.quarter, files)
            kept = shelf / submission_id
            if kept.exists():
                return read_receipt(kept, authority)
            earlier = [read_receipt(path.parent, authority).received_at for path in shelf.glob("*/receipt.json")]
            receipt = {
                "submission_id": submission_id,
                "authority_code": authority.code,
                "quarter": submission.quarter,
                "sequence": len(earlier) + 1,
                "received_at": received_at(submission.path, earlier),
                "files": files,
            }
            write_durably(aside / "receipt.json", json.dumps(receipt, indent=1, ensure_ascii=False).encode())
            flush_folder(aside / "files")
            flush_folder(aside)
            aside.rename(kept)
            flush_folder(shelf)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return read_receipt(kept, authority, is_new=True)


def landed(settings: Settings, folder: str | None = None) -> list[Landed]:
    """Every submission in landing, in the order of authority, quarter and arrival."""
    found = [
        read_receipt(receipt.parent, authority)
        for authority in reference(settings.seeds).authorities.values()
        if folder in (None, authority.folder)
        for receipt in (settings.landing / authority.folder).glob("*/*/receipt.json")
        if not receipt.parent.name.startswith(ASIDE)
    ]
    return sorted(found, key=lambda one: (one.folder, one.quarter, one.sequence))


def read_receipt(path: Path, authority: Authority, *, is_new: bool = False) -> Landed:
    """Read the receipt of a landed submission."""
    try:
        receipt = json.loads((path / "receipt.json").read_text(encoding="utf-8"))
        return Landed(
            folder=authority.folder,
            authority_code=authority.code,
            quarter=receipt["quarter"],
            submission_id=receipt["submission_id"],
            sequence=receipt["sequence"],
            received_at=receipt["received_at"],
            files=tuple(path / "files" / file["name"] for file in receipt["files"]),
            path=path,
            is_new=is_new,
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PipelineError(
            f"{path / 'receipt.json'}: the receipt is damaged ({type(error).__name__}); restore it from a backup"
        ) from error


def copy_with_hash(file: Path, folder: Path) -> dict[str, str | int]:
    """Copy one file, hashing what is written; the bytes are on disk when this returns."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise PipelineError(
            f"{file}: it cannot be read ({error.strerror}), so nothing of its return was landed. See that it is still "
            "there and may be read, and land again."
        ) from error
    write_durably(folder / file.name, content)
    return {"name": file.name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def identify(folder: str, quarter: str, files: list[dict[str, str | int]]) -> str:
    """Hash names and contents in any order, and where they were sent: the same file for two quarters is two returns."""
    lines = sorted(f"{file['sha256']}  {on_one_line(str(file['name']))}\n" for file in files)
    return hashlib.sha256("".join([f"{folder}/{quarter}\n", *lines]).encode()).hexdigest()[:16]


def on_one_line(name: str) -> str:
    r"""A name that cannot be taken for two, with `\` and line breaks written out, as sha256sum does."""
    return name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")


def received_at(folder: Path, earlier: list[str]) -> str:
    """When a submission came, UTC, ISO: now, unless `.received` beside the files says when.

    Whoever moves returns into the inbox on a sender's behalf (a mail gateway, a backfill of past quarters) writes it. A
    note that an earlier submission of the same return bears already was left lying there, and says nothing of this one.
    """
    now = datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
    note = folder / ".received"
    if not note.is_file():
        return now
    try:
        moment = datetime.fromisoformat(note.read_text(encoding="utf-8").strip())
    except ValueError:
        raise PipelineError(f"{note}: this is not a time; write it as 2022-07-19T09:30:00, in UTC") from None
    noted = (moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment).isoformat(timespec="seconds")
    return now if noted in earlier else noted


def write_durably(path: Path, content: bytes) -> None:
    """Write a file and wait until the disk has it."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Wait until the disk has a folder's list of names."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def clear_what_a_crash_left(shelf: Path) -> None:
    """Remove copies that were never renamed into place; the lock says that nobody is writing one now."""
    for aside in shelf.glob(f"{ASIDE}*"):
        shutil.rmtree(aside)


def visible(folder: Path) -> Iterator[Path]:
    """A folder's entries by name; those that begin with a dot, or with `~$` (Office's locks), are the machine's own."""
    if folder.is_dir():
        yield from (entry for entry in sorted(folder.iterdir()) if not entry.name.startswith((".", "~$")))


def is_folder(path: Path) -> bool:
    """Whether this is a folder itself; a link to one may lead out of the inbox."""
    return path.is_dir() and not path.is_symlink()


def is_file(path: Path) -> bool:
    """Whether this is a file itself, with a name that can be written down."""
    has_name = not any("\ud800" <= character <= "\udfff" for character in path.name)  # bytes that are no UTF-8
    return path.is_file() and not path.is_symlink() and has_name


def is_quarter(name: str) -> bool:
    """Whether a folder is named like a quarter."""
    try:
        Quarter.parse(name)
    except SfpcError:
        return False
    return True
