"""Who asked the gate, and when: a line each time, beside the records, which are the same whoever asks.

The records stay what they were decided on, byte for byte, so that a release made again is the same release; the lines
in `gate/<quarter>/asked.jsonl` are only ever added to.
"""

from __future__ import annotations

import getpass
import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sfpc.gate.decision import Decision

NAME = "asked.jsonl"
ASKED_BY = "SFPC_ASKED_BY"
NOT_KNOWN = "not known"


def whoever_asks() -> str:
    """Who is at work: what SFPC_ASKED_BY says, else the login name."""
    if told := os.environ.get(ASKED_BY, "").strip():
        return told
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number that has no name
        return NOT_KNOWN


def noted(folder: Path, decision: Decision, asked_by: str) -> Decision:
    """Add a line about who asked and what the answer was; give the decision with who asked for it first."""
    line = {
        "asked_at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "asked_by": " ".join(asked_by.split()),
        "decision": decision.number,
        "verdict": decision.verdict,
    }
    path = folder / NAME
    is_cut_short = path.exists() and not path.read_bytes().endswith(b"\n")
    with path.open("a", encoding="utf-8") as file:
        # one write: a line is there or it is not, and what a crash cut short stays a line of its own
        file.write("\n" * is_cut_short + json.dumps(line, ensure_ascii=False) + "\n")
    return attributed(folder, decision)


def attributed(folder: Path, decision: Decision) -> Decision:
    """The decision with who asked for it first; as it is where nobody noted that."""
    first = next((line for line in lines(folder) if line.get("decision") == decision.number), None)
    return replace(decision, asked_by=first["asked_by"], asked_at=first["asked_at"]) if first else decision


def lines(folder: Path) -> list[dict[str, Any]]:
    """Every time that a quarter was asked about, the first one first; half a line, left by a crash, is none."""
    try:
        text = (folder / NAME).read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    found = []
    for line in text.splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found
