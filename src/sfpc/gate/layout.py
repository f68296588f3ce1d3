"""How the explanation of a decision stands on a terminal: lines of a width."""

from __future__ import annotations

from textwrap import fill

WIDTH = 100
NARROWEST = 50
"""A line below this holds too little after its indent."""


def wrapped(text: str, width: int, indent: int = 0, hang: int | None = None) -> str:
    """A paragraph in lines of a width, its first line indented and the others by `hang`."""
    return fill(
        text,
        width,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 2 if hang is None else hang),
        break_long_words=False,
        break_on_hyphens=False,
    )
