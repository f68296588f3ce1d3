"""How the explanation of a decision stands on a terminal: lines of a width, and where a row at fault is to be found."""

from __future__ import annotations

from textwrap import fill

from sfpc.gate.results import Fault

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


def place_of(fault: Fault) -> str:
    """File, sheet and cell, as far as they are known; else the row of the mart; empty where neither is.

    >>> place_of(Fault("E1", "type", "authority", "message", file="a.xlsx", sheet="KPIs", place="H9"))
    "a.xlsx, sheet 'KPIs', H9"
    """
    sheet = f"sheet {fault.sheet!r}" if fault.sheet else None
    return ", ".join(part for part in (fault.file, sheet, fault.place) if part)
