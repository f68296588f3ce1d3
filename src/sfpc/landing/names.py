"""Names under which the files of a return are kept: as sent, unless that would be no plain name of a file."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence

from sfpc.findings import Finding
from sfpc.personal_data import quoted

LONGEST = 255
"""Bytes of a name that every usual file system can hold."""


def kept_names(sent: Sequence[str]) -> dict[str, str]:
    """The name each file is kept under, by the name it was sent under; no two differ in case only."""
    taken: set[str] = set()
    kept = {}
    for name in sorted(sent):
        plain = plain_name(name)
        number = 1
        while folded(plain) in taken:
            number += 1
            plain = numbered(plain_name(name), number)
        taken.add(folded(plain))
        kept[name] = plain
    return kept


def folded(name: str) -> str:
    """A name as a file system sees it that knows no case, and takes é for e with an accent."""
    return unicodedata.normalize("NFC", name).casefold()


def plain_name(name: str) -> str:
    """A name without control characters or marks that change the direction of writing, and no longer than may be."""
    unseen = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    plain = "".join("_" if unicodedata.category(one) in unseen or one in "/\\" else one for one in name)
    if len(plain.encode()) <= LONGEST:
        return plain
    stem, dot, suffix = plain.rpartition(".")
    if not dot or len(suffix) > len("numbers"):
        stem, suffix = plain, ""
    mark = "~" + hashlib.sha256(name.encode()).hexdigest()[:8] + dot * bool(suffix) + suffix
    return stem.encode()[: LONGEST - len(mark.encode())].decode(errors="ignore") + mark


def numbered(name: str, number: int) -> str:
    """A name told apart from one that is the same but for case."""
    stem, dot, suffix = name.rpartition(".")
    return f"{stem} ({number}){dot}{suffix}" if dot and stem else f"{name} ({number})"


def about_names(kept: dict[str, str]) -> list[Finding]:
    """A finding for each file that could not be kept under the name it was sent under."""
    return [
        Finding(
            "unsafe_file_name",
            f"The file sent as {quoted(sent)} was kept as {quoted(name)}, because its name is too long, holds "
            "characters that cannot be seen, or differs from another's in capitals only. Send it under a plain name of "
            "its own.",
            file=name,
        )
        for sent, name in kept.items()
        if sent != name
    ]
