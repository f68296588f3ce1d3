"""How two pieces of text are compared: headings, labels and names are matched by meaning, not by bytes."""

from __future__ import annotations

import re
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


_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾ªºᵃᵇᶜᵈᵉᶠᵍ"
_AS_STARS = str.maketrans(dict.fromkeys(_SUPERSCRIPTS, "*"))
_NOTE_NUMBERS = r"(?:[0-9]{1,2}|[a-z])(?:(?: ?[,;&/] ?| and )(?:[0-9]{1,2}|[a-z]))*"
FOOTNOTE_MARKERS = (
    rf" ?[\[(](?:see )?(?:foot)?notes?[ .:]?{_NOTE_NUMBERS}[\])]",
    rf" ?\[{_NOTE_NUMBERS}\]",
    rf" ?\((?:{_NOTE_NUMBERS}|\*+)\)$",
    rf"(?: ?[\-,;:.])? (?:see )?(?:foot)?notes? {_NOTE_NUMBERS}$",
    r"[*†‡§¶#^]+",
)
r"""What points to a footnote and is no part of a heading or label; each is taken out of the text, in this order.

SQL mirrors this (macro without_markers): they are expressions of RE2, matched without regard to case in a text whose
superscripts (_SUPERSCRIPTS) have become `*` and which has then been folded as `clean` folds it. White space at the ends
is trimmed again, and a text of which nothing is left keeps itself.

1. `(note 2)`, `[see notes 1 and 2]`, `(footnote a)`: anywhere.
2. `[1]`, `[a]`, `[r]`, `[1, 2]`: anywhere.
3. `(1)`, `(a)`, `(*)`: at the end.
4. `, see note 2`, ` - note 2`: at the end.
5. `*`, `**`, a dagger, a double dagger, a section or paragraph sign, `#`, `^`, a superscript digit or letter: anywhere.
"""

_MARKERS = tuple(re.compile(marker, re.IGNORECASE) for marker in FOOTNOTE_MARKERS)


@lru_cache(maxsize=65_536)
def without_markers(text: str) -> str:
    """A heading or label without its footnote markers, cleaned; a text that is a marker alone keeps itself.

    >>> [without_markers(text) for text in ("Referrals*", "Referrals [1]", "Children looked after (note 2)", "FGCs²")]
    ['Referrals', 'Referrals', 'Children looked after', 'FGCs']
    """
    stripped = clean(text.translate(_AS_STARS))
    for marker in _MARKERS:
        stripped = marker.sub("", stripped)
    return clean(stripped) or clean(text)


def known_as(text: str, known: frozenset[str]) -> str | None:
    """The text key, of those known, that a text stands for; None where there is none.

    The text's own key always wins. Else footnote markers are left out of both, and one known key alone must be left.

    >>> known_as("Referrals *", frozenset({"referrals", "fgcs held"}))
    'referrals'
    >>> known_as("Referrals*", frozenset({"referrals [1]", "referrals [2]"})) is None
    True
    """
    key = text_key(text)
    if key in known:
        return key
    found = _by_bare_key(known).get(text_key(without_markers(text)), ())
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=256)
def _by_bare_key(known: frozenset[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for key in sorted(known):
        bare = text_key(without_markers(key))
        found[bare] = (*found.get(bare, ()), key)
    return found
