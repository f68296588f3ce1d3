"""Bars side by side, lying: a row an authority, each with its figure beside it and, where there is one, its target."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sfpc.report import words
from sfpc.report.charts import chart as charts
from sfpc.report.charts import vega
from sfpc.report.charts.chart import BLUE, GREY, INK, ORANGE, Chart, Plotted
from sfpc.report.charts.scale import Scale, scale
from sfpc.report.charts.vega import Drawing

MOST_ROWS = 28
"""As many as stand on a page in type that can be read."""
ROW_PIXELS = 30
WIDTH = 420
LETTERS_OF_A_NAME, LETTERS_OF_A_GROUP = 24, 30
MOST_LINES = 2
NAME_PIXELS = 8
PIXELS_OF_A_FIGURE = 60


@dataclass(frozen=True)
class Bar:
    """An authority's figure.

    Attributes:
        status: why there is none, where the value is none.
        shown: the figure in words, with its target where it has one.
        target: what it is held against; none where there is no target.
        said: the same in a sentence's words, for who does not see it; as shown where empty.
    """

    name: str
    value: Decimal | None
    status: str
    shown: str
    target: Decimal | None = None
    said: str = ""


@dataclass(frozen=True)
class Against:
    """What every bar is held against.

    Attributes:
        line: where a line stands; none where there is no line.
        said: what the line is.
        least: how far the scale goes at the least.
    """

    line: Decimal | None = None
    said: str = ""
    least: Decimal = Decimal(0)


NOTHING = Against()


def horizontal(
    named: tuple[str, str],
    groups: Sequence[tuple[str, Sequence[Bar]]],
    say: Callable[[Decimal, int], str],
    *,
    against: Against = NOTHING,
    legend: str = "",
) -> Chart | None:
    """Bars in groups beside one another, all on one scale; none where there is no figure or there are too many rows.

    Args:
        named: the chart's key and its title.
        groups: each with its name, and a bar for each authority.
        say: writes a number of the scale, given how many decimals its steps need.
        against: a line that every bar is held against.
        legend: what is said under the chart besides the marks.
    """
    bars = [bar for _, held in groups for bar in held]
    if all(bar.value is None for bar in bars) or max(len(held) for _, held in groups) > MOST_ROWS:
        return None
    figures = [figure for bar in bars for figure in (bar.value, bar.target) if figure is not None]
    shared = scale([*figures, against.least, against.line or Decimal(0)], say)
    plotted = tuple(each for group, held in groups for bar in held for each in _plotted(group, bar))
    used = {charts.mark(bar.status) for bar in bars if bar.value is None}
    said = [f"Dashed line: {against.said}." if against.said else "", legend, charts.marks_explained(used)]
    told = Chart(*named, _alternative(groups, shared, against), "", " ".join(part for part in said if part), plotted)
    return charts.drawn(told, _drawing(groups, shared, against))


def _plotted(group: str, bar: Bar) -> list[Plotted]:
    if bar.value is None:
        figure = Plotted(bar.name, group, None, words.status(bar.status), mark=charts.mark(bar.status))
    else:
        figure = Plotted(bar.name, group, bar.value, bar.said or bar.shown)
    if bar.target is None:
        return [figure]
    return [figure, Plotted(bar.name, f"{group}: target", bar.target, words.number(bar.target), is_level=True)]


def _alternative(groups: Sequence[tuple[str, Sequence[Bar]]], shared: Scale, against: Against) -> str:
    opening = f"Bar chart on a scale from {shared.in_words}."
    held = f" A dashed line shows that {against.said}." if against.said else ""
    told = []
    for group, bars in groups:
        each = [f"{bar.name} {_in_words(bar)}" for bar in bars]
        told.append(f"{group}: {words.listed(each)}.")
    return f"{opening}{held} {' '.join(told)}"


def _in_words(bar: Bar) -> str:
    return words.status(bar.status) if bar.value is None else bar.said or bar.shown


def _drawing(groups: Sequence[tuple[str, Sequence[Bar]]], shared: Scale, against: Against) -> Drawing:
    width = WIDTH // len(groups) - (30 if len(groups) > 1 else 0)
    drawn = []
    for number, (name, bars) in enumerate(groups):
        layers = _group(bars, shared, against, is_first=number == 0)
        if len(groups) > 1:
            layers.append(vega.heading(textwrap.wrap(name, LETTERS_OF_A_GROUP), NAME_PIXELS))
        drawn.append({"layer": layers, "width": width, "height": ROW_PIXELS * len(bars)})
    return {"concat": drawn, "columns": len(drawn), "bounds": "flush", "spacing": 80}


def _group(bars: Sequence[Bar], shared: Scale, against: Against, *, is_first: bool) -> list[Drawing]:
    rows = [_row(number, bar, shared, against) for number, bar in enumerate(bars)]
    y = vega.order("row", {"domain": list(range(len(bars))), "padding": 0.35}, None)
    at, end, target = shared.place("at"), shared.place("end"), shared.place("target")
    tick = {"color": ORANGE, "thickness": 4, "size": ROW_PIXELS - 6, "opacity": 1}
    line = {"color": ORANGE, "strokeDash": [5, 3], "strokeWidth": 2}
    said, beside = vega.words("shown"), {"align": "left", "dx": 6}
    colour = vega.either("datum.is_mark", GREY, INK)
    within = vega.layer(
        rows, "text", {**beside, "color": "white"}, only="datum.is_within", x=vega.fixed(0), y=y, text=said
    )
    return [
        *(vega.names(rows, y, MOST_LINES) if is_first else []),
        vega.layer(rows, "bar", {"color": BLUE}, only="!datum.is_mark", x=shared.place("value"), y=y),
        vega.layer(rows, "tick", tick, only="datum.target != null", x=target, y=y),
        *([vega.layer([{"at": float(against.line)}], "rule", line, x=at)] if against.line is not None else []),
        *vega.edged(rows, beside, colour, only="!datum.is_within", x=end, y=y, text=said),
        within,
    ]


def _row(number: int, bar: Bar, shared: Scale, against: Against) -> Drawing:
    """A bar's record; its figure stands in it where there is a line to keep clear of and the bar is long enough."""
    length = (bar.value or Decimal(0)) / (shared.ticks[-1] - shared.ticks[0]) * WIDTH
    return {
        "row": number,
        "name": vega.in_lines(bar.name, LETTERS_OF_A_NAME, MOST_LINES),
        "value": float(bar.value or 0),
        "end": float(max(bar.value or 0, bar.target or 0, 0)),
        "shown": charts.mark(bar.status) if bar.value is None else bar.shown,
        "is_mark": bar.value is None,
        "is_within": against.line is not None and length >= PIXELS_OF_A_FIGURE,
        "target": None if bar.target is None else float(bar.target),
    }
