"""Feedback to whoever sent a return: what became of it and what to mend, at the cell, in plain English.

For each submission a folder, `feedback/<folder>/<quarter>/<submission>/`: a workbook, a page, and for XLSX the sender's
own workbook with the cells marked. What lies with us never reaches the sender, and nothing repeats personal data.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sfpc import confinement, telemetry
from sfpc.feedback import page, wording, workbook
from sfpc.feedback.judgement import Judged, Told, judge
from sfpc.fingerprints import fingerprints
from sfpc.personal_data import kinds_in
from sfpc.raw import Read
from sfpc.settings import Settings

__all__ = ["Feedback", "Judged", "Told", "judge", "write", "write_into"]

MADE_FROM = ".made_from"
MARKABLE = (".xlsx", ".xlsm")
UNMARKABLE = frozenset({"unreadable_file", "over_limits", "unknown_file_kind"})
"""Findings that say of a file that it could not be opened."""

_PLAIN = re.compile(r"[^A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Feedback:
    """The feedback on one submission.

    Attributes:
        path: its folder.
        is_new: False where it had been written before and nothing has changed.
    """

    read: Read
    path: Path
    is_new: bool


@telemetry.step(telemetry.FEEDBACK)
def write(settings: Settings, reads: Sequence[Read]) -> list[Feedback]:
    """Write the feedback on submissions, unless it stands already and nothing it is made from has changed.

    Args:
        settings: where raw, the seeds, the models, the checks and the feedback are.
        reads: every submission that was read of the authorities concerned, not only the new ones: what is said of one
            depends on those before it.
    """
    made_with = " ".join(fingerprints(settings).values())
    of_authority: dict[str, list[Read]] = {}
    for one in reads:
        of_authority.setdefault(one.landed.folder, []).append(one)
    folders = {one.landed.submission_id: _folder(settings, one) for one in reads}
    marks = {one.landed.submission_id: _made_from(one, of_authority[one.landed.folder], made_with) for one in reads}
    stale = [
        one
        for one in reads
        if not _is_written(
            folders[one.landed.submission_id],
            marks[one.landed.submission_id],
            one,
            of_authority[one.landed.folder],
        )
    ]
    for judged in judge(settings, stale):
        name = judged.landed.submission_id
        _replace(folders[name], partial(write_into, judged=judged), marks[name])
    new = {one.landed.submission_id for one in stale}
    return [Feedback(one, folders[one.landed.submission_id], is_new=one.landed.submission_id in new) for one in reads]


def write_into(folder: Path, judged: Judged, *, is_rehearsal: bool = False) -> None:
    """Write the files of one feedback into a folder that is there."""
    notes = _mark(folder, judged)
    summary = wording.summary(judged, is_rehearsal=is_rehearsal)
    workbook.write(folder / "feedback.xlsx", judged, summary, notes)
    page.write(folder / "feedback.html", judged, summary, notes)


def _mark(folder: Path, judged: Judged) -> list[str]:
    """Write the marked copies, and say where there is one and where there can be none."""
    notes = []
    theirs = judged.of("authority")
    taken: set[str] = set()
    for number, file in enumerate(judged.landed.files, start=1):
        told = [one for one in theirs if one.file == file.name and one.place]
        if not told:
            continue
        if file.suffix.lower() not in MARKABLE or any(one.finding_type in UNMARKABLE for one in told):
            continue
        name = marked_name(file.name, number, taken)
        problem = _marked(file, folder / name, told, judged.landed.received_at)
        if problem is None:
            notes.append(f"{name} is your workbook with the cells marked: open it beside this, and mend your own.")
        else:
            notes.append(f"Your workbook could not be marked ({problem}); the places are listed here.")
    if theirs and not notes and any(one.place for one in theirs):
        notes.append("Only XLSX workbooks can be sent back with the cells marked; the places are listed here.")
    return notes


def _marked(file: Path, target: Path, told: Sequence[Told], moment: str) -> str | None:
    """Mark one workbook in the confined child; why that could not be done, else None."""
    marks = [
        {
            "sheet": one.sheet or "",
            "place": one.place or "",
            "severity": one.severity,
            "text": f"{wording.URGENCY[one.severity]}. {one.title}. {one.message} How to mend it: {one.remedy}",
        }
        for one in told
    ]
    arguments = {"source": str(file), "target": str(target), "marks": marks, "moment": moment}
    try:
        answer = confinement.call("sfpc.feedback.marking:mark", arguments)
    except confinement.OutOfBounds as out:
        target.unlink(missing_ok=True)
        return out.reason
    if answer["problem"]:
        return "it holds something that our program cannot write back"
    if not answer["marked"]:
        target.unlink()
        return "no place in it is a cell"
    return None


def marked_name(name: str, number: int, taken: set[str]) -> str:
    """What a marked copy is called: the sender's name in plain letters, or a number where that says too much.

    >>> marked_name("../Q1 return (final).xlsm", 1, set())
    'marked_Q1_return_final.xlsx'
    """
    stem = _PLAIN.sub("_", Path(name).stem).strip("_")[:60]
    plain = f"marked_{stem if stem and not kinds_in(name) else number}.xlsx"
    if plain.casefold() in taken:
        plain = f"marked_{number}.xlsx"
    taken.add(plain.casefold())
    return plain


def _folder(settings: Settings, read: Read) -> Path:
    landed = read.landed
    return settings.data / "feedback" / landed.folder / landed.quarter / landed.submission_id


def _made_from(read: Read, reads: Sequence[Read], made_with: str) -> str:
    """A hash of all that the feedback on a submission depends on, of all that were read of its authority."""
    own = read.landed
    lines = [
        f"{one.landed.quarter} {one.landed.sequence} {one.landed.submission_id} {one.state} {one.landed.withdrawn}"
        for one in reads
        if one.landed.quarter <= own.quarter
    ]
    return hashlib.sha256("\n".join([made_with, own.submission_id, *sorted(lines)]).encode()).hexdigest()


def _is_written(folder: Path, mark: str, read: Read, reads: Sequence[Read]) -> bool:
    """Whether the feedback stands; on a submission that another one followed it stays what it was."""
    if not (folder / MADE_FROM).exists():
        return False
    own = read.landed
    was_followed = any(one.landed.quarter == own.quarter and one.landed.sequence > own.sequence for one in reads)
    return was_followed or (folder / MADE_FROM).read_text(encoding="utf-8") == mark


def _replace(folder: Path, fill: partial[None], mark: str) -> None:
    """Write a folder whole or not at all, in place of what stood there."""
    aside = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    try:
        fill(aside)
        (aside / MADE_FROM).write_text(mark, encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        aside.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
