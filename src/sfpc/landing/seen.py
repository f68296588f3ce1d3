"""What the inbox looked like when it was last landed, so that a return that lies there unchanged is not read again.

This is no record but a short cut: where it is lost, every return is read once more and found to have landed before.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from sfpc.landing.inbox import Waiting
from sfpc.settings import Settings


def submission_seen(settings: Settings, waiting: Waiting) -> str | None:
    """The id of the submission that the files became when they lay there just so; None when they did not."""
    try:
        seen = json.loads(place_of(settings, waiting).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    is_same = isinstance(seen, dict) and seen.get("signature") == waiting.signature
    return str(seen["submission_id"]) if is_same and "submission_id" in seen else None


def remember(settings: Settings, waiting: Waiting, submission_id: str) -> None:
    """Keep what the files looked like, and what they became."""
    path = place_of(settings, waiting)
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_text(json.dumps({"signature": waiting.signature, "submission_id": submission_id}), encoding="utf-8")
    aside.replace(path)


def place_of(settings: Settings, waiting: Waiting) -> Path:
    """Where it is kept."""
    return settings.data / "inbox_seen" / waiting.folder / f"{waiting.quarter}.json"
