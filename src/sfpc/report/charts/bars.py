"""Bars side by side, lying: a row an authority, each with its figure beside it and, where there is one, its target."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sfpc.report import words
from sfpc.report.charts import chart as charts
from sfpc.report.charts.chart import BLUE, GREY, INK, ORANGE, Chart, Plotted
from sfpc.report.charts.scale import Scale, scale

MOST_ROWS = 30
"""As many as stand on a page in type that can be read."""
ROW_PIXELS = 30
WIDTH = 420
LETTERS_OF_A_NAME = 22
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


def _drawing(groups: Sequence[tuple[str, Sequence[Bar]]], shared: Scale, against: Against) -> Any:  # noqa: ANN401 - altair has many chart classes
    import altair as alt

    width = WIDTH // len(groups) - (30 if len(groups) > 1 else 0)
    drawn = [
        _group(name if len(groups) > 1 else "", bars, shared, against, is_first=number == 0).properties(
            width=width, height=ROW_PIXELS * len(bars)
        )
        for number, (name, bars) in enumerate(groups)
    ]
    return alt.concat(*drawn, columns=len(drawn), bounds="flush", spacing=80)


def _group(name: str, bars: Sequence[Bar], shared: Scale, against: Against, *, is_first: bool) -> Any:  # noqa: ANN401
    import altair as alt

    rows = [
        {
            "row": number,
            "value": float(bar.value or 0),
            "end": float(max(bar.value or 0, bar.target or 0, 0)),
            "shown": charts.mark(bar.status) if bar.value is None else bar.shown,
            "is_mark": bar.value is None,
            "is_within": against.line is not None and _reaches(bar, shared),
            "target": None if bar.target is None else float(bar.target),
        }
        for number, bar in enumerate(bars)
    ]
    names = [textwrap.wrap(bar.name, LETTERS_OF_A_NAME) or [bar.name] for bar in bars]
    places = list(range(len(bars)))
    # the names are looked up as data, so that nothing in them is taken for an expression
    y = alt.Y("row:O", scale=alt.Scale(domain=places, padding=0.35), axis=alt.Axis(
        labels=is_first, labelExpr=f"{_quoted(names)}[datum.value]", ticks=False, domain=False, title=None,
        labelLimit=200,
    ))  # fmt: skip
    x_axis = shared.axis()
    base = alt.Chart(alt.Data(values=rows)).encode(y=y)
    x = alt.X("value:Q", scale=shared.vega(), axis=x_axis)
    at_end = alt.X("end:Q", scale=shared.vega(), axis=x_axis)
    layers = [
        base.transform_filter("!datum.is_mark").mark_bar(color=BLUE).encode(x=x),
        base.transform_filter("datum.target != null")
        .mark_tick(color=ORANGE, thickness=4, size=ROW_PIXELS - 6, opacity=1)
        .encode(x=alt.X("target:Q", scale=shared.vega(), axis=x_axis)),
    ]
    if against.line is not None:
        rule = alt.Chart(alt.Data(values=[{"at": float(against.line)}])).mark_rule(
            color=ORANGE, strokeDash=[5, 3], strokeWidth=2
        )
        layers.append(rule.encode(x=alt.X("at:Q", scale=shared.vega(), axis=x_axis)))
    layers += _said(base, at_end)
    if name:
        heading = alt.Chart(alt.Data(values=[{"said": textwrap.wrap(name, 30)}])).mark_text(
            align="left", baseline="bottom", fontSize=14, fontWeight="bold", lineHeight=16
        )
        layers.append(heading.encode(x=alt.value(0), y=alt.value(-8), text="said:N"))
    return alt.layer(*layers)


def _reaches(bar: Bar, shared: Scale) -> bool:
    """Whether a bar is long enough for its figure to stand in it, out of the way of the line."""
    return (bar.value or Decimal(0)) / (shared.ticks[-1] - shared.ticks[0]) * WIDTH >= PIXELS_OF_A_FIGURE


def _said(base: Any, at_end: Any) -> list[Any]:  # noqa: ANN401
    """The figures: in their bars, or behind them on a white edge, so that a line behind does not run through."""
    import altair as alt

    outside = base.transform_filter("!datum.is_within").encode(x=at_end, text="shown:N")
    return [
        outside.mark_text(align="left", dx=6, stroke="white", strokeWidth=4, color="white"),
        outside.mark_text(align="left", dx=6).encode(
            color=alt.condition("datum.is_mark", alt.value(GREY), alt.value(INK))
        ),
        base.transform_filter("datum.is_within")
        .mark_text(align="left", dx=6, color="white")
        .encode(x=alt.value(0), text="shown:N"),
    ]


def _quoted(names: list[list[str]]) -> str:
    """A list of lists of words as Vega's expressions write it."""
    import json

    return json.dumps(names, ensure_ascii=True)
