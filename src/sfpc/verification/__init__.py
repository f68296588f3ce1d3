"""Verification: a release is what its manifest says, and comes out of landing again byte for byte."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sfpc import disposals
from sfpc.errors import UsageError
from sfpc.report import manifest, shelf
from sfpc.settings import Settings
from sfpc.verification import comparing, made_with, rebuilding
from sfpc.verification.comparing import Compared

__all__ = ["Compared", "Verified", "verify"]

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Verified:
    """What verifying a release came to.

    Attributes:
        release: as 2022-23-Q1/r1.
        path: its folder.
        files: every file, in the order of names.
        was_rebuilt: whether it was made again; else only hashes were compared.
    """

    release: str
    path: Path
    files: tuple[Compared, ...]
    was_rebuilt: bool

    @property
    def holds(self) -> bool:
        """Whether every file is what it should be."""
        return all(each.is_right for each in self.files)


def verify(
    settings: Settings, named: str, tell: Tell, *, files_only: bool = False, into: Path | None = None
) -> Verified:
    """Compare a release with the hashes in its manifest, then make it again from landing and compare every byte.

    Args:
        settings: where the releases, landing and the gate's decisions are.
        named: `2022-23-Q1/r1`, `2022-23-Q1` (its current one), `latest` (the current one of the newest quarter), or the
            path of a release's folder.
        tell: told what is being done.
        files_only: leave it at the hashes, which takes a second; who changed a file and the manifest alike is not
            found out.
        into: a folder that is not there yet, to keep the rebuilt data in; it is thrown away unless told.

    Raises:
        UsageError: there is no such release.
        OtherInputs: the files are what the manifest says, and the seeds, rules, code or software here are not those it
            was made with.
        PipelineError: landing, the gate's decisions or earlier releases are no longer what it was made from.
    """
    path = shelf.found(settings.releases, named)
    record = manifest.read(path)
    name = f"{record['quarter']}/r{record['release']}"
    tell(f"Comparing the files of {name} with its manifest")
    disposed = disposals.files_of(settings, path)
    by_hash = comparing.by_hash(path, record.get("outputs") or record["files"], disposed)
    if files_only or not all(each.is_right for each in by_hash):
        return Verified(name, path, by_hash, was_rebuilt=False)
    if "outputs" not in record:
        raise UsageError(f"{path}: this folder was handed on without its release; give --files-only, or the release")
    made_with.require_the_same(settings, name, record["inputs"])
    place = _place(into)
    try:
        again = rebuilding.rebuild(settings, record, place, tell)
        tell(f"Comparing every byte of {name}")
        return Verified(name, path, comparing.by_bytes(path, again, disposed), was_rebuilt=True)
    finally:
        if into is None:
            shelf.remove(place)


def _place(into: Path | None) -> Path:
    """An empty folder to work in."""
    if into is None:
        return Path(tempfile.mkdtemp(prefix="sfpc-verify-"))
    try:
        into.mkdir(parents=True)
    except FileExistsError:
        raise UsageError(f"{into}: this is there already; name a folder that is not") from None
    return into.absolute()
