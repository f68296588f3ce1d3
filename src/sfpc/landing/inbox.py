"""What lies in the inbox: returns that wait, and what no return can be, which is left alone and said.

The inbox is another's: a name in it is text to be judged, and never a path until it has been. Links are not followed:
what lies behind them was not sent.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from upath import UPath

from sfpc.errors import PipelineError, SfpcError
from sfpc.file_systems import Place, listing, reaching, shown
from sfpc.findings import Finding
from sfpc.period import Quarter
from sfpc.personal_data import quoted
from sfpc.reference import reference
from sfpc.settings import Settings

NOTE = ".received"
"""The file beside a return that says when it came, where somebody moved it here on the sender's behalf."""


@dataclass(frozen=True)
class Entry:
    """A name in the inbox, with what the file system tells of it.

    Attributes:
        parts: the names on the way to it, below the inbox; text, not a path.
        kind: file, folder, link or other.
        stamp: what changes when the file does: size and times, or what an object store marks it with.
        changed_at: when it was put there, UTC, ISO.
    """

    inbox: Place
    parts: tuple[str, ...]
    kind: str
    stamp: str = ""
    changed_at: str = ""

    @property
    def name(self) -> str:
        """The name itself."""
        return self.parts[-1]

    @property
    def where(self) -> str:
        """The whole address, as a message may name it."""
        return "/".join([shown(self.inbox), *self.parts])

    def copy_to(self, path: Path) -> None:
        """Copy the file to this machine."""
        if isinstance(self.inbox, UPath):
            with reaching(self.inbox, f"fetching {'/'.join(self.parts[:2])} from here"):
                self.inbox.fs.get_file("/".join([str(self.inbox.path).rstrip("/"), *self.parts]), str(path))
            return
        source = self.inbox.joinpath(*self.parts)
        try:
            with (
                os.fdopen(without_links(source), "rb") as file,
                path.open("wb") as kept,
            ):
                shutil.copyfileobj(file, kept, 1 << 20)
        except OSError as error:
            raise PipelineError(
                f"{source.parent}: {quoted(source.name)} cannot be read ({error.strerror}), so nothing of its return "
                "was landed. See that it is still there and may be read, and land again."
            ) from error

    def text(self) -> str:
        """The text of a small file; bytes that are no text are shown as such."""
        with tempfile.TemporaryDirectory() as folder:
            self.copy_to(Path(folder) / "copy")
            return (Path(folder) / "copy").read_text(encoding="utf-8", errors="replace")


@dataclass(frozen=True)
class Waiting:
    """Files that lie in the inbox for one authority and quarter.

    Attributes:
        note: the file that says when they came, where there is one.
        beside: what lies beside them and cannot be landed, with what to do about it.
    """

    folder: str
    quarter: str
    files: tuple[Entry, ...]
    note: Entry | None = None
    beside: tuple[tuple[Entry, str], ...] = ()

    @property
    def signature(self) -> str:
        """A hash that changes when any file was put here anew, without reading one."""
        entries = [*self.files, *([self.note] if self.note else []), *(entry for entry, _ in self.beside)]
        lines = [[str(entry.inbox), *entry.parts, entry.kind, entry.stamp] for entry in entries]
        return hashlib.sha256(repr(sorted(lines)).encode("utf-8", "surrogateescape")).hexdigest()

    @property
    def put_at(self) -> str:
        """When the newest of the files was put here, UTC, ISO."""
        return max(entry.changed_at for entry in self.files)


class Inbox:
    """The inbox, or one folder of it, looked at once."""

    def __init__(self, place: Place, folder: str | None = None) -> None:
        self.place = place
        self._tree: dict[tuple[str, ...], dict[str, Entry]] | None = None
        if isinstance(place, UPath):
            self._tree = tree_of(place, folder)

    def all_in(self, parts: tuple[str, ...] = ()) -> list[Entry]:
        """Everything in a folder, by name."""
        if self._tree is not None:
            return [entry for _, entry in sorted(self._tree.get(parts, {}).items())]
        folder = Path(str(self.place)).joinpath(*parts)
        if not folder.is_dir():
            return []
        with os.scandir(folder) as found:
            return sorted((local_entry(self.place, parts, one) for one in found), key=lambda entry: entry.name)

    def visible(self, parts: tuple[str, ...] = ()) -> list[Entry]:
        """What a person put there; names that begin with a dot, or `~$` (Office's locks), are the machine's own."""
        return [entry for entry in self.all_in(parts) if entry.name in DOTS or not entry.name.startswith((".", "~$"))]


NO_FILE = "Put the files themselves here, each under a name in UTF-8."
"""What to do about something among the files of a return that cannot be one."""

DOTS = (".", "..")
"""Names that mean a folder wherever they stand in a path; an object store takes them for names like any other."""


def without_links(path: Path) -> int:
    """Open a file to be read, and not what a link in its place leads to; a pipe in its place is not waited for."""
    return os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)


def local_entry(inbox: Place, parts: tuple[str, ...], found: os.DirEntry[str]) -> Entry:
    """A name in a folder of this machine."""
    kind = "link" if found.is_symlink() else "folder" if found.is_dir() else "file" if found.is_file() else "other"
    if kind != "file":
        return Entry(inbox, (*parts, found.name), kind)
    try:
        about = found.stat(follow_symlinks=False)
    except FileNotFoundError:
        return Entry(inbox, (*parts, found.name), "other")  # taken away between two looks
    stamp = f"{about.st_size} {about.st_mtime_ns} {about.st_ctime_ns} {about.st_ino}"
    return Entry(inbox, (*parts, found.name), kind, stamp, in_utc(datetime.fromtimestamp(about.st_mtime, UTC)))


def tree_of(place: UPath, folder: str | None) -> dict[tuple[str, ...], dict[str, Entry]]:
    """Every folder of an inbox on another file system with its entries, from one listing."""
    tree: dict[tuple[str, ...], dict[str, Entry]] = {}
    for below, about in listing(place / folder if folder else place).items():
        parts = (folder, *below) if folder else below
        for depth in range(1, len(parts)):
            tree.setdefault(parts[: depth - 1], {}).setdefault(parts[depth - 1], Entry(place, parts[:depth], "folder"))
        tree.setdefault(parts[:-1], {})[parts[-1]] = remote_entry(place, parts, about)
    return tree


def remote_entry(place: UPath, parts: tuple[str, ...], about: dict[str, Any]) -> Entry:
    """A file on another file system, with the marks it has: an object store's tag, a server's times."""
    changed = next(
        (about[name] for name in ("LastModified", "last_modified", "mtime", "created") if about.get(name)), None
    )
    tag = next((about[name] for name in ("ETag", "etag", "md5Hash", "content_md5") if about.get(name)), "")
    kind = "link" if about.get("islink") or about.get("type") == "link" else "file"
    return Entry(place, parts, kind, f"{about.get('size')} {tag} {changed}", moment_of(changed))


def moment_of(changed: object) -> str:
    """A time as file systems tell it; blank where they do not."""
    if isinstance(changed, datetime):
        return in_utc(changed)
    if isinstance(changed, int | float):
        return in_utc(datetime.fromtimestamp(changed, UTC))
    try:
        return in_utc(datetime.fromisoformat(str(changed)))
    except ValueError:
        return ""


def in_utc(moment: datetime) -> str:
    """A time as it is written everywhere here: UTC, ISO, without an offset."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds")


def waiting(settings: Settings, folder: str | None = None) -> list[Waiting]:
    """What lies in the inbox for known authorities and quarters, oldest quarter first; nothing is opened."""
    inbox = Inbox(settings.inbox, folder)
    found = []
    for authority in reference(settings.seeds).authorities.values():
        if folder not in (None, authority.folder) or is_link(inbox, authority.folder):
            continue
        for quarter in inbox.visible((authority.folder,)):
            if quarter.kind != "folder" or not is_quarter(quarter.name):
                continue
            entries = inbox.all_in(quarter.parts)
            visible = inbox.visible(quarter.parts)
            if files := tuple(entry for entry in visible if is_return(entry)):
                note = next((entry for entry in entries if entry.name == NOTE and entry.kind == "file"), None)
                beside = tuple((entry, NO_FILE) for entry in visible if not is_return(entry))
                found.append(Waiting(authority.folder, quarter.name, files, note, beside))
    return found


def is_link(inbox: Inbox, folder: str) -> bool:
    """Whether an authority's folder is a link: it may lead out of the inbox."""
    return isinstance(inbox.place, Path) and (inbox.place / folder).is_symlink()


def misplaced(settings: Settings) -> list[Finding]:
    """What lies in the inbox where no return can lie, or as what none can be: left alone, and said."""
    return [left_alone(entry, remedy) for entry, remedy in strays(settings)]


def strays(settings: Settings) -> Iterator[tuple[Entry, str]]:
    """Everything visible in the inbox that is no file of a return, with what to do about it."""
    authorities = reference(settings.seeds).authorities
    inbox = Inbox(settings.inbox)
    for entry in inbox.visible():
        if entry.name not in authorities or entry.kind != "folder":
            known = ", ".join(sorted(authorities))
            yield entry, f"Move it to the folder of its authority ({known}), or add a row to seeds/authorities.csv."
            continue
        for quarter in inbox.visible(entry.parts):
            if quarter.kind != "folder" or not is_quarter(quarter.name):
                yield quarter, "Put the return into a folder named like 2022-23-Q1."
                continue
            for file in inbox.visible(quarter.parts):
                if not is_return(file):
                    yield file, NO_FILE


def is_return(entry: Entry) -> bool:
    """Whether this can be a file of a return: a file itself, with a name that can be written down."""
    has_name = not any("\ud800" <= character <= "\udfff" for character in entry.name)  # bytes that are no UTF-8
    return entry.kind == "file" and has_name and entry.name not in ("", *DOTS)


def left_alone(entry: Entry, remedy: str) -> Finding:
    """A finding about something in the inbox, by its path below it."""
    kind = entry.kind if entry.kind in ("link", "folder") else "file"
    name = quoted(entry.name.encode(errors="replace").decode())
    message = f"The {kind} {name} lies where no return can lie, and was not landed. {remedy}"
    return Finding("unknown_inbox_folder", message, place="/".join(["inbox", *entry.parts[:-1], name.strip("'\"")]))


def is_quarter(name: str) -> bool:
    """Whether a folder is named like a quarter."""
    try:
        Quarter.parse(name)
    except SfpcError:
        return False
    return True
