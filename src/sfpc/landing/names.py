"""Names under which the files of a return are kept: as sent, unless that is no plain name or may be personal data.

The receipt alone keeps the name as sent; every table, trace and message has the one that is kept.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence

from sfpc.findings import Finding
from sfpc.personal_data import kinds_in_name, quoted

LONGEST = 255
"""Bytes of a name that every usual file system can hold."""

LONGEST_ENDING = 7
"""Characters after the last dot, as in `.numbers`; what is longer is no ending that says what kind of file it is."""

WITHHELD = "name left out"
"""What a file is kept as whose name may be personal data."""


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
    """A name without personal data, control characters or marks that turn the writing, and no longer than may be.

    >>> plain_name("Jo Smith born 14.03.2013.csv")
    'name left out.csv'
    """
    unseen = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    plain = "".join("_" if unicodedata.category(one) in unseen or one in "/\\" else one for one in name)
    if kinds_in_name(name):
        _, ending = parted(plain)
        return WITHHELD + ("" if kinds_in_name(ending) else ending)
    if len(plain.encode()) <= LONGEST:
        return plain
    stem, ending = parted(plain)
    mark = "~" + hashlib.sha256(name.encode()).hexdigest()[:8] + ending
    return stem.encode()[: LONGEST - len(mark.encode())].decode(errors="ignore") + mark


def parted(name: str) -> tuple[str, str]:
    """A name and its ending, with the dot; an empty ending where what follows the last dot is none."""
    stem, dot, suffix = name.rpartition(".")
    return (stem, dot + suffix) if dot and len(suffix) <= LONGEST_ENDING else (name, "")


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
            "characters that cannot be seen or what may be personal data, or differs from another's in capitals only. "
            "Send it under a plain name of its own.",
            file=name,
        )
        for sent, name in kept.items()
        if sent != name
    ]
