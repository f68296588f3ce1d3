"""Milestones: how many stand where, and when each was planned and is done or expected."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sfpc.period import Quarter
from sfpc.report import words
from sfpc.report.charts import chart as charts
from sfpc.report.charts import vega
from sfpc.report.charts.chart import BLUE, GREY, INK, ORANGE, Chart, Plotted, rows_of
from sfpc.report.charts.vega import Drawing
from sfpc.report.tables import Row, Table, is_hidden

MOST_ROWS = 24
"""As many as stand on a page in type that can be read; those not done come first."""
ROW_PIXELS = 34
WIDTH = 310
LETTERS_IN_A_LINE = 28
MOST_LINES = 2
MOST_TOLD = 12
MOST_TICKS = 9
MARGIN = timedelta(days=21)


@dataclass(frozen=True)
class Course:
    """A milestone in time.

    Attributes:
        name: of the milestone; with its project where two have the same.
        planned: the day first planned; none where none was given.
        expected: the day it was done, or is now expected; none where none was given.
        slippage_days: from the one to the other, as the table has it; none where it is not known.
    """

    name: str
    planned: date | None
    expected: date | None
    is_done: bool
    is_overdue: bool
    slippage_days: int | None


def milestone_timeline(tables: Mapping[str, Table], quarter: str, authority_code: str) -> Chart | None:
    """When each milestone of an authority was planned, and is done or expected; the quarter's end as a line.

    Args:
        tables: rpt_milestones.
        quarter: the published one.
        authority_code: the authority's; those of several are too many for one chart.

    Returns:
        None where the authority has no milestone with a day.
    """
    rows = [
        row
        for row in rows_of(tables, "rpt_milestones")
        if row["quarter"] == quarter and row["authority_code"] == authority_code
    ]
    courses = _courses(rows)
    dated = [course for course in courses if course.planned or course.expected]
    if not dated:
        return None
    shown, today = dated[:MOST_ROWS], Quarter.parse(quarter).last_day
    left_out = len(courses) - len(shown)
    name = rows[0]["authority_name"]
    told = Chart(
        f"milestones-{authority_code.lower()}",
        f"Milestones in {name}: planned, and done or expected",
        _alternative(courses, today),
        "",
        _legend(today, left_out),
        tuple(each for course in shown for each in _plotted(course)),
    )
    return charts.drawn(told, _drawing(shown, today))


def _courses(rows: Sequence[Row]) -> list[Course]:
    """The milestones: those not done first, each in the order of its planned day."""
    names = [row["milestone"] for row in rows]
    found = []
    for row in rows:
        planned = None if is_hidden(row, "baseline_date") else row["baseline_date"]
        column = "completed_date" if row["completed_date"] else "forecast_date"
        expected = None if is_hidden(row, column) else row[column]
        name = row["milestone"] if names.count(row["milestone"]) == 1 else f"{row['milestone']} ({row['project']})"
        done, overdue = bool(row["completed_date"]), bool(row["is_overdue"])
        slipped = None if is_hidden(row, "slippage_days") else row["slippage_days"]
        found.append(Course(name, planned, expected, done, overdue, slipped))
    return sorted(found, key=lambda each: (each.is_done, each.planned or each.expected or date.max, each.name))


def _plotted(course: Course) -> list[Plotted]:
    days = (("Planned", course.planned, ""), ("Done or expected", course.expected, "done" if course.is_done else ""))
    return [
        Plotted(course.name, place, day, words.short_day(day), note)
        if day
        else Plotted(course.name, place, None, words.status("not_available"), mark="x")
        for place, day, note in days
    ]


def _legend(today: date, left_out: int) -> str:
    parts = [
        "Ring: planned. Blue dot: done. Orange diamond: expected. The line between them is the slippage.",
        f"Dashed line: {words.day(today)}, the end of the quarter.",
    ]
    if left_out:
        parts.append(f"Not drawn: {words.plural(left_out, 'milestone')}; the table has every one.")
    return " ".join(parts)


def _alternative(courses: Sequence[Course], today: date) -> str:
    done = sum(course.is_done for course in courses)
    overdue = [course.name for course in courses if course.is_overdue]
    late = [(course.slippage_days, course.name) for course in courses if course.slippage_days is not None]
    named = f" ({words.listed(overdue)})" if overdue else ""
    counted = f"{words.plural(len(courses), 'milestone')}: {done} done by {words.day(today)}, {len(overdue)} overdue"
    parts = [f"Timeline of {counted}{named}."]
    slipped = [each for each in late if each[0] > 0]
    if slipped:
        most, name = max(slipped)
        parts.append(
            f"{words.plural(len(slipped), 'milestone')} slipped, {name} the furthest, by {words.plural(most, 'day')}."
        )
    if len(courses) <= MOST_TOLD:
        parts.append(f"{'; '.join(_said(course) for course in courses)}.")
    return " ".join(parts)


def _said(course: Course) -> str:
    planned = f"planned {words.short_day(course.planned)}" if course.planned else "no planned day"
    if not course.expected:
        return f"{course.name}: {planned}, no day expected"
    return f"{course.name}: {planned}, {'done' if course.is_done else 'expected'} {words.short_day(course.expected)}"


def _slip(course: Course) -> str:
    """What is written beside a milestone."""
    if course.expected is None:
        return "no day given"
    overdue = ", overdue" if course.is_overdue else ""
    if not course.slippage_days:
        return f"on plan{overdue}" if course.slippage_days == 0 else overdue.removeprefix(", ")
    return f"{words.number(course.slippage_days, signed=True)} days{overdue}"


# --------------------------------------------------------------------------------------- drawing


def _drawing(courses: Sequence[Course], today: date) -> Drawing:
    values = [_value(number, course) for number, course in enumerate(courses)]
    y = vega.order("row", {"domain": list(range(len(courses)))}, None)
    days = [day for course in courses for day in (course.planned, course.expected) if day] + [today]
    first, last = min(days) - MARGIN, max(days) + MARGIN

    def at(field: str) -> Drawing:
        scale = {"domain": [first.toordinal(), last.toordinal()], "zero": False, "nice": False}
        return vega.number(field, scale, _axis(first, last))

    slippage = {"color": GREY, "strokeWidth": 2}
    ring = {"shape": "circle", "size": 90, "filled": False, "color": INK, "fill": "white", "opacity": 1}
    done = {"shape": "circle", "size": 60, "filled": True, "color": BLUE, "opacity": 1}
    expected = {"shape": "diamond", "size": 90, "filled": True, "color": ORANGE, "opacity": 1}
    end = {"color": INK, "strokeDash": [5, 3], "strokeWidth": 1.5}
    both, only_expected = "datum.planned && datum.expected", "datum.expected && !datum.done"
    layers = [
        *vega.names(values, y, MOST_LINES),
        vega.layer(values, "rule", slippage, only=both, x=at("planned"), x2={"field": "expected"}, y=y),
        vega.layer([{"today": today.toordinal()}], "rule", end, x=at("today")),
        vega.layer(values, "point", {**ring, "strokeWidth": 2}, only="datum.planned", x=at("planned"), y=y),
        vega.layer(values, "point", done, only="datum.expected && datum.done", x=at("expected"), y=y),
        vega.layer(values, "point", expected, only=only_expected, x=at("expected"), y=y),
        *vega.edged(values, {"align": "left", "dx": 10}, vega.fixed(INK), x=at("end"), y=y, text=vega.words()),
    ]
    return {"layer": layers, "width": WIDTH, "height": ROW_PIXELS * len(courses)}


def _value(number: int, course: Course) -> Drawing:
    days = [day for day in (course.planned, course.expected) if day]
    return {
        "row": number,
        "planned": course.planned and course.planned.toordinal(),
        "expected": course.expected and course.expected.toordinal(),
        "done": course.is_done,
        "end": max(days).toordinal(),
        "said": _slip(course),
        "name": vega.in_lines(course.name, LETTERS_IN_A_LINE, MOST_LINES),
    }


def _axis(first: date, last: date) -> Drawing:
    """A tick at the start of each quarter; of each financial year where the time is long."""
    quarters = [Quarter.of(first).following]
    while quarters[-1].following.first_day <= last:
        quarters.append(quarters[-1].following)
    if len(quarters) > MOST_TICKS:
        quarters = [quarter for quarter in quarters if quarter.number == 1]
    days = [quarter.first_day.toordinal() for quarter in quarters]
    labels = [[f"{quarter.first_day:%b}", f"{quarter.first_day:%Y}"] for quarter in quarters]
    return {
        "values": days, "labelExpr": f"{json.dumps(labels)}[indexof({days}, datum.value)]", "title": None,
        "labelOverlap": False, "labelFlush": False, "domain": False, "ticks": False,
    }  # fmt: skip
