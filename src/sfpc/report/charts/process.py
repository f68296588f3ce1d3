"""Charts of process limits: what a measure does from quarter to quarter by itself, and what stands out of that."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import groupby

from sfpc.report import words
from sfpc.report.charts import panels
from sfpc.report.charts.chart import GREY, Chart, rows_of
from sfpc.report.charts.series import Level, Panel, Point, Style
from sfpc.report.tables import Row, Table, is_hidden

FEWEST_POINTS = 3
"""Of fewer points there is no range between one and the next to average."""
TRIAL_DASH, LIMIT_DASH = (5, 3), ()
NO_SIGNAL = (None, "", "none", "no_signal")


def process_limits(
    tables: Mapping[str, Table], quarter: str, measure: str, authority_code: str | None = None
) -> Chart | None:
    """A measure by quarter between its process limits (XmR), a small chart an authority; points outside stand out.

    Args:
        tables: rpt_process_limits.
        quarter: the published one, whose limits are drawn.
        measure: its code.
        authority_code: one authority alone; every authority where none is given.

    Returns:
        None where no authority has limits, or there are more than can be read (`panels.too_many`).
    """
    rows = [
        row
        for row in rows_of(tables, "rpt_process_limits")
        if row["quarter"] == quarter and row["measure"] == measure and authority_code in (None, row["authority_code"])
    ]
    rows.sort(key=lambda row: (row["authority_name"], row["authority_code"], row["point_quarter"]))
    groups = [list(group) for _, group in groupby(rows, key=lambda row: row["authority_code"])]
    groups = [group for group in groups if _limits(group)]
    if not groups:
        return None
    drawn = [Panel(group[0]["authority_name"], tuple(_point(row) for row in group), _levels(group)) for group in groups]
    return panels.small_multiples(
        f"process-{measure.replace('_', '-')}",
        f"{rows[0]['title']}, by quarter, between its process limits",
        drawn,
        quarter,
        _style(groups),
    )


def _style(groups: list[list[Row]]) -> Style:
    first = groups[0][0]
    trial = [group[0]["authority_name"] for group in groups if group[0]["is_trial"]]
    said = ["Grey: the mean. Orange: the process limits."]
    if trial:
        said.append(f"Trial limits, dashed, from fewer than 12 points: {words.listed(trial)}.")
    if any(_is_signal(row) for group in groups for row in group):
        said.append("Diamonds: signals that something other than chance is at work.")

    def say(value: Decimal) -> str:
        return words.measured(value, first)

    say_tick = words.percentage if first["unit"] == "per_cent" else words.number
    return Style(
        is_line=True,
        say=say,
        say_short=say,
        say_tick=say_tick,
        legend=" ".join(said),
        is_wide=True,
        has_own_scales=True,
    )


def _limits(group: list[Row]) -> bool:
    shown = [row for row in group if row["value"] is not None and not is_hidden(row, "value")]
    return len(shown) >= FEWEST_POINTS and any(row["mean_value"] is not None for row in group)


def _levels(group: list[Row]) -> tuple[Level, ...]:
    row = next(row for row in group if row["mean_value"] is not None)
    dash = TRIAL_DASH if row["is_trial"] else LIMIT_DASH
    limit = "trial limit" if row["is_trial"] else "limit"
    wanted = (
        (f"lower {limit}", "lower_limit", dash, None),
        ("mean", "mean_value", (), GREY),
        (f"upper {limit}", "upper_limit", dash, None),
    )
    levels = []
    for name, column, strokes, colour in wanted:
        if row[column] is not None and not is_hidden(row, column):
            level = Level(name, row[column], dash=strokes)
            levels.append(level if colour is None else Level(name, row[column], dash=strokes, colour=colour))
    return tuple(levels)


def _point(row: Row) -> Point:
    if is_hidden(row, "value") or row["value"] is None:
        status = "suppressed" if is_hidden(row, "value") else row["status"]
        return Point(row["point_quarter"], None, "not_available" if status == "reported" else status)
    return Point(row["point_quarter"], row["value"], "reported", is_signal=_is_signal(row))


def _is_signal(row: Row) -> bool:
    return row["signal"] not in NO_SIGNAL and row["value"] is not None and not is_hidden(row, "value")
