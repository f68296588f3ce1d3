"""A workbook's archive, opened without trust: what it says of itself is checked before and while it is unpacked.

Nothing is ever unpacked to disk, so a part's name can lead nowhere; names that try to are told of all the same.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator

from sfpc.errors import OverLimits, UnreadableFile
from sfpc.limits import MEGABYTE, Limits

NO_WORKBOOK = "it cannot be opened as a workbook; it may be cut short or damaged"
PASSWORD = "the workbook is protected by a password; save a copy without one"  # noqa: S105 - a message
DAMAGE = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError, ValueError)
"""What opening a damaged archive may raise."""

PIECE = MEGABYTE // 2
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1
WRITTEN_ON_UNIX = 3
LOCAL_HEADER = 30
"""Bytes before a part's name in the archive, at least."""

_XML = re.compile(r"\.(?:xml|rels|vml|rdf)\Z", re.IGNORECASE)
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_OTHER_ENCODING = re.compile(
    rb"\A(?:\xff\xfe|\xfe\xff|\0|<\0)|\A[^>]{0,200}encoding=[\"'](?!utf-8|us-ascii)", re.IGNORECASE
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Archive:
    """The parts of a workbook by name, each unpacked in pieces."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(content))
        except DAMAGE as error:
            raise UnreadableFile(NO_WORKBOOK) from error
        self.limits = limits
        self.parts = {part.filename: part for part in self.zip.infolist()}
        self.check(len(content))

    def check(self, size: int) -> None:
        """Refuse an archive that asks too much, or that two programs would read differently."""
        parts = self.zip.infolist()
        unpacked = sum(part.file_size for part in parts)
        if len(parts) > self.limits.parts:
            raise OverLimits(f"its archive holds more than {self.limits.parts:,} parts", "parts")
        if unpacked > self.limits.unpacked_megabytes * MEGABYTE:
            raise OverLimits(
                f"it unpacks to more than {self.limits.unpacked_megabytes:,} MB, which no return does",
                "unpacked_megabytes",
            )
        if unpacked > MEGABYTE and unpacked > self.limits.compression_ratio * size:
            raise OverLimits(
                f"it unpacks to more than {self.limits.compression_ratio:,} times its size, which no return does",
                "compression_ratio",
            )
        if any(part.flag_bits & ENCRYPTED for part in parts):
            raise UnreadableFile(PASSWORD)
        if any(part.compress_type not in PACKINGS for part in parts):
            raise UnreadableFile(NO_WORKBOOK)
        if len({part.orig_filename.replace("\\", "/").casefold() for part in parts}) < len(parts):
            raise UnreadableFile(
                "its archive holds two parts of one name, and programs differ on which counts; save it anew"
            )
        if overlap(parts):
            raise UnreadableFile("the parts of its archive lie over one another, which no program writes; save it anew")

    def strangeness(self) -> list[str]:
        """What is odd about the parts' names and kinds, in words; harmless here, for nothing is unpacked to disk."""
        parts = self.zip.infolist()
        names = [part.orig_filename.replace("\\", "/") for part in parts]
        return [
            words
            for words, is_so in (
                ("a name that leads out of the archive", any(leads_out(name) for name in names)),
                ("a name with control characters", any(_CONTROL.search(name) for name in names)),
                ("a link to another file", any(is_link(part) for part in parts)),
            )
            if is_so
        ]

    def pieces(self, name: str) -> Iterator[bytes]:
        """A part, unpacked in pieces; an XML part is looked through for what no spreadsheet program writes.

        Raises:
            UnreadableFile: the part is missing or damaged, larger than the archive says, or defines entities.
        """
        is_xml = bool(_XML.search(name))
        before = b""
        try:
            with self.zip.open(self.parts[name]) as part:
                while piece := part.read(PIECE):
                    if is_xml and _ENTITIES.search(before[-10:] + piece):
                        raise UnreadableFile("one of its parts defines entities of its own, which no return needs")
                    if is_xml and not before and _OTHER_ENCODING.search(piece):
                        raise UnreadableFile("one of its parts is written in an encoding no spreadsheet program uses")
                    before = piece
                    yield piece
        except KeyError as error:
            raise UnreadableFile(NO_WORKBOOK) from error
        except DAMAGE as error:
            raise UnreadableFile(NO_WORKBOOK) from error

    def read(self, name: str) -> bytes:
        """A whole part; nothing where there is none."""
        return b"".join(self.pieces(name)) if name in self.parts else b""

    def look_through(self, done: set[str]) -> None:
        """Unpack every XML part that nobody has unpacked yet, and keep nothing: what is wrong with it is told."""
        for name in self.parts:
            if name not in done and _XML.search(name):
                for _ in self.pieces(name):
                    pass


def overlap(parts: list[zipfile.ZipInfo]) -> bool:
    """Whether some bytes of the archive belong to two parts: a small file can unpack to a huge one by that."""
    ends = 0
    for part in sorted(parts, key=lambda one: one.header_offset):
        if part.header_offset < ends:
            return True
        ends = part.header_offset + LOCAL_HEADER + len(part.orig_filename.encode()) + part.compress_size
    return False


def leads_out(name: str) -> bool:
    """Whether a part's name would lead out of the folder it was unpacked in."""
    return name.startswith("/") or ".." in name.split("/") or bool(re.match("[A-Za-z]:", name))


def is_link(part: zipfile.ZipInfo) -> bool:
    """Whether a part is a symbolic link."""
    return part.create_system == WRITTEN_ON_UNIX and stat.S_ISLNK(part.external_attr >> 16)
