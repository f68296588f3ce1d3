"""A document as the data that the typst template sets: nothing in it is markup."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any

from sfpc.report.document import INTERNAL, Block, Bullets, Document, Figure, Paragraph, Subheading
from sfpc.report.grids import Cell, Grid
from sfpc.report.pdf import typeface, widths

INTERNAL_MARK = "Internal: not for publication"
POINTS_IN_A_PIXEL = 0.75
NAMESPACES = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
"""A drawing within a page of HTML needs none; one that stands alone does."""
ZERO_WIDTH_SPACE = "\u200b"
FEWEST_ROWS_OF_A_LONG_ONE = 120
"""Rows of tables in a document: with fewer it is meant for two pages, and needs no contents."""
HEADINGS = ("section", "subheading")

Item = dict[str, Any]


def laid_out(document: Document, own_name: str = "") -> Item:
    """Everything that the template sets, in order, in runs of pages that stand upright or across.

    Args:
        document: what it says.
        own_name: of the file: a link to itself is left out.
    """
    measure = widths.BRIEF if _is_brief(document) else widths.FULL
    items = [item for block in document.opening for item in _items(block, measure)]
    opening = len(items)
    for section in document.sections:
        items.append({"kind": "section", "text": _text(section.title), "key": section.key})
        items += [item for block in section.blocks for item in _items(block, measure)]
    return {
        "title": _text(document.title),
        "subtitle": _text(document.subtitle),
        "mark": INTERNAL_MARK if document.audience == INTERNAL else "",
        "is_brief": measure is widths.BRIEF,
        "margin": measure.margin,
        "opening": items[:opening],
        "runs": _runs(items[opening:]),
        "files": [
            {"href": link.href, "text": _text(link.text)}
            for link in document.files
            if PurePosixPath(link.href).name != own_name
        ],
    }


def _is_brief(document: Document) -> bool:
    blocks = [*document.opening, *(block for section in document.sections for block in section.blocks)]
    grids = [
        block.table if isinstance(block, Figure) else block for block in blocks if isinstance(block, Figure | Grid)
    ]
    return sum(len(grid.rows) for grid in grids) < FEWEST_ROWS_OF_A_LONG_ONE


def _items(block: Block, measure: widths.Measure) -> list[Item]:
    if isinstance(block, Subheading):
        return [{"kind": "subheading", "text": _text(block.text)}]
    if isinstance(block, Paragraph):
        return [{"kind": block.kind, "text": _text(block.text)}]
    if isinstance(block, Bullets):
        return [{"kind": "bullets", "items": [_text(item) for item in block.items]}]
    if isinstance(block, Figure):
        return [_chart(block, measure), _grid(block.table, measure)]
    return [_grid(block, measure)]


def _chart(figure: Figure, measure: widths.Measure) -> Item:
    """A drawing, at the size it was made for, in characters that the type has."""
    chart = figure.chart
    box = re.search(r'viewBox="([^"]+)"', chart.svg)
    if box is None:
        raise ValueError(f"the drawing {chart.key} says no viewBox")
    width, height = (float(part) * POINTS_IN_A_PIXEL for part in box[1].split()[2:])
    least = min(1.0, measure.upright / width, measure.height_of_a_chart / height)
    return {
        "kind": "chart",
        "title": _text(chart.title),
        "alternative": chart.alternative,
        "legend": _text(chart.legend),
        "svg": _text(chart.svg.replace("<svg ", NAMESPACES, 1)),
        "width": round(width * least, 2),
    }


def _grid(grid: Grid, measure: widths.Measure) -> Item:
    if not grid.rows:
        return {"kind": "text", "text": _text(f"{grid.caption}: there is nothing to show.")}
    fit = widths.fit(grid, measure)
    symbols = {cell.text: cell.spoken for row in grid.rows for cell in row if cell.spoken}
    meanings = [f"{symbol}: {symbols[symbol]}." for symbol in sorted(symbols)]
    return {
        "kind": "grid",
        "caption": _text(grid.caption),
        "headings": [_broken(_text(heading), fit) for heading in grid.headings],
        "is_number": list(grid.is_number) or [False] * len(grid.headings),
        "rows": [[_cell(cell, fit, is_first=number == 0) for number, cell in enumerate(row)] for row in grid.rows],
        "note": _text(" ".join(part for part in (grid.note, *meanings) if part)),
        "columns": list(fit.columns),
        "size": fit.size,
        "small": max(fit.size * widths.NOTE_SIZE, widths.FLOOR_POINTS),
        "is_across": fit.is_across,
    }


def _cell(cell: Cell, fit: widths.Fit, *, is_first: bool) -> Item:
    return {
        "text": _broken(_text(cell.text), fit),
        "small": _broken(_text(widths.said_small(cell)), fit),
        "kind": cell.kind,
        "is_whole": widths.is_kept_whole(cell) and not fit.breaks,
        "is_first": is_first,
    }


def _text(text: str) -> str:
    return typeface.regular().drawable(text)


def _broken(text: str, fit: widths.Fit) -> str:
    """Where a column is narrower than its longest word, the word may be broken anywhere."""
    return ZERO_WIDTH_SPACE.join(text) if fit.breaks else text


def _runs(items: list[Item]) -> list[Item]:
    """The items in runs of one orientation: a heading stands on the page of what it heads.

    What stands between two tables that lie across lies across too, unless it holds a table or a chart of its own.
    """
    across = [item.get("is_across", False) for item in items]
    for place in range(len(items) - 2, -1, -1):
        if items[place]["kind"] in HEADINGS:
            across[place] = across[place + 1]
    runs = [[item for _, item in group] for _, group in groupby(zip(across, items, strict=True), lambda each: each[0])]
    turned = [is_across for is_across, _ in groupby(across)]
    for place in range(1, len(runs) - 1):
        if not turned[place] and all(item["kind"] not in ("grid", "chart") for item in runs[place]):
            turned[place] = True
    joined = groupby(zip(turned, runs, strict=True), lambda each: each[0])
    return [
        {"is_across": is_across, "items": [item for _, run in group for item in run]} for is_across, group in joined
    ]
