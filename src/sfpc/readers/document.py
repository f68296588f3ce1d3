"""JSON: every list of objects is a grid with pointers as headings; what stands outside lists is a grid of one row."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache

from sfpc.errors import OverLimits, UnreadableFile
from sfpc.findings import Finding
from sfpc.limits import Limits
from sfpc.readers.delimited import decode
from sfpc.readers.grid import Grid, even

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")

Json = dict[str, "Json"] | list["Json"] | str | bool | None
Members = list[tuple[str, dict[str, str]]]
"""The members of one list: where each stands, and its plain values by their pointers from there."""


TOO_DEEP = "it is nested too deeply to be a return"


def read_document(file: str, content: bytes, limits: Limits, _: list[Finding]) -> list[Grid]:
    """Read one JSON document; numbers keep the text they were sent as, places are JSON pointers.

    Raises:
        UnreadableFile: it is not well-formed, says one thing twice, or is over the limits.
    """
    text = decode(content)
    if not text.strip():
        raise UnreadableFile("the file is empty")
    lists: dict[str, Members] = {}
    try:
        document = json.loads(
            text, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=unique_members
        )
        root = Flattening(lists, limits).flatten(document, "", "", 0)
    except json.JSONDecodeError as error:
        raise UnreadableFile(
            f"it is not well-formed JSON ({error.msg}); it may be cut short",
            f"line {error.lineno}, column {error.colno}",
        ) from error
    except RecursionError as error:
        raise OverLimits(TOO_DEEP, "json_levels") from error
    if root:
        lists = {"": [("", root)], **lists}
    return [grid_of(file, name, members, limits) for name, members in lists.items()]


def unique_members(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    """Refuse an object that names a member twice: JSON readers would keep the last without a word."""
    members = dict(pairs)
    if len(members) < len(pairs):
        raise UnreadableFile("one of its objects names the same member twice")
    return members


@dataclass(frozen=True)
class Flattening:
    """Lays a document flat; what stands in lists goes to `lists`, each under the name of its list."""

    lists: dict[str, Members]
    limits: Limits

    def flatten(self, value: Json, pointer: str, name: str, depth: int) -> dict[str, str]:
        """The plain values in an object under their pointers from it; lists inside it go to `lists`.

        `pointer` is where the value stands; `name` is the same with `*` for each index, the name of its list.
        """
        if depth + (isinstance(value, dict) and bool(value)) > self.limits.json_levels:
            raise OverLimits(TOO_DEEP, "json_levels")
        if isinstance(value, dict):
            found: dict[str, str] = {}
            for key, member in value.items():
                part = written(key)
                if isinstance(member, dict | list):
                    inside = self.flatten(member, f"{pointer}/{part}", f"{name}/{part}", depth + 1)
                    found |= {f"/{part}{inner}": text for inner, text in inside.items()}
                else:
                    found["/" + part] = self.plain(member)
            return found
        if isinstance(value, list):
            rows = self.lists.setdefault(name, [])
            for index, member in enumerate(value):
                place = f"{pointer}/{index}"
                rows.append((place, self.flatten(member, place, f"{name}/*", depth + 1)))
            return {}
        return {"": self.plain(value)}

    def plain(self, value: str | bool | None) -> str:  # noqa: FBT001 - a value, not a flag
        """A plain value as text."""
        text = text_of(value)
        if len(text) > self.limits.cell_characters:
            raise OverLimits(
                f"one of its texts holds more than {self.limits.cell_characters:,} characters", "cell_characters"
            )
        return text


@lru_cache(maxsize=4096)
def written(key: str) -> str:
    """A member's name as a JSON pointer writes it."""
    return whole(key).replace("~", "~0").replace("/", "~1")


def text_of(value: str | bool | None) -> str:  # noqa: FBT001 - a value, not a flag
    """A plain JSON value as text; null is a blank."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else whole(value)


def whole(text: str) -> str:
    r"""Refuse half of a character: JSON can spell one (`\ud83d` alone), but no text file or database can hold it."""
    if _HALF_CHARACTER.search(text):
        raise UnreadableFile("one of its texts holds half of a character; write it whole, or leave it out")
    return text


def grid_of(file: str, name: str, members: Members, limits: Limits) -> Grid:
    """Lay the members of one list out as a table: a heading for each pointer, in order of appearance."""
    pointers = list(dict.fromkeys(pointer for _, values in members for pointer in values))
    if len(pointers) > limits.columns:
        raise OverLimits(f"one of its lists has more than {limits.columns:,} kinds of member", "columns")
    if len(pointers) * len(members) > limits.cells:
        raise OverLimits(f"one of its lists makes a table of more than {limits.cells:,} cells", "cells")
    rows = [[pointer.removeprefix("/") for pointer in pointers]]
    rows += [[values.get(pointer, "") for pointer in pointers] for _, values in members]
    places = [name.removesuffix("/*"), *(place for place, _ in members)]
    return Grid(file, name or None, even(rows), lambda row, column: places[row] + pointers[column])
