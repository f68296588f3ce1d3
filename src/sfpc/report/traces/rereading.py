"""Reads a cell of a landed file again, at the place that a trace names."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sfpc import confinement
from sfpc.limits import Limits

Place = tuple[str | None, str]
"""A sheet (None for a delimited file) and a place in it."""


def texts(file: Path, places: Iterable[Place]) -> dict[Place, str | None]:
    """What stands at places of a file, read as raw reads it, in the process for what strangers sent.

    Returns:
        The text at each place; a blank is an empty text, and None says that there is no such place.

    Raises:
        PipelineError: the file is not there, or cannot be read any more.
    """
    wanted = list(dict.fromkeys(places))
    found = confinement.call("sfpc.report.traces.rereading:texts_here", {"file": str(file), "places": wanted})
    return dict(zip(wanted, found, strict=True))


def texts_here(file: str, places: list[tuple[str | None, str]]) -> list[str | None]:
    """What stands at places of a file, read in this process: what `texts` asks of the child."""
    from sfpc.readers import read_file

    sheets = {sheet for sheet, _ in places}
    found = {
        (grid.sheet, grid.place(row, column)): text
        for grid in read_file(Path(file), Limits.from_environment())
        if grid.sheet in sheets
        for row, texts in enumerate(grid.rows)
        for column, text in enumerate(texts)
    }
    return [found.get((sheet, place)) for sheet, place in places]
