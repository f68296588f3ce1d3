"""Small multiples: a panel an authority, quarter by quarter, all on one scale, with gaps where there is no figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby

from sfpc.period import Quarter
from sfpc.report import words
from sfpc.report.charts import chart as charts
from sfpc.report.charts.chart import Chart, Plotted
from sfpc.report.charts.panel_drawing import ROOMS, PanelDrawing, room_for
from sfpc.report.charts.scale import Scale, scale
from sfpc.report.charts.series import Level, Panel, Point, Style

MOST_PANELS = ROOMS[-1].most
"""Each authority's own page has its chart where there are more."""
MOST_QUARTERS = 12
"""Three years: more points than that stand in a panel too close to be told apart."""
ROOM_FOR_NAMES = Decimal("0.12")
MOST_TOLD = 8
"""Of more authorities than this the words give the extremes; the table gives every figure."""


def quarters_up_to(panels: Sequence[Panel], quarter: str) -> tuple[str, ...]:
    """Every quarter from the first with a point to the published one, without a gap; the newest where they are many."""
    firsts = [point.quarter for panel in panels for point in panel.points]
    found = [Quarter.parse(quarter)]
    while str(found[0]) > min(firsts, default=quarter) and len(found) < MOST_QUARTERS:
        found.insert(0, found[0].previous)
    return tuple(str(each) for each in found)


def too_many(count: int) -> str:
    """What is said where a chart of panels is left out, there being too many authorities; empty where there are not.

    >>> too_many(150)
    'Charts of 150 authorities could not be read side by side: each authority’s page has its own.'
    >>> too_many(20)
    ''
    """
    if count <= MOST_PANELS:
        return ""
    return f"Charts of {count:,} authorities could not be read side by side: each authority’s page has its own."


def small_multiples(key: str, title: str, panels: Sequence[Panel], quarter: str, style: Style) -> Chart | None:
    """A chart of panels; none where no panel has a figure, or there are more panels than can be read."""
    quarters = quarters_up_to(panels, quarter)
    panels = [_within(panel, quarters) for panel in panels]
    held = [point.value for panel in panels for point in panel.points if point.value is not None]
    room = room_for(len(panels), style)
    if not held or room is None:
        return None
    shared = scale(_extent(panels), style.say_tick)
    scales = [_own(panel, style) if style.has_own_scales else shared for panel in panels]
    used = {charts.mark(point.status) for panel in panels for point in panel.points if point.value is None}
    legend = _legend(panels, shared, style, used)
    plotted = tuple(each for panel in panels for each in _plotted(panel, style))
    told = Chart(key, title, _alternative(panels, quarters, shared, style), "", legend, plotted)
    return charts.drawn(told, PanelDrawing(quarters, style, room).of(list(zip(panels, scales, strict=True))))


def _within(panel: Panel, quarters: tuple[str, ...]) -> Panel:
    """The panel with a point for each quarter shown: one that is not held is a gap, not nothing."""
    held = {point.quarter: point for point in panel.points}
    points = tuple(held.get(quarter, Point(quarter, None, "not_available")) for quarter in quarters)
    levels = tuple(
        replace(level, quarters=kept)
        for level in panel.levels
        if (kept := tuple(quarter for quarter in level.quarters or quarters if quarter in quarters))
    )
    return Panel(panel.name, points, levels)


def _extent(panels: Sequence[Panel]) -> list[Decimal]:
    points = [point for panel in panels for point in panel.points]
    figures = [figure for point in points for figure in (point.value, point.lower, point.upper) if figure is not None]
    return figures + [level.value for panel in panels for level in panel.levels]


def _own(panel: Panel, style: Style) -> Scale:
    """A panel's own scale, with room below its lowest and above its highest level for their names."""
    figures = _extent([panel]) or [Decimal(0)]
    room = (max(figures) - min(figures)) * ROOM_FOR_NAMES
    return scale([min(figures) - room, *figures, max(figures) + room], style.say_tick, from_zero=False)


def _plotted(panel: Panel, style: Style) -> list[Plotted]:
    points = [
        Plotted(panel.name, point.quarter, point.value, style.say(point.value), _interval(point, style))
        if point.value is not None
        else Plotted(panel.name, point.quarter, None, words.status(point.status), mark=charts.mark(point.status))
        for point in panel.points
    ]
    levels = [
        Plotted(panel.name, _place(level), level.value, style.say(level.value), is_level=True) for level in panel.levels
    ]
    return points + levels


def _place(level: Level) -> str:
    """The column of a level in the chart's table."""
    return level.name[0].upper() + level.name[1:]


def _interval(point: Point, style: Style) -> str:
    if point.lower is None or point.upper is None:
        return ""
    return f"{style.say(point.lower)} to {style.say(point.upper)}"


def _legend(panels: Sequence[Panel], shared: Scale, style: Style, used: set[str]) -> str:
    has_interval = any(point.lower is not None for panel in panels for point in panel.points)
    one = f"One scale, {shared.in_words}{', for every authority' if len(panels) > 1 else ''}."
    own = f"{'Each chart has a' if len(panels) > 1 else 'A'} scale of its own, which does not begin at zero."
    parts = [
        own if style.has_own_scales else one,
        "Upright lines: 95% intervals." if has_interval else "",
        style.legend,
        charts.marks_explained(used),
    ]
    return " ".join(part for part in parts if part)


# ----------------------------------------------------------------------------------------- words


def _alternative(panels: Sequence[Panel], quarters: tuple[str, ...], shared: Scale, style: Style) -> str:
    kind = "Line chart" if style.is_line else "Bar chart"
    kind = f"{kind}s, one for each of {len(panels)} authorities," if len(panels) > 1 else kind
    when = f"from {quarters[0]} to {quarters[-1]}" if len(quarters) > 1 else f"of {quarters[0]}"
    on = ", each on a scale of its own" if style.has_own_scales else f", on a scale from {shared.in_words}"
    opening = f"{kind} {when}{on}."
    told = [_course(panel, style) for panel in panels] if len(panels) <= MOST_TOLD else [_extremes(panels, style)]
    return " ".join([opening, *told])


def _course(panel: Panel, style: Style) -> str:
    """Where an authority began, ended, and how far it moved in between; what is not shown, and why."""
    held = [(point.quarter, point.value) for point in panel.points if point.value is not None]
    parts = [_moved(held, style)] if held else ["no figure"]
    ending = panel.points[-1]
    if ending.value is not None and _interval(ending, style):
        parts.append(f"95% interval at the end {_interval(ending, style)}")
    parts += [f"{level.name} {style.say(level.value)}" for level in panel.levels]
    signals = [point.quarter for point in panel.points if point.is_signal]
    parts += [f"signal in {words.listed(signals)}"] if signals else []
    parts += [f"{why} in {words.listed(names)}" for why, names in _gaps(panel)]
    return f"{panel.name}: {'; '.join(parts)}."


def _moved(held: list[tuple[str, Decimal]], style: Style) -> str:
    first, last = held[0], held[-1]
    if len(held) == 1:
        return f"{style.say(last[1])} in {last[0]}"
    lowest, highest = min(held, key=lambda each: each[1]), max(held, key=lambda each: each[1])
    return (
        f"from {style.say(first[1])} in {first[0]} to {style.say(last[1])} in {last[0]}, "
        f"lowest {style.say(lowest[1])} in {lowest[0]}, highest {style.say(highest[1])} in {highest[0]}"
    )


def _gaps(panel: Panel) -> list[tuple[str, list[str]]]:
    """Why figures are not shown, each with its quarters."""
    missing = sorted((words.status(point.status), point.quarter) for point in panel.points if point.value is None)
    return [(why, [each for _, each in group]) for why, group in groupby(missing, key=lambda each: each[0])]


def _extremes(panels: Sequence[Panel], style: Style) -> str:
    last = panels[0].points[-1].quarter
    held = [(panel.points[-1].value, panel.name) for panel in panels]
    known = [(value, name) for value, name in held if value is not None]
    parts = []
    if known:
        (low, lowest), (high, highest) = min(known), max(known)
        parts.append(f"In {last}: lowest {lowest} {style.say(low)}, highest {highest} {style.say(high)}.")
    missing = [name for value, name in held if value is None]
    if missing:
        parts.append(f"Not shown in {last}: {words.listed(missing)}.")
    return " ".join([*parts, "The table gives every figure."])
