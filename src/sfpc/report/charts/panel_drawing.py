"""How panels of small multiples are drawn."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sfpc.period import Quarter
from sfpc.report.charts import vega
from sfpc.report.charts.chart import BLUE, GREY, INK, INTERVAL, ORANGE, PALE, mark
from sfpc.report.charts.scale import Scale
from sfpc.report.charts.series import Level, Panel, Point, Style
from sfpc.report.charts.vega import Drawing


@dataclass(frozen=True)
class Room:
    """How panels stand: sizes in pixels.

    Attributes:
        column: between two of a row: a figure beside the last point, and the numbers of a scale of its own.
        row: between two rows: quarters and years under the one, names over the other.
        letters: of a name in one line.
        says_levels: whether there is room to name levels in a panel.
    """

    columns: int
    most: int
    width: int
    height: int
    column: int
    row: int
    letters: int
    says_levels: bool = False


ONE = Room(columns=1, most=1, width=500, height=200, column=0, row=0, letters=60, says_levels=True)
ROOMS = (
    Room(columns=3, most=9, width=145, height=120, column=48, row=84, letters=22),
    Room(columns=3, most=15, width=145, height=98, column=48, row=72, letters=22),
    Room(columns=4, most=20, width=100, height=98, column=44, row=72, letters=17),
)
WIDE_ROOMS = (Room(columns=2, most=6, width=230, height=150, column=48, row=84, letters=34, says_levels=True), *ROOMS)
OWN_ROOMS = (
    Room(columns=2, most=6, width=220, height=150, column=96, row=84, letters=34, says_levels=True),
    Room(columns=3, most=15, width=105, height=98, column=92, row=72, letters=22),
)
"""By how many panels there are: what stands on one A4 page in type that can be read."""


def room_for(count: int, style: Style) -> Room | None:
    """How so many panels stand; none where they are more than one page holds."""
    if count == 1:
        return ONE
    rooms = OWN_ROOMS if style.has_own_scales else WIDE_ROOMS if style.is_wide else ROOMS
    return next((room for room in rooms if count <= room.most), None)


NAME_PIXELS, MOST_LINES = 8, 2
PIXELS_OF_A_QUARTER = 23
QUARTERS_IN_A_YEAR = 4


@dataclass(frozen=True)
class PanelDrawing:
    """Draws panels that share their quarters."""

    quarters: tuple[str, ...]
    style: Style
    room: Room

    def of(self, panels: Sequence[tuple[Panel, Scale]]) -> Drawing:
        """All panels, each with its scale, in rows."""
        room, drawn = self.room, []
        for number, (panel, scale) in enumerate(panels):
            shows_labels = self.style.has_own_scales or number % room.columns == 0
            layers = self._layers(panel, scale, shows_labels=shows_labels)
            if len(panels) > 1:
                layers.append(vega.heading(vega.in_lines(panel.name, room.letters, MOST_LINES), NAME_PIXELS))
            drawn.append({"layer": layers, "width": room.width, "height": room.height})
        spacing = {"row": room.row, "column": room.column}
        return {"concat": drawn, "columns": room.columns, "bounds": "flush", "spacing": spacing}

    def _layers(self, panel: Panel, scale: Scale, *, shows_labels: bool) -> list[Drawing]:
        x = self._across("quarter")
        y = scale.place("value", shows_labels=shows_labels)
        low = scale.place("lower", shows_labels=shows_labels)
        values = [_value(run, point) for run, point in self._runs(panel)]
        interval = {"color": INTERVAL, "strokeWidth": 3}
        letters = [
            {"quarter": point.quarter, "said": mark(point.status)} for point in panel.points if point.value is None
        ]
        below, bottom = {"baseline": "bottom", "dy": -3, "color": GREY}, vega.fixed("height")
        return [
            *(drawn for level in panel.levels for drawn in self._level(level, panel, y)),
            vega.layer(values, "rule", interval, only="datum.lower != null", x=x, y=low, y2={"field": "upper"}),
            *self._figures(values, x, y),
            *self._said(panel, x, y),
            vega.layer(letters, "text", below, x=x, y=bottom, text=vega.words()),
        ]

    def _across(self, field: str) -> Drawing:
        """A quarter's place; under it its number, and the year under the first of each."""
        are_few = self.room.width / len(self.quarters) >= PIXELS_OF_A_QUARTER
        labels = [_label(quarter, self.quarters[0], is_named=are_few) for quarter in self.quarters]
        axis = {
            "labelExpr": f"{json.dumps(labels)}[indexof({json.dumps(self.quarters)}, datum.value)]", "labelAngle": 0,
            "labelOverlap": False, "title": None, "tickColor": PALE, "grid": False,
        }  # fmt: skip
        return vega.order(field, {"type": "band", "domain": list(self.quarters), "padding": 0.2}, axis)

    def _runs(self, panel: Panel) -> list[tuple[int, Point]]:
        """The points that have figures, each with the number of its run: no line is drawn from one run to the next."""
        run, found = 0, []
        for point in panel.points:
            if point.value is None or (self.style.starts_anew and Quarter.parse(point.quarter).number == 1):
                run += 1
            if point.value is not None:
                found.append((run, point))
        return found

    def _figures(self, values: list[Drawing], x: Drawing, y: Drawing) -> list[Drawing]:
        if not self.style.is_line:
            return [vega.layer(values, "bar", {"color": BLUE}, x=x, y=y)]
        run = {"field": "run", "type": "nominal"}
        colour = vega.either("datum.signal", ORANGE, BLUE)
        shape = vega.either("datum.signal", "diamond", "circle")
        size = vega.either("datum.signal", 140, 45)
        dot = {"filled": True, "opacity": 1}
        return [
            vega.layer(values, "line", {"color": BLUE, "strokeWidth": 2}, x=x, y=y, detail=run),
            vega.layer(values, "point", dot, x=x, y=y, color=colour, shape=shape, size=size),
        ]

    def _level(self, level: Level, panel: Panel, y: Drawing) -> list[Drawing]:
        """A line, named above itself; the lowest of several that lie together below, those between not at all."""
        beside = [each.value for each in panel.levels if each.quarters == level.quarters]
        is_named = self.room.says_levels and len(level.quarters) > 1 and level.value in (max(beside), min(beside))
        said = f"{level.name}: {self.style.say_short(level.value)}" if is_named else ""
        values = [{"first": level.quarters[0], "last": level.quarters[-1], "value": float(level.value), "said": said}]
        first, last = {**self._across("first"), "bandPosition": 0}, {"field": "last", "bandPosition": 1}
        line = {"color": level.colour, "strokeWidth": 2, "strokeDash": list(level.dash)}
        is_above = level.value == max(beside)
        place = {"baseline": "bottom", "dy": -3} if is_above else {"baseline": "top", "dy": 4}
        drawn = [vega.layer(values, "rule", line, x=first, x2=last, y=y)]
        if is_named:
            how = {"align": "left", **place}
            drawn += vega.edged(values, how, vega.fixed(INK), x=first, y=y, text=vega.words())
        return drawn

    def _said(self, panel: Panel, x: Drawing, y: Drawing) -> list[Drawing]:
        """What is written beside points: the newest figure, and every bar that is nothing, which has no length."""
        held = [(point, point.value) for point in panel.points if point.value is not None]
        shown = [each for each in held if each == held[-1] or (not self.style.is_line and each[1] == 0)]
        values = [_words(point, value, self.style.say_short(value)) for point, value in shown]
        how = {"align": "left", "dx": 7} if self.style.is_line else {"baseline": "bottom", "dy": -3}
        return vega.edged(values, how, vega.fixed(INK), x=x, y=y, text=vega.words())


def _value(run: int, point: Point) -> Drawing:
    return {
        "quarter": point.quarter,
        "value": float(point.value or 0),
        "run": run,
        "signal": point.is_signal,
        "lower": None if point.lower is None else float(point.lower),
        "upper": None if point.upper is None else float(point.upper),
    }


def _words(point: Point, value: Decimal, said: str) -> Drawing:
    return {"quarter": point.quarter, "value": float(value), "said": said}


def _label(quarter: str, first: str, *, is_named: bool) -> list[str]:
    """The lines under a quarter's tick; the year of a first quarter that is not Q1 stands only where it has room."""
    number = Quarter.parse(quarter).number
    has_year = number == 1 or (quarter == first and number != QUARTERS_IN_A_YEAR)
    year = [quarter[:7]] if has_year else []
    return [f"Q{number}", *year] if is_named else year
