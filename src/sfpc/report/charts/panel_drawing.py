"""How panels of small multiples are drawn: what Vega-Lite is told."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sfpc.period import Quarter
from sfpc.report.charts.chart import BLUE, GREY, INK, INTERVAL, ORANGE, PALE, mark
from sfpc.report.charts.scale import Scale
from sfpc.report.charts.series import Level, Panel, Point, Style

IN_A_ROW = 3
SIZES = {1: (500, 200), 2: (230, 150), IN_A_ROW: (145, 120)}
"""Width and height of a panel in pixels, by how many stand in a row."""
ROOM = {"row": 84, "column": 48}
"""Between panels: the quarters and years under one row and the names over the next; a figure beside the last point."""
LETTERS_OF_A_NAME = {1: 60, 2: 34, IN_A_ROW: 22}
MOST_NAMED_QUARTERS = 6
QUARTERS_IN_A_YEAR = 4
HALO = 4


@dataclass(frozen=True)
class PanelDrawing:
    """Draws panels that share their quarters and their scale."""

    quarters: tuple[str, ...]
    scale: Scale
    style: Style

    def of(self, panels: Sequence[Panel]) -> Any:  # noqa: ANN401 - altair has many chart classes
        """All panels, in rows."""
        import altair as alt

        columns = 1 if len(panels) == 1 else 2 if self.style.is_wide else IN_A_ROW
        width, height = SIZES[columns]
        drawn = [
            alt.layer(
                *self._layers(panel, says_levels=columns < IN_A_ROW, shows_labels=number % columns == 0),
                _title(panel.name if len(panels) > 1 else "", LETTERS_OF_A_NAME[columns]),
            ).properties(width=width, height=height)
            for number, panel in enumerate(panels)
        ]
        return alt.concat(*drawn, columns=columns, bounds="flush", spacing=ROOM)

    def _layers(self, panel: Panel, *, says_levels: bool, shows_labels: bool) -> list[Any]:
        import altair as alt

        x = alt.X("quarter:O", scale=self._bands(), axis=self._quarter_axis())
        y = self._up("value:Q", shows_labels=shows_labels)
        base = alt.Chart(alt.Data(values=[_value(run, point) for run, point in self._runs(panel)])).encode(x=x, y=y)
        intervals = base.transform_filter("datum.lower != null").mark_rule(color=INTERVAL, strokeWidth=3)
        letters = [_words(point, Decimal(0), mark(point.status)) for point in panel.points if point.value is None]
        return [
            *(self._level(level, panel, y, says_so=says_levels) for level in panel.levels),
            intervals.encode(y=self._up("lower:Q", shows_labels=shows_labels), y2="upper:Q"),
            *self._figures(base),
            *self._said(panel, x, y),
            _written(letters, x, y, {"baseline": "bottom", "dy": -3, "color": GREY}),
        ]

    def _up(self, field: str, *, shows_labels: bool) -> Any:  # noqa: ANN401
        import altair as alt

        return alt.Y(field, scale=self.scale.vega(), axis=self.scale.axis(shows_labels=shows_labels))

    def _bands(self) -> Any:  # noqa: ANN401
        import altair as alt

        return alt.Scale(type="band", domain=list(self.quarters), padding=0.2)

    def _quarter_axis(self) -> Any:  # noqa: ANN401
        """Quarters under the axis, the year under the first of each; years alone where quarters are many."""
        import altair as alt

        are_few = len(self.quarters) <= MOST_NAMED_QUARTERS
        labels = [_label(quarter, self.quarters[0], is_named=are_few) for quarter in self.quarters]
        return alt.Axis(
            labelExpr=f"{labels!r}[indexof({list(self.quarters)!r}, datum.value)]", labelAngle=0, labelOverlap=False,
            title=None, tickColor=PALE, grid=False,
        )  # fmt: skip

    def _runs(self, panel: Panel) -> list[tuple[int, Point]]:
        """The points that have figures, each with the number of its run: no line is drawn from one run to the next."""
        run, found = 0, []
        for point in panel.points:
            if point.value is None or (self.style.starts_anew and Quarter.parse(point.quarter).number == 1):
                run += 1
            if point.value is not None:
                found.append((run, point))
        return found

    def _figures(self, base: Any) -> list[Any]:  # noqa: ANN401
        import altair as alt

        if not self.style.is_line:
            return [base.mark_bar(color=BLUE)]
        points = base.mark_point(filled=True, opacity=1).encode(
            color=alt.condition("datum.signal", alt.value(ORANGE), alt.value(BLUE)),
            shape=alt.condition("datum.signal", alt.value("diamond"), alt.value("circle")),
            size=alt.condition("datum.signal", alt.value(140), alt.value(45)),
        )
        return [base.mark_line(color=BLUE, strokeWidth=2).encode(detail="run:N"), points]

    def _level(self, level: Level, panel: Panel, y: Any, *, says_so: bool) -> Any:  # noqa: ANN401
        """A line, named above itself; the lowest of several that lie together below, those between not at all."""
        import altair as alt

        beside = [each.value for each in panel.levels if each.quarters == level.quarters]
        is_named = says_so and len(level.quarters) > 1 and level.value in (max(beside), min(beside))
        said = f"{level.name}: {self.style.say_short(level.value)}" if is_named else ""
        data = {"first": level.quarters[0], "last": level.quarters[-1], "value": float(level.value), "said": said}
        base = alt.Chart(alt.Data(values=[data]))
        across = alt.X("first:O", bandPosition=0, scale=self._bands(), axis=self._quarter_axis())
        line: dict[str, Any] = {"color": level.colour, "strokeWidth": 2, "strokeDash": list(level.dash)}
        rule = base.mark_rule(**line).encode(x=across, x2=alt.X2("last:O", bandPosition=1), y=y)
        is_above = level.value == max(beside)
        how: dict[str, Any] = {"baseline": "bottom", "dy": -3} if is_above else {"baseline": "top", "dy": 4}
        return rule + base.mark_text(align="left", **how).encode(x=across, y=y, text="said:N")

    def _said(self, panel: Panel, x: Any, y: Any) -> list[Any]:  # noqa: ANN401
        """What is written beside points: the newest figure, and every bar that is nothing, which has no length.

        It stands on a white edge, so that it can be read where a line runs behind it.
        """
        held = [point for point in panel.points if point.value is not None]
        shown = [point for point in held if point is held[-1] or (not self.style.is_line and point.value == 0)]
        values = [
            _words(point, point.value, self.style.say_short(point.value)) for point in shown if point.value is not None
        ]
        how: dict[str, Any] = {"align": "left", "dx": 7} if self.style.is_line else {"baseline": "bottom", "dy": -3}
        edge = {**how, "stroke": "white", "strokeWidth": HALO, "color": "white"}
        return [_written(values, x, y, edge), _written(values, x, y, {**how, "color": INK})]


def _value(run: int, point: Point) -> dict[str, Any]:
    return {
        "quarter": point.quarter,
        "value": float(point.value or 0),
        "run": run,
        "signal": point.is_signal,
        "lower": None if point.lower is None else float(point.lower),
        "upper": None if point.upper is None else float(point.upper),
    }


def _words(point: Point, value: Decimal, said: str) -> dict[str, Any]:
    return {"quarter": point.quarter, "value": float(value), "said": said}


def _written(values: list[dict[str, Any]], x: Any, y: Any, how: dict[str, Any]) -> Any:  # noqa: ANN401
    import altair as alt

    return alt.Chart(alt.Data(values=values)).mark_text(**how).encode(x=x, y=y, text="said:N")


def _label(quarter: str, first: str, *, is_named: bool) -> list[str]:
    """The lines under a quarter's tick; the year of a first quarter that is not Q1 stands only where it has room."""
    number = Quarter.parse(quarter).number
    has_year = number == 1 or (quarter == first and number != QUARTERS_IN_A_YEAR)
    year = [quarter[:7]] if has_year else []
    return [f"Q{number}", *year] if is_named else year


def _title(name: str, letters: int) -> Any:  # noqa: ANN401
    """The panel's name above it; as a mark, for Vega's own titles stand higher the more is drawn below them."""
    import altair as alt

    lines = textwrap.wrap(name, letters) or [""]
    return (
        alt.Chart(alt.Data(values=[{"said": lines}]))
        .mark_text(align="left", baseline="bottom", fontSize=14, fontWeight="bold", lineHeight=16)
        .encode(x=alt.value(0), y=alt.value(-12 - 16 * (len(lines) - 1)), text="said:N")
    )
