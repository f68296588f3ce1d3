"""XML read by events: nothing is held, nothing is fetched, and a document that defines entities is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from xml.parsers import expat

from sfpc.errors import UnreadableFile
from sfpc.readers.archive import NO_WORKBOOK

Attributes = dict[str, str]


def parse(
    pieces: Iterable[bytes],
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Tell of each element as it begins and ends, and of text; names are `namespace name`, or a name alone.

    Raises:
        UnreadableFile: it is not well-formed, or defines entities.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    try:
        for piece in pieces:
            parser.Parse(piece, False)  # noqa: FBT003 - expat takes it by its place
        parser.Parse(b"", True)  # noqa: FBT003 - likewise
    except expat.ExpatError as error:
        raise UnreadableFile(NO_WORKBOOK) from error


def refuse(*_: object) -> None:
    """No part of a workbook has a document type."""
    raise UnreadableFile("one of its parts defines entities of its own, which no return needs")


def elements(content: bytes, wanted: set[str]) -> list[tuple[str, Attributes]]:
    """The elements of some local names with their attributes by local name, in order; none in an empty document."""
    found: list[tuple[str, Attributes]] = []

    def start(name: str, attributes: Attributes) -> None:
        if (local := local_name(name)) in wanted:
            found.append((local, {local_name(key): value for key, value in attributes.items()}))

    if content:
        parse([content], start)
    return found


def local_name(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition(" ")[2]


def is_true(text: str | None) -> bool:
    """Whether an attribute says yes as XML says it."""
    return text in ("1", "true", "on")
