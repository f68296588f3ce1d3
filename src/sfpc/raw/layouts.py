"""Which layout a submission is read by: the authority's own, or that of the programme's template."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sfpc.findings import Finding
from sfpc.period import Quarter
from sfpc.readers import Grid
from sfpc.reference import TEMPLATE_MARKER, Authority, LayoutTable, Reference
from sfpc.text import clean

MARKER = re.compile(rf"{TEMPLATE_MARKER} (\d{{1,4}})", re.IGNORECASE)
"""The text of one cell on a template's first sheet."""


def layout_of(
    grids: Sequence[Grid], authority: Authority, quarter: Quarter, known: Reference
) -> tuple[LayoutTable, ...]:
    """The tables to look for in what was sent; none where the authority has no layout for the quarter."""
    version = template_version(grids)
    if version is not None:
        return known.template(version, quarter)
    return known.layout(authority.code, quarter)


def no_layout(grids: Sequence[Grid], authority: Authority, quarter: Quarter) -> Finding:
    """Why a submission cannot be read: nobody has said how it is laid out, or no return is owed."""
    version = template_version(grids)
    if version is not None and authority.reports_for(quarter):
        message = (
            f"This is version {version} of the return template, which is not known here. Send the return in the newest "
            "version, which the programme team will send you."
        )
        return Finding("template_unknown", message, file=grids[0].file)
    message = (
        f"{authority.name} has no layout, or owes no return, for {quarter}; the return was kept and not read. Add its "
        "layout to the seeds, or move the return to the quarter it is for."
    )
    return Finding("no_layout", message)


def not_in_calendar(quarter: Quarter) -> Finding:
    """That a submission is of a quarter that no return is asked for: it would stand in no table of the warehouse."""
    message = (
        f"{quarter} is not in the calendar of returns; the return was kept and is not used. Add the quarter to "
        "seeds/return_calendar.csv if it is to be reported for, or move the return to the quarter it is for."
    )
    return Finding("quarter_not_in_calendar", message)


def template_version(grids: Sequence[Grid]) -> int | None:
    """The version of the template that was sent; None where the first sheet of no file is a template's."""
    seen = set()
    for grid in grids:
        if grid.file in seen or not grid.is_visible:
            continue
        seen.add(grid.file)
        for row in grid.rows:
            for text in row:
                if text and (found := MARKER.fullmatch(clean(text))):
                    return int(found[1])
    return None
