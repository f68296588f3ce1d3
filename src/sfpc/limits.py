"""How much one submission may ask of the machine that reads it: one table of limits, each with its default and reason.

Each is set by SFPC_LIMIT_ and its name, in the environment or in `.env`; docs/limits.md lists them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from dotenv import dotenv_values

from sfpc.errors import UsageError

PREFIX = "SFPC_LIMIT_"
MEGABYTE = 1 << 20


def limit(default: int, reason: str) -> int:
    """One limit: its default, and why it is that."""
    made: int = field(default=default, metadata={"reason": reason})
    return made


@dataclass(frozen=True)
class Limits:
    """What one submission may ask for; whole numbers above nought.

    The first word of each says what it counts; `_megabytes` are of 1,048,576 bytes.
    """

    files: int = limit(40, "files in a submission; the most that any layout asks for is five")
    file_megabytes: int = limit(50, "one file as sent; a return of 50,000 rows has under 10")
    submission_megabytes: int = limit(100, "all files of a submission together, as sent")
    unpacked_megabytes: int = limit(1024, "what one workbook may unpack to; a million blank formatted rows have 400")
    compression_ratio: int = limit(500, "times that a workbook may be larger unpacked; a million blank rows have 200")
    parts: int = limit(5_000, "parts of a workbook's archive; Excel writes some twenty and one for each sheet")
    sheets: int = limit(200, "sheets of a workbook; a return has under ten")
    cells: int = limit(5_000_000, "cells between the first and the last of one sheet: 50,000 rows of 100 columns")
    columns: int = limit(16_384, "columns of a table; no spreadsheet has more")
    cell_characters: int = limit(32_767, "characters in one cell; no spreadsheet holds more")
    json_levels: int = limit(50, "levels of objects and lists in a JSON document; a return has four or five")
    seconds: int = limit(120, "to read one submission; the largest return we know takes under ten")
    memory_megabytes: int = limit(2048, "memory of the process that reads; the largest return we know takes under 500")

    @classmethod
    def from_environment(cls) -> Limits:
        """Take each from the environment, then from `.env`, then its default.

        Raises:
            UsageError: one is not a whole number above nought.
        """
        home = Path(os.environ.get("SFPC_HOME") or Path(__file__).resolve().parents[2])
        return cls.from_words({**dotenv_values(home / ".env"), **os.environ})

    @classmethod
    def from_words(cls, words: Mapping[str, str | None]) -> Limits:
        """Take each from the text under its name; from its default where there is none."""
        given: dict[str, int] = {}
        for one in fields(cls):
            name = setting_name(one.name)
            text = (words.get(name) or "").strip().replace(",", "").replace("_", "")
            if not text:
                continue
            if not (text.isascii() and text.isdigit() and int(text) > 0):
                raise UsageError(f"{name}: a limit is a whole number above nought, such as {one.default}")
            given[one.name] = int(text)
        return cls(**given)

    def as_words(self) -> dict[str, str]:
        """Each limit as the environment sets it."""
        return {setting_name(one.name): str(getattr(self, one.name)) for one in fields(self)}


def setting_name(name: str) -> str:
    """What sets a limit in the environment.

    >>> setting_name("file_megabytes")
    'SFPC_LIMIT_FILE_MEGABYTES'
    """
    return PREFIX + name.upper()


def table() -> str:
    """All limits as the Markdown table that docs/limits.md holds."""
    rows = [
        f"| `{setting_name(one.name)}` | {one.default:,} | {one.metadata['reason']} |"  # a default is a number
        for one in fields(Limits)
    ]
    return "\n".join(["| Setting | Default | What it limits, and why so |", "|---|---:|---|", *rows])
