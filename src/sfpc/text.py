"""How two pieces of text are compared: headings, labels and names are matched by meaning, not by bytes."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_SAME = str.maketrans({"‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "’": "'", "‘": "'", "“": '"', "”": '"'})


@lru_cache(maxsize=65_536)
def clean(text: str) -> str:
    """Fold full-width forms, dashes, quotes and white space (line breaks too); case is kept."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_SAME)
    return " ".join(text.split())


@lru_cache(maxsize=65_536)
def text_key(text: str) -> str:
    """The form in which two headings or labels are the same.

    >>> text_key(" Local\\nAuthority ") == text_key("local authority")
    True
    """
    return clean(text).casefold()
