"""Records of what was disposed of: nothing goes by a rule of retention without one, and none of them ever goes.

A record names each file with its size and hash, so that a copy found later can be told to be one. It is written before
the first file goes: a record whose files still stand is one of a disposal that was cut short; the next one finishes it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from sfpc.errors import PipelineError
from sfpc.settings import Settings

FOLDER = "disposals"


@dataclass(frozen=True)
class File:
    """A file that was disposed of.

    Attributes:
        path: where it stood, below SFPC_DATA; below `landing/` wherever landing is.
        sha256: of its contents; None where it stood on another file system and its receipt has the hash.
    """

    path: str
    bytes: int
    sha256: str | None


@dataclass(frozen=True)
class Disposal:
    """One record.

    Attributes:
        number: from 1.
        at: when, UTC, ISO.
        by: who carried it out, as they signed.
        rules: the rules as they were, by subject: years and why.
        things: what was disposed of, in words.
        files: each file.
    """

    number: int
    at: str
    by: str
    rules: dict[str, str]
    things: tuple[str, ...]
    files: tuple[File, ...]


def every(settings: Settings) -> Iterator[Disposal]:
    """Every record, the first one first."""
    for path in sorted((settings.data / FOLDER).glob("*.json"), key=lambda each: int(each.stem)):
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            files = tuple(File(**each) for each in record["files"])
            yield Disposal(**{**record, "things": tuple(record["things"]), "files": files})
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise PipelineError(f"{path}: the record is damaged ({type(error).__name__}); restore it") from error


def write(settings: Settings, disposal: Disposal) -> Path:
    """Keep a record before anything goes; what stands is never written over."""
    folder = settings.data / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{disposal.number}.json"
    aside = folder / f".{path.name}"
    with aside.open("w", encoding="utf-8") as file:
        json.dump(asdict(disposal), file, indent=1, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(aside, path)
    except FileExistsError:
        raise PipelineError(
            f"{path}: another disposal was recorded just now; look at what it did, then try again"
        ) from None
    finally:
        aside.unlink(missing_ok=True)
    return path


def files_of(settings: Settings, folder: Path) -> dict[str, str]:
    """The files below a folder of the data that were disposed of, by their path within it, with the day they went."""
    if not folder.resolve().is_relative_to(settings.data.resolve()):
        return {}  # a copy that was handed on: it is whole or it is not
    below = folder.resolve().relative_to(settings.data.resolve()).as_posix() + "/"
    return {
        each.path.removeprefix(below): disposal.at[:10]
        for disposal in every(settings)
        for each in disposal.files
        if each.path.startswith(below)
    }
