"""What Vega-Lite is told, as the dictionaries it reads; Altair, which checks them, does so in the tests.

Altair's own classes copy and check every part of a drawing many times over: a report of many charts took minutes.
"""

from __future__ import annotations

import textwrap
from typing import Any

Drawing = dict[str, Any]
"""A view of Vega-Lite's, or a part of one."""

HALO_PIXELS = 4
LINE_PIXELS = 14


def layer(values: list[Drawing], mark: str, how: Drawing, *, only: str = "", **encoding: Drawing) -> Drawing:
    """One kind of mark for some values.

    Args:
        values: the data, a record a mark.
        mark: bar, line, point, rule, text or tick.
        how: its properties.
        only: an expression that leaves the other records out.
        encoding: where and how each record is drawn, by channel.
    """
    view = {"data": {"values": values}, "mark": {"type": mark, **how}, "encoding": encoding}
    return {**view, "transform": [{"filter": only}]} if only else view


def number(field: str, scale: Drawing, axis: Drawing) -> Drawing:
    """A place by a number."""
    return {"field": field, "type": "quantitative", "scale": scale, "axis": axis}


def order(field: str, scale: Drawing, axis: Drawing | None) -> Drawing:
    """A place in a row of places."""
    return {"field": field, "type": "ordinal", "scale": scale, "axis": axis}


def words(field: str = "said") -> Drawing:
    """What a text says."""
    return {"field": field, "type": "nominal"}


def fixed(value: float | str) -> Drawing:
    """A place in pixels, or a colour, that is the same for every record."""
    return {"value": value}


def either(test: str, then: float | str, otherwise: float | str) -> Drawing:
    """One value where a record meets a test, another where it does not."""
    return {"condition": {"test": test, "value": then}, "value": otherwise}


def edged(
    values: list[Drawing], how: Drawing, colour: Drawing, *, only: str = "", **encoding: Drawing
) -> list[Drawing]:
    """Text on a white edge, so that it can be read where a line runs behind it."""
    edge = {**how, "stroke": "white", "strokeWidth": HALO_PIXELS, "color": "white"}
    return [
        layer(values, "text", edge, only=only, **encoding),
        layer(values, "text", how, only=only, **encoding, color=colour),
    ]


def heading(lines: list[str], above: float) -> Drawing:
    """A name over a view; as a mark, for Vega's own titles stand higher the more is drawn below them."""
    how = {"align": "left", "baseline": "bottom", "fontSize": 14, "fontWeight": "bold", "lineHeight": 16}
    up = fixed(-above - 16 * (len(lines) - 1))
    return layer([{"said": lines or [""]}], "text", how, x=fixed(0), y=up, text=words())


def names(values: list[Drawing], y: Drawing, most_lines: int) -> list[Drawing]:
    """Names before the rows of a view, from the lines in `name`; one of more lines begins higher, to stand midway."""
    return [
        layer(
            values,
            "text",
            {"align": "right", "baseline": "middle", "dy": -LINE_PIXELS * (lines - 1) / 2, "lineHeight": LINE_PIXELS},
            only=f"length(datum.name) == {lines}",
            x=fixed(-10),
            y=y,
            text=words("name"),
        )
        for lines in range(1, most_lines + 1)
    ]


def in_lines(name: str, letters: int, most_lines: int) -> list[str]:
    """A name in lines of at most so many letters; what does not fit is left to the table."""
    return textwrap.wrap(name, letters, max_lines=most_lines, placeholder=" …") or [name]
