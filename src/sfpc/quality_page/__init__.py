"""The data-quality page of a quarter: what the gate decided, on what, what failed where, and how that has changed.

One file of HTML that needs nothing outside itself, `gate/<quarter>/quality.html`. It is made from the gate's records
and needs no warehouse, so it is there when the gate is shut. The same records give the same bytes.
"""

from __future__ import annotations

from pathlib import Path

from sfpc import modes
from sfpc.errors import PipelineError
from sfpc.period import Quarter
from sfpc.quality_page import page, sources
from sfpc.settings import Settings

__all__ = ["NAME", "write"]

NAME = "quality.html"


def write(settings: Settings, asked_quarter: str) -> Path:
    """Write the page about the newest decision on a quarter, in place of the one that stands.

    Args:
        settings: where the gate's decisions are, and what the page may link to.
        asked_quarter: written as 2022-23-Q1.

    Raises:
        PipelineError: nothing has been decided about the quarter.
    """
    quarter = str(Quarter.parse(asked_quarter))
    found = sources.gather(settings, quarter)
    if found is None:
        raise PipelineError(f"The gate has not decided on {quarter}: run `sfpc gate --quarter {quarter}` first.")
    path = settings.gate / quarter / NAME
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(page.written(found), encoding="utf-8", newline="\n")
    unfinished.replace(path)
    modes.keep(path)
    return path
