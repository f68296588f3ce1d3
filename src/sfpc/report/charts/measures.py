"""Measures of children and families, and what the programme did: a small chart an authority."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from itertools import groupby

from sfpc.report import words
from sfpc.report.charts import panels
from sfpc.report.charts.chart import Chart, rows_of
from sfpc.report.charts.series import Level, Panel, Point, Style
from sfpc.report.tables import Row, Table, is_hidden

BASELINE = "baseline"
SAID_OF_BASELINE = "Dashed: the baseline, the quarter before the authority’s start."
RATE_DECIMALS = 1


def looked_after(tables: Mapping[str, Table], quarter: str, authority_code: str | None = None) -> Chart | None:
    """Children looked after for each 10,000, quarter by quarter, a small chart an authority."""
    title = "Children looked after at the end of each quarter, per 10,000 children under 18"
    return rates(tables, quarter, "cla_at_period_end", authority_code, key="looked-after", title=title)


def rates(
    tables: Mapping[str, Table],
    quarter: str,
    measure: str,
    authority_code: str | None = None,
    *,
    key: str = "",
    title: str = "",
) -> Chart | None:
    """A measure for each 10,000 children, quarter by quarter, with 95% intervals and the baseline.

    Args:
        tables: rpt_performance_rates; with rpt_performance, where it is to be had, for the baseline's quarter.
        quarter: the published one.
        measure: its code.
        authority_code: one authority alone; every authority, a small chart each, where none is given.
        key: names the chart; made from the measure where none is given.
        title: the chart's; made from the measure's where none is given.

    Returns:
        None where there is no figure, or there are more authorities than can be read (`panels.too_many`).
    """
    rows = _rows(rows_of(tables, "rpt_performance_rates"), "measure", measure, authority_code)
    if not rows:
        return None
    baselines = _baseline_quarters(tables, quarter, measure)
    drawn = []
    for name, group in _by_name(rows):
        points = tuple(
            _point(row, "rate_per_10000", "rate_status", "lower_rate_per_10000", "upper_rate_per_10000")
            for row in group
        )
        began = baselines.get(group[0]["authority_code"])
        then = next((point.value for point in points if point.quarter == began), None)
        drawn.append(Panel(name, points, (Level(BASELINE, then),) if then is not None else ()))
    title = title or f"{rows[-1]['title']}, per 10,000 children under 18, by quarter"
    return _lines(key or f"rate-{_hyphens(measure)}", title, drawn, quarter, lambda value: words.number(value, 1))


def values(tables: Mapping[str, Table], quarter: str, measure: str, authority_code: str | None = None) -> Chart | None:
    """A measure as it is (a percentage, a count), quarter by quarter, with 95% intervals and the baseline.

    Arguments and result are those of `rates`; the figures are rpt_performance's.
    """
    rows = _rows(rows_of(tables, "rpt_performance"), "measure", measure, authority_code)
    if not rows:
        return None
    drawn = []
    for name, group in _by_name(rows):
        points = tuple(_point(row, "value", "status", "lower_value", "upper_value") for row in group)
        now = next((row for row in group if row["quarter"] == quarter), {})
        then = None if not now or is_hidden(now, "baseline_value") else now["baseline_value"]
        drawn.append(Panel(name, points, (Level(BASELINE, then),) if then is not None else ()))
    key, title = f"measure-{_hyphens(measure)}", f"{rows[-1]['title']}, by quarter"
    is_share = rows[-1]["unit"] == "per_cent"
    return _lines(key, title, drawn, quarter, lambda value: words.measured(value, rows[-1]), is_share=is_share)


def conferences(tables: Mapping[str, Table], quarter: str, authority_code: str | None = None) -> Chart | None:
    """Family group conferences held, quarter by quarter, a small chart an authority."""
    title = "Family group conferences held in each quarter"
    return deliveries(tables, quarter, "fgc_held", authority_code, key="conferences", title=title)


def deliveries(
    tables: Mapping[str, Table],
    quarter: str,
    activity: str,
    authority_code: str | None = None,
    *,
    key: str = "",
    title: str = "",
) -> Chart | None:
    """What was done in each quarter, as bars, a small chart an authority; arguments and result are those of `rates`."""
    rows = _rows(rows_of(tables, "rpt_delivery"), "activity", activity, authority_code)
    rows = [row for row in rows if row.get("category", "all") == "all"]
    if not rows:
        return None
    drawn = [
        Panel(name, tuple(_point(row, "in_quarter_value", "in_quarter_status") for row in group))
        for name, group in _by_name(rows)
    ]
    title = title or f"{rows[-1]['title']}, in each quarter"
    style = Style(is_line=False, say=words.number, say_short=words.number)
    return panels.small_multiples(key or f"delivery-{_hyphens(activity)}", title, drawn, quarter, style)


def _lines(
    key: str, title: str, drawn: list[Panel], quarter: str, say: Callable[[Decimal], str], *, is_share: bool = False
) -> Chart | None:
    legend = SAID_OF_BASELINE if any(panel.levels for panel in drawn) else ""
    say_tick = words.percentage if is_share else words.number
    style = Style(is_line=True, say=say, say_short=say, say_tick=say_tick, legend=legend)
    return panels.small_multiples(key, title, drawn, quarter, style)


def _rows(rows: tuple[Row, ...], column: str, code: str, authority_code: str | None) -> list[Row]:
    found = [row for row in rows if row[column] == code and authority_code in (None, row["authority_code"])]
    return sorted(found, key=lambda row: (row["authority_name"], row["authority_code"], row["quarter"]))


def _by_name(rows: list[Row]) -> list[tuple[str, list[Row]]]:
    return [(name, list(group)) for name, group in groupby(rows, key=lambda row: row["authority_name"])]


def _point(row: Row, value: str, status: str, lower: str = "", upper: str = "") -> Point:
    """A point of a row; what is hidden is hidden, whatever else the row says."""
    if is_hidden(row, value) or row[value] is None or row[status] == "suppressed":
        said = "suppressed" if is_hidden(row, value) else row[status]
        return Point(row["quarter"], None, "not_available" if said == "reported" else said)
    least, most = (None if is_hidden(row, column) else row.get(column) for column in (lower, upper))
    if least is None or most is None:
        return Point(row["quarter"], Decimal(row[value]), row[status])
    return Point(row["quarter"], Decimal(row[value]), row[status], least, most)


def _baseline_quarters(tables: Mapping[str, Table], quarter: str, measure: str) -> dict[str, str]:
    """The quarter of each authority's baseline, by authority."""
    return {
        row["authority_code"]: row["baseline_quarter"]
        for row in rows_of(tables, "rpt_performance")
        if row["quarter"] == quarter and row["measure"] == measure and row["baseline_quarter"]
    }


def _hyphens(code: str) -> str:
    return code.replace("_", "-")
