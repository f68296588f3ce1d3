"""JSON: every list of objects is a grid with pointers as headings; what stands outside lists is a grid of one row."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sfpc.errors import UnreadableFile
from sfpc.readers.delimited import decode
from sfpc.readers.grid import Grid, even


def read_document(path: Path) -> list[Grid]:
    """Read one JSON document; numbers keep the text they were sent as, places are JSON pointers."""
    text = decode(path.read_bytes())
    if not text.strip():
        raise UnreadableFile("the file is empty")
    try:
        document = json.loads(text, parse_float=str, parse_int=str, object_pairs_hook=unique_members)
    except json.JSONDecodeError as error:
        raise UnreadableFile(
            f"it is not well-formed JSON ({error.msg}); it may be cut short", f"line {error.lineno}, column {error.colno}"
        ) from error
    except RecursionError as error:
        raise UnreadableFile("it is nested too deeply to be a return") from error
    lists: dict[str, list[tuple[str, dict[str, str]]]] = {}
    root = flatten(document, "", "", lists)
    if root:
        lists = {"": [("", root)], **lists}
    return [grid_of(path.name, name, members) for name, members in lists.items()]


def unique_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse an object that names a member twice: JSON readers would keep the last without a word."""
    members = dict(pairs)
    if len(members) < len(pairs):
        raise UnreadableFile("one of its objects names the same member twice")
    return members


def flatten(
    value: Any, pointer: str, name: str, lists: dict[str, list[tuple[str, dict[str, str]]]], prefix: str = ""
) -> dict[str, str]:
    """Collect the plain members of an object under relative pointers; lists inside it go to `lists`.

    `pointer` is where the value stands; `name` is the same with `*` for each index, the name of its list.
    """
    if isinstance(value, dict):
        members: dict[str, str] = {}
        for key, member in value.items():
            part = key.replace("~", "~0").replace("/", "~1")
            inner = f"{prefix}/{part}" if prefix else part
            members |= flatten(member, f"{pointer}/{part}", f"{name}/{part}", lists, inner)
        return members
    if isinstance(value, list):
        rows = lists.setdefault(name, [])
        for index, member in enumerate(value):
            rows.append((f"{pointer}/{index}", flatten(member, f"{pointer}/{index}", f"{name}/*", lists)))
        return {}
    return {prefix: text_of(value)}


def text_of(value: Any) -> str:
    """A plain JSON value as text; null is a blank."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def grid_of(file: str, name: str, members: list[tuple[str, dict[str, str]]]) -> Grid:
    """Lay the members of one list out as a table: a heading for each relative pointer, in order of appearance."""
    headings = list(dict.fromkeys(heading for _, values in members for heading in values))
    rows = even([headings, *([values.get(heading, "") for heading in headings] for _, values in members)])
    pointers = [name.removesuffix("/*"), *(pointer for pointer, _ in members)]

    def place(row: int, column: int) -> str:
        heading = headings[column]
        return f"{pointers[row]}/{heading}" if heading else pointers[row]

    return Grid(file, name or None, rows, place)
