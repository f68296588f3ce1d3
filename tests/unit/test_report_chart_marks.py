"""What a chart draws is the table's figure: each mark is measured, on the scale that the legend states."""

from __future__ import annotations

import pytest

from sfpc.report import charts
from tests import chart_tables as held
from tests.chart_tables import NOW
from tests.drawings import scale_of, views


def figures(rows, column):
    """The figures of each authority, in the order of names."""
    by_name = {}
    for row in sorted(rows, key=lambda row: (row["authority_name"], row["quarter"])):
        if row[column] is not None:
            by_name.setdefault(row["authority_name"], []).append(float(row[column]))
    return [by_name[name] for name in by_name]


def test_each_point_of_a_line_stands_at_its_figure():
    rows = held.rates()
    chart = charts.looked_after(held.tables(rpt_performance_rates=rows), NOW)
    drawn = [[view.up(y, *scale_of(chart.legend)) for _, y in view.points] for view in views(chart.svg)]

    assert drawn == [pytest.approx(each, abs=1e-6) for each in figures(rows, "rate_per_10000")]


def test_each_bar_is_as_long_as_its_figure():
    rows = held.delivery()
    chart = charts.conferences(held.tables(rpt_delivery=rows), NOW)
    first, last = scale_of(chart.legend)
    drawn = [[bar[3] / view.height * float(last - first) for bar in view.bars] for view in views(chart.svg)]

    assert drawn == [pytest.approx(each, abs=1e-6) for each in figures(rows, "in_quarter_value")]


def test_each_bar_of_spend_is_as_long_as_the_spend():
    rows = held.grant()
    chart = charts.spend_against_profile(held.tables(rpt_grant=rows), NOW)
    (view,) = views(chart.svg)
    first, last = scale_of(chart.legend)

    assert [bar[3] / view.height * float(last - first) for bar in view.bars] == pytest.approx(
        [float(row["spend_gbp"]) for row in rows], abs=1e-3
    )


def test_a_figure_below_zero_hangs_below_the_line_of_zero():
    rows = held.grant(spends=(100, -50, 220, 40))
    chart = charts.spend_against_profile(held.tables(rpt_grant=rows), NOW)
    (view,) = views(chart.svg)
    first, last = scale_of(chart.legend)
    zero = view.height * float(last) / float(last - first)

    assert first < 0
    assert view.bars[1][1] == pytest.approx(zero)
    assert view.bars[1][3] / view.height * float(last - first) == pytest.approx(50_000, abs=1e-3)


def test_lying_bars_and_their_targets_stand_at_their_figures():
    target = {"target_value": 40, "target_comparator": "exactly", "target_type": "total_over_the_programme",
              "target_status": "comparable", "title": "People trained"}  # fmt: skip
    rows = [*held.delivery(activity="training", **target), *held.delivery(activity="training", category="health")]
    chart = charts.training(held.tables(rpt_delivery=rows), NOW)
    (view,) = views(chart.svg)
    bars, targets = view.bars[:2], view.bars[2:]

    assert [bar[2] / view.width * 40 for bar in bars] == pytest.approx([9, 6])
    assert [(tick[0] + tick[2] / 2) / view.width * 40 for tick in targets] == pytest.approx([40, 40])


def test_milestones_stand_at_their_days():
    rows = held.milestones(3)
    chart = charts.milestone_timeline(held.tables(rpt_milestones=rows), NOW, "A")
    (view,) = views(chart.svg)
    days = sorted(
        {row["baseline_date"] for row in rows}
        | {row["forecast_date"] for row in rows[1:]}
        | {rows[0]["completed_date"]}
    )
    first, last = days[0].toordinal() - 21, days[-1].toordinal() + 21
    drawn = sorted(first + x / view.width * (last - first) for x, _ in view.points)
    expected = [row["baseline_date"] for row in rows] + [row["completed_date"] or row["forecast_date"] for row in rows]

    assert drawn == pytest.approx(sorted(day.toordinal() for day in expected), abs=1e-6)
