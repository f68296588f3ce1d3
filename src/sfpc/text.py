"""How two pieces of text are compared: headings, labels and names are matched by meaning, not by bytes."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_HYPHENS = "\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}"
_SAME = str.maketrans(dict.fromkeys(_HYPHENS, "-") | {"’": "'", "‘": "'", "“": '"', "”": '"'})
_INVISIBLE = "\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}\N{WORD JOINER}\N{ZERO WIDTH NO-BREAK SPACE}"
_UNSEEN = str.maketrans(dict.fromkeys(_INVISIBLE))
"""Characters that nobody sees and that web pages and word processors leave in what is copied from them."""


@lru_cache(maxsize=65_536)
def clean(text: str) -> str:
    """Fold full-width forms, dashes, quotes and white space (line breaks too); case is kept."""
    return " ".join(unicodedata.normalize("NFKC", text.translate(_UNSEEN)).translate(_SAME).split())


@lru_cache(maxsize=65_536)
def text_key(text: str) -> str:
    r"""The form in which two headings or labels are the same.

    >>> text_key(" Local\nAuthority ") == text_key("local authority")
    True
    """
    return clean(text).casefold()
