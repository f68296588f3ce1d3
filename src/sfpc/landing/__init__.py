"""Landing keeps what was sent, byte for byte and once, and says when it came and whether it was withdrawn.

A submission is the files that lie in `inbox/<folder>/<quarter>/`. Its id is the hash of that folder and of the files'
names and contents, so the same bytes land once; sent again after others, they arrive again under the same id. A
submission counts when its receipt stands, which is written last: a crash leaves nothing or all of it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock

from sfpc import data_format, telemetry
from sfpc.errors import UsageError
from sfpc.findings import Finding
from sfpc.landed import Landed, Withdrawal, file_hash
from sfpc.landing.disposing import dispose, files_are_gone, sent_files
from sfpc.landing.inbox import NOTE, Entry, Waiting, in_utc, left_alone, misplaced, waiting
from sfpc.landing.names import about_names, kept_names
from sfpc.landing.receipts import landed, read_landed
from sfpc.landing.seen import remember, submission_seen
from sfpc.landing.shelves import (
    ASIDE,
    RECEIPT,
    Key,
    add_record,
    as_json,
    clear_what_a_crash_left,
    is_disposed,
    keep,
    shelf_of,
    write_durably,
)
from sfpc.personal_data import kinds_in
from sfpc.reference import reference
from sfpc.settings import Settings

File = dict[str, str | int]
"""What a receipt says of a file: name, sent_as where that was another, bytes, sha256."""


@telemetry.step(telemetry.LAND)
def land(settings: Settings, submission: Waiting, before: Mapping[Key, Landed] | None = None) -> Landed:
    """Copy a submission into landing with a receipt, unless the same bytes are there already and nothing came since.

    Args:
        settings: where the inbox and landing are.
        submission: what waits.
        before: what had landed, by `key_of`, where it is known; else it is looked up.
    """
    if (seen := submission_seen(settings, submission)) is not None:
        if before is None:
            before = {key_of(one): one for one in landed(settings, submission.folder, submission.quarter)}
        if one := before.get((submission.folder, submission.quarter, seen)):
            return one
    data_format.begin(settings)
    shelf = shelf_of(settings, submission.folder, submission.quarter)
    shelf.mkdir(parents=True, exist_ok=True)
    with FileLock(shelf / ".lock"):
        clear_what_a_crash_left(settings, shelf)
        aside = shelf / f"{ASIDE}{os.getpid()}"
        aside.mkdir()
        try:
            arrived = take_in(settings, submission, aside)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    remember(settings, submission, arrived.submission_id)
    return arrived


def key_of(one: Landed) -> Key:
    """What tells a submission from every other."""
    return one.folder, one.quarter, one.submission_id


def take_in(settings: Settings, submission: Waiting, aside: Path) -> Landed:
    """Copy a submission aside and see whether it is known; for who holds the shelf's lock."""
    shelf = aside.parent
    authority = reference(settings.seeds).authorities[submission.folder]
    names = kept_names([file.name for file in submission.files])
    (aside / "files").mkdir()
    files = [copy_with_hash(file, aside / "files", names[file.name]) for file in submission.files]
    submission_id = identify(submission.folder, submission.quarter, files)
    path = shelf / submission_id
    if is_disposed(path):
        return read_landed(settings, path, authority)  # it lies in the inbox still, and was done with by a rule
    earlier = landed(settings, submission.folder, submission.quarter)
    known = next((one for one in earlier if one.submission_id == submission_id), None)
    if known is not None and not comes_again(submission, known, earlier):
        return known
    arrivals = [arrival for one in earlier for arrival in one.arrivals]
    arrival = {
        "sequence": max((one.sequence for one in arrivals), default=0) + 1,
        "received_at": received_at(submission.note, [one.received_at for one in arrivals]),
    }
    if known is not None:
        add_record(settings, known.path, f"arrival-{arrival['sequence']}.json", arrival)
        return read_landed(settings, known.path, authority, is_new=True)
    receipt: dict[str, Any] = {
        "submission_id": submission_id,
        "authority_code": authority.code,
        "quarter": submission.quarter,
        **arrival,
        "files": files,
    }
    findings = [*about_names(names), *(left_alone(entry, remedy) for entry, remedy in submission.beside)]
    findings += about_note(submission.note)
    if findings:
        receipt["findings"] = [asdict(one) for one in findings]
    write_durably(aside / RECEIPT, as_json(receipt))
    return read_landed(settings, keep(settings, aside, shelf, submission_id), authority, is_new=True)


def comes_again(submission: Waiting, known: Landed, earlier: Sequence[Landed]) -> bool:
    """Whether bytes that landed before were sent again: after others, or after they had been withdrawn."""
    if known.sequence < max(one.sequence for one in earlier):
        return True
    if known.withdrawn is None:
        return False
    noted = received_at(submission.note, [one.received_at for one in known.arrivals]) if submission.note else ""
    is_noted = bool(noted) and known.withdrawn.at < noted < in_utc(datetime.now(UTC))
    return submission.put_at > known.withdrawn.at or is_noted


def withdraw(settings: Settings, submission_id: str, *, reason: str, by: str) -> Landed:
    """Write down that a submission does not count any more; the one before it does, and its files stay.

    Args:
        settings: where landing is.
        submission_id: whole, as `sfpc status` shows it.
        reason: why, in words that may be published; no personal data.
        by: who asked for it.

    Raises:
        UsageError: nobody sent that, it is withdrawn already, or the reason or the name is blank.
    """
    reason, by = reason.strip(), by.strip()
    if not reason or not by:
        raise UsageError("A withdrawal says why and who asked for it; give both --reason and --by")
    if kinds_in(reason) or kinds_in(by):
        raise UsageError("The reason, or who asked, seems to hold personal data, and both are kept; put it otherwise")
    one = next((one for one in landed(settings) if one.submission_id == submission_id), None)
    if one is None:
        raise UsageError(f"{submission_id!r} is the id of no submission; `sfpc status --submissions` lists them")
    shelf = shelf_of(settings, one.folder, one.quarter)
    with FileLock(shelf / ".lock"):
        [one] = [each for each in landed(settings, one.folder, one.quarter) if each.submission_id == submission_id]
        if one.withdrawn is not None:
            raise UsageError(
                f"{submission_id} was withdrawn at {one.withdrawn.at} by {one.withdrawn.by}: {one.withdrawn.reason}"
            )
        withdrawn = Withdrawal(in_utc(datetime.now(UTC)), by, reason)
        add_record(
            settings, one.path, f"withdrawal-{one.sequence}.json", {"sequence": one.sequence, **asdict(withdrawn)}
        )
        return read_landed(settings, one.path, reference(settings.seeds).authorities[one.folder])


def copy_with_hash(file: Entry, folder: Path, name: str) -> File:
    """Copy one file, and hash what was written."""
    path = folder / name
    file.copy_to(path)
    sent_as: File = {"sent_as": file.name} if file.name != name else {}
    return {"name": name, **sent_as, "bytes": path.stat().st_size, "sha256": file_hash(path)}


def identify(folder: str, quarter: str, files: Sequence[File]) -> str:
    """Hash names and contents in any order, and where they were sent: the same file for two quarters is two returns."""
    lines = sorted(f"{file['sha256']}  {on_one_line(str(file.get('sent_as', file['name'])))}\n" for file in files)
    return hashlib.sha256("".join([f"{folder}/{quarter}\n", *lines]).encode()).hexdigest()[:16]


def on_one_line(name: str) -> str:
    r"""A name that cannot be taken for two, with `\` and line breaks written out, as sha256sum does."""
    return name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")


def received_at(note: Entry | None, earlier: Sequence[str]) -> str:
    """When a submission came, UTC, ISO: now, unless `.received` beside the files says when.

    Whoever moves returns into the inbox on a sender's behalf (a mail gateway, a backfill of past quarters) writes it. A
    note that an earlier arrival of the same return bears already was left lying there, and says nothing of this one.
    """
    noted = noted_time(note)
    return to_the_second(datetime.now(UTC)) if noted is None or noted in earlier else noted


def noted_time(note: Entry | None) -> str | None:
    """The time that a note says, UTC, ISO; None where it says none, or one that is still to come."""
    if note is None:
        return None
    try:
        moment = datetime.fromisoformat(note.text().strip())
    except ValueError:
        return None  # told by about_note
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return to_the_second(moment) if moment <= datetime.now(UTC) else None


def to_the_second(moment: datetime) -> str:
    """A time of receipt: UTC, ISO, without an offset."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")


def about_note(note: Entry | None) -> list[Finding]:
    """A finding where the note beside a return does not say when it came."""
    if note is None or noted_time(note) is not None:
        return []
    message = (
        "The note .received beside the return does not say when it came, or says a time to come; the return counts as "
        "received when it was landed. Write the time as 2022-07-19T09:30:00, in UTC."
    )
    return [Finding("received_note_unreadable", message, place=NOTE)]


__all__ = [
    "ASIDE", "Waiting", "dispose", "files_are_gone", "identify", "key_of", "land", "landed", "misplaced", "sent_files",
    "waiting", "withdraw",
]  # fmt: skip
