"""Records that are kept for ever beside a quarter's decisions: numbered, written whole, and never over another."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

from sfpc import modes


def newest(folder: Path, letter: str) -> Path | None:
    """The record with the highest number, such as `d12.json` for the letter d; None before the first."""
    numbered = {number_of(path): path for path in folder.glob(f"{letter}*.json") if _is_record(path, letter)}
    return numbered[max(numbered)] if numbered else None


def number_of(path: Path) -> int:
    """The number in a record's name."""
    return int(path.stem[1:])


def add(folder: Path, letter: str, record: dict[str, Any]) -> int:
    """Keep a record under the next number, which is returned; two that come at once get a number each."""
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"{uuid4().hex}.unfinished"
    unfinished.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    modes.keep(unfinished)
    try:
        while True:
            last = newest(folder, letter)
            number = number_of(last) + 1 if last else 1
            try:
                os.link(unfinished, folder / f"{letter}{number}.json")  # unlike a renaming, refused where one stands
            except FileExistsError:
                continue
            return number
    finally:
        unfinished.unlink()


def _is_record(path: Path, letter: str) -> bool:
    return re.fullmatch(rf"{letter}[1-9]\d*\.json", path.name) is not None
