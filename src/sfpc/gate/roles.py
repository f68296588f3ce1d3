"""Tells a role, in which somebody agreed to something, from the name of a person: only the first may be published."""

from __future__ import annotations

import re

from sfpc.given_names import GIVEN_NAMES
from sfpc.personal_data import kinds_in

_TITLE = re.compile(r"^(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|cllr|councillor)\b\.?", re.IGNORECASE)
_INITIAL = re.compile(r"(?:^|\s)[A-Z](?:\.|\s|$)")
_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST = 3


def problem_with(text: str) -> str | None:
    """What is wrong with a text that must be a role, in words that follow its name; None where it may be one.

    A surname by itself is told from no other word, so it passes here.

    >>> problem_with("reporting lead"), problem_with("Jane Smith")
    (None, "reads as a person's name, and the report prints it; write a role, such as reporting lead")
    """
    text = " ".join(text.split())
    if len(_WORD.findall(text)) == 0 or len(text) < _SHORTEST:
        return "says no role; write one, such as reporting lead"
    if kinds := kinds_in(text):
        return f"may hold {kinds[0]}, and the report prints it; write a role, such as reporting lead"
    words = {word.casefold() for word in _WORD.findall(text)}
    if _TITLE.search(text) or _INITIAL.search(text) or not GIVEN_NAMES.isdisjoint(words):
        return "reads as a person's name, and the report prints it; write a role, such as reporting lead"
    return None
