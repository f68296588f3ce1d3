"""A chart stands in the page by itself, says in words what it shows, and leaves a gap where there is no figure."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree as ET

import altair as alt
import pytest

from sfpc.report import charts
from sfpc.report.charts import chart as parts
from sfpc.report.charts import panels, ratings
from sfpc.report.pdf import widths
from tests import chart_tables as held
from tests.chart_tables import HOSTILE, NOW, QUARTERS
from tests.drawings import SEEN, contrast, difference, views

ALL = {
    "looked_after": lambda: charts.looked_after(
        held.tables(rpt_performance_rates=held.rates(), rpt_performance=held.performance()), NOW
    ),
    "one": lambda: charts.looked_after(held.tables(rpt_performance_rates=held.rates()), NOW, "A"),
    "conferences": lambda: charts.conferences(held.tables(rpt_delivery=held.delivery()), NOW),
    "profile": lambda: charts.spend_against_profile(held.tables(rpt_grant=held.grant()), NOW),
    "grant": lambda: charts.spend_against_grant(held.tables(rpt_grant=held.grant("grant")), NOW),
    "training": lambda: charts.training(held.tables(rpt_delivery=trained()), NOW),
    "timeline": lambda: charts.milestone_timeline(held.tables(rpt_milestones=held.milestones()), NOW, "A"),
    "ratings": lambda: charts.milestones(held.tables(rpt_milestones=held.milestones()), NOW),
    "process": lambda: charts.process_limits(
        held.tables(rpt_process_limits=held.limits(signal="point")), NOW, "cla_at_period_end"
    ),
}  # fmt: skip


def trained(**more):
    target = {"target_value": 40, "target_comparator": "up_to", "target_type": "total_over_the_programme",
              "target_status": "date_past", "title": "People trained"} | more  # fmt: skip
    return [*held.delivery(activity="training", **target), *held.delivery(activity="training", category="health")]


@pytest.fixture(scope="module", params=ALL)
def chart(request):
    return ALL[request.param]()


@pytest.fixture(scope="module")
def looked_after():
    return ALL["looked_after"]()


# ------------------------------------------------------------------------------------ every chart


def test_it_is_one_well_formed_element_with_a_title_and_a_description(chart):
    svg = ET.fromstring(chart.svg)  # noqa: S314 - drawn here

    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == f"{chart.key}-title {chart.key}-alternative"
    assert [child.tag for child in list(svg)[:2]] == ["title", "desc"]
    assert svg[0].text == chart.title
    assert svg[1].text == chart.alternative


def test_it_refers_to_nothing_outside_itself(chart):
    ids = set(re.findall(r'\bid="([^"]+)"', chart.svg))
    used = set(re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', chart.svg))

    assert "http" not in chart.svg
    assert {name for pair in used for name in pair if name} <= ids
    assert all(name.startswith(f"{chart.key}-") for name in ids)


@pytest.mark.parametrize("name", ALL)
def test_drawn_again_in_the_same_process_it_is_the_same(name):
    assert ALL[name]() == ALL[name]()


def test_its_type_is_nine_points_or_more_where_it_is_printed(chart):
    sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)px"', chart.svg)]
    width = float(re.search(r'viewBox="0 0 ([\d.]+)', chart.svg)[1])

    assert sizes
    assert min(sizes) * 0.75 >= 9
    assert width <= parts.WIDTH_PIXELS, "a wider one is made smaller to fit an A4 page, and its type with it"


def test_its_type_is_one_that_vl_convert_carries_and_the_pdf_has(chart):
    assert set(re.findall(r'font-family="([^"]+)"', chart.svg)) == {parts.FONT}


def test_what_vega_lite_is_told_is_what_its_schema_knows(monkeypatch):
    told = []
    monkeypatch.setattr(parts, "self_contained", lambda svg, *_: svg)
    import vl_convert

    drawn = vl_convert.vegalite_to_svg
    monkeypatch.setattr(vl_convert, "vegalite_to_svg", lambda drawing: told.append(drawing) or drawn(drawing))
    for draw in ALL.values():
        draw()

    assert len(told) == len(ALL)
    for drawing in told:
        alt.Chart.from_dict(drawing, validate=True)


def test_the_table_of_a_chart_holds_every_figure_that_it_draws(chart):
    grid = charts.table(chart)
    shown = " ".join(f"{cell.text} {cell.note}" for row in grid.rows for cell in row)

    assert chart.plotted
    assert [row[0].text for row in grid.rows] == list(dict.fromkeys(each.subject for each in chart.plotted))
    for each in chart.plotted:
        assert (each.mark if each.mark == "c" else each.shown) in shown
        assert each.note in shown


# ------------------------------------------------------------------------------------------ words


def test_its_words_say_where_each_authority_began_and_ended_and_its_extremes(looked_after):
    assert looked_after.alternative == (
        "Line charts, one for each of 2 authorities, from 2021-22-Q2 to 2022-23-Q1, on a scale from 0 to 150. "
        f"{HOSTILE}: from 80.0 in 2021-22-Q2 to 83.3 in 2022-23-Q1, lowest 80.0 in 2021-22-Q2, "
        "highest 83.3 in 2022-23-Q1; 95% interval at the end 79.3 to 88.3. "
        "Barton: from 95.0 in 2021-22-Q2 to 98.5 in 2022-23-Q1, lowest 95.0 in 2021-22-Q2, "
        "highest 98.5 in 2022-23-Q1; 95% interval at the end 94.5 to 103.5; baseline 95.0; no return in 2021-22-Q3."
    )


def test_the_scale_the_intervals_the_baseline_and_the_letters_are_said_under_it(looked_after):
    assert looked_after.legend == (
        "One scale, 0 to 150, for every authority. Upright lines: 95% intervals. "
        "Dashed: the baseline, the quarter before the authority’s start. x: not available."
    )


def test_a_suppressed_figure_is_said_to_be_suppressed_and_its_value_is_nowhere():
    rows = held.rates()
    rows[2] |= {"suppressed_columns": "rate_per_10000 lower_rate_per_10000 upper_rate_per_10000"}
    chart = charts.looked_after(held.tables(rpt_performance_rates=rows), NOW)

    assert "suppressed in 2021-22-Q4" in chart.alternative
    assert "c: suppressed" in chart.legend
    assert not [each for each in chart.plotted if each.value == 82]
    assert "82" not in chart.alternative
    assert ">c<" in chart.svg


def test_an_interval_that_is_suppressed_alone_is_not_drawn():
    rows = held.rates()
    for row in rows:
        row["suppressed_columns"] = "lower_rate_per_10000"
    chart = charts.looked_after(held.tables(rpt_performance_rates=rows), NOW)

    assert "interval" not in chart.legend + chart.alternative
    assert not any(each.note for each in chart.plotted)


def test_a_reported_row_without_a_value_is_not_available_and_not_reported():
    rows = held.rates(status="reported")
    chart = charts.looked_after(held.tables(rpt_performance_rates=rows), NOW)

    assert "not available in 2021-22-Q3" in chart.alternative


def test_many_authorities_are_told_by_their_extremes():
    rows = [
        row | {"authority_code": f"E{number:03d}", "authority_name": f"Authority {number:03d}",
               "rate_per_10000": Decimal(50 + number)}
        for number in range(12) for row in held.rates()[:4]
    ]  # fmt: skip
    chart = charts.looked_after(held.tables(rpt_performance_rates=rows), NOW)

    assert (
        "In 2022-23-Q1: lowest Authority 000 50.0, highest Authority 011 61.0. The table gives every figure."
        in chart.alternative
    )


# --------------------------------------------------------------------------------- gaps and limits


def test_a_line_is_never_drawn_across_a_gap(looked_after):
    first, second = views(looked_after.svg)

    assert first.lines == [4]
    assert sorted(second.lines) == [1, 2]
    assert len(second.points) == 3


def test_a_quarter_that_no_authority_has_is_a_gap_in_the_chart_all_the_same():
    rows = [row for row in held.rates() if row["quarter"] != QUARTERS[1]]
    chart = charts.looked_after(held.tables(rpt_performance_rates=rows), NOW)

    assert [each.place for each in chart.plotted if each.subject == "Barton"] == list(QUARTERS)
    assert all(max(view.lines) < 3 for view in views(chart.svg))


def test_nothing_is_drawn_as_zero_but_zero():
    chart = ALL["conferences"]()
    ashby, barton = views(chart.svg)

    assert [bar[3] == 0 for bar in ashby.bars] == [False, True, False, False]
    assert "0" in ashby.texts
    assert len(barton.bars) == 3
    assert "c" in barton.texts


def test_there_is_no_chart_of_nothing():
    rows = held.rates(((None,) * 4, (None,) * 4), "suppressed")

    assert charts.looked_after(held.tables(rpt_performance_rates=rows), NOW) is None
    assert charts.looked_after(held.tables(), NOW) is None
    assert charts.training(held.tables(), NOW) is None
    assert charts.milestones(held.tables(), NOW) is None
    assert charts.milestone_timeline(held.tables(), NOW, "A") is None
    assert charts.process_limits(held.tables(), NOW, "cla_at_period_end") is None
    assert charts.grant_spend(held.tables(), NOW) is None


def test_more_authorities_than_can_be_read_have_no_chart_and_a_sentence_instead():
    count = panels.MOST_PANELS + 1
    rows = [
        row | {"authority_code": f"E{number:03d}", "authority_name": f"Authority {number:03d}"}
        for number in range(count) for row in held.rates()[:4]
    ]  # fmt: skip
    table = held.tables(rpt_performance_rates=rows)

    assert charts.looked_after(table, NOW) is None
    assert str(count) in charts.too_many(count)
    assert charts.looked_after(table, NOW, "E007") is not None
    assert charts.too_many(panels.MOST_PANELS) == ""


@pytest.mark.parametrize("count", [2, 5, 7, 9, 10, 15, 16, 20])
def test_as_many_panels_as_are_drawn_stand_on_one_page_in_the_size_they_are_made_in(count):
    def of(rows):
        name = "Bournemouth, Christchurch and Poole"
        return [
            row | {"authority_code": f"E{number:03d}", "authority_name": f"{name} {number}"}
            for number in range(count) for row in rows
        ]  # fmt: skip

    drawn = [
        charts.looked_after(held.tables(rpt_performance_rates=of(held.rates()[:4])), NOW),
        charts.spend_against_grant(held.tables(rpt_grant=of(held.grant("grant"))), NOW),
        charts.process_limits(held.tables(rpt_process_limits=of(held.limits())), NOW, "cla_at_period_end"),
    ]
    for chart in drawn if count <= 15 else drawn[:2]:
        width, height = (float(part) for part in re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', chart.svg).groups())
        assert len(views(chart.svg)) == count
        assert width <= parts.WIDTH_PIXELS, chart.key
        assert height * 0.75 <= widths.FULL.height_of_a_chart, chart.key


# ----------------------------------------------------------------------------------------- subjects


def test_spend_starts_anew_each_year_and_is_held_against_the_profile_of_its_year():
    chart = ALL["profile"]()

    assert [each.value for each in chart.plotted] == [100_000, 150_000, 220_000, 40_000, 400_000, 300_000]
    assert [each.place for each in chart.plotted][-2:] == ["Profile, 2021-22", "Profile, 2022-23"]
    assert "Barton: DfE grant" in chart.alternative


def test_a_grant_whose_time_had_not_begun_has_no_spend_to_come():
    rows = held.grant("grant", (None, None, 50, 90), period_start_date=date(2022, 1, 1))
    chart = charts.spend_against_grant(held.tables(rpt_grant=rows), NOW)

    assert [each.mark for each in chart.plotted] == ["z", "z", "", "", ""]
    assert "before the start in 2021-22-Q2 and 2021-22-Q3" in chart.alternative


def test_an_authority_without_spend_is_named_as_not_drawn():
    other = [row | {"authority_code": "C", "authority_name": "Corby", "spend_gbp": None, "status": "outside_period"}
             for row in held.grant("grant")]  # fmt: skip
    chart = charts.spend_against_grant(held.tables(rpt_grant=[*held.grant("grant"), *other]), NOW)

    assert "Not drawn: Corby (outside the grant’s period)." in chart.legend


def test_training_says_its_target_and_why_it_cannot_be_compared():
    chart = ALL["training"]()

    assert f"{HOSTILE} 9 of up to 40 (date past) and Barton 6 of up to 40 (date past)" in chart.alternative
    assert [each.value for each in chart.plotted] == [9, 40, 6, 40]


def test_training_that_is_suppressed_has_a_letter_and_its_target_all_the_same():
    rows = [row for row in trained() if row["quarter"] == QUARTERS[0]]
    chart = charts.training(held.tables(rpt_delivery=rows), QUARTERS[0])

    assert [(each.value, each.mark) for each in chart.plotted] == [(3, ""), (40, ""), (None, "c"), (40, "")]
    assert "Barton suppressed" in chart.alternative


def test_a_yearly_target_is_held_against_the_last_four_quarters():
    rows = trained(target_type="level_in_a_year", four_quarters_value=33, four_quarters_status="reported",
                   suppressed_columns="")  # fmt: skip
    chart = charts.training(held.tables(rpt_delivery=rows), NOW)

    assert [each.value for each in chart.plotted if not each.is_level] == [33, 33]


def test_the_timeline_shows_first_what_is_not_done_and_says_how_many_it_leaves_out():
    chart = charts.milestone_timeline(held.tables(rpt_milestones=held.milestones(40)), NOW, "A")
    subjects = list(dict.fromkeys(each.subject for each in chart.plotted))

    assert len(subjects) == 24
    assert "Milestone 00" not in subjects
    assert "Not drawn: 16 milestones; the table has every one." in chart.legend
    assert chart.alternative.startswith("Timeline of 40 milestones: 1 done by 30 June 2022, 1 overdue (Milestone 01).")


def test_milestones_of_one_name_are_told_apart_by_their_projects():
    rows = held.milestones(2)
    rows[1] |= {"milestone": rows[0]["milestone"], "project": "Housing"}
    chart = charts.milestone_timeline(held.tables(rpt_milestones=rows), NOW, "A")

    assert {each.subject for each in chart.plotted} == {"Milestone 00 (Training)", "Milestone 00 (Housing)"}


def test_limits_of_few_points_are_said_to_be_trial_limits_and_a_signal_is_said():
    chart = ALL["process"]()

    assert "Trial limits, dashed, from fewer than 12 points: Barton." in chart.legend
    assert "signal in 2022-23-Q1" in chart.alternative
    assert "lower trial limit 680; mean 715; upper trial limit 750" in chart.alternative


def test_limits_of_enough_points_are_not_called_trial_limits():
    rows = held.limits(is_trial=False)
    chart = charts.process_limits(held.tables(rpt_process_limits=rows), NOW, "cla_at_period_end")

    assert "rial" not in chart.legend + chart.alternative
    assert 'stroke-dasharray="5' in ALL["process"]().svg
    assert 'stroke-dasharray="5' not in chart.svg


# ------------------------------------------------------------------------------------------ colours

MARKS = (parts.BLUE, parts.ORANGE, parts.INTERVAL, parts.GREY)


@pytest.mark.parametrize("colour", MARKS)
def test_every_mark_stands_out_from_the_paper(colour):
    assert contrast(colour, "#ffffff") >= 3


@pytest.mark.parametrize("seen", SEEN)
def test_points_and_what_they_are_held_against_are_told_apart_however_colours_are_seen(seen):
    assert difference(parts.BLUE, parts.ORANGE, seen) >= 30
    assert difference(parts.GREY, parts.ORANGE, seen) >= 30


@pytest.mark.parametrize("seen", SEEN)
def test_ratings_beside_one_another_are_told_apart_however_colours_are_seen(seen):
    colours = [rating.colour for rating in ratings.RATINGS.values()]

    for one, other in pairwise(colours):
        assert difference(one, other, seen) >= 20, (one, other)


def test_the_letters_on_ratings_can_be_read():
    for rating in ratings.RATINGS.values():
        ink = {"white": "#ffffff"}.get(rating.letters, rating.letters)
        assert contrast(rating.colour, ink) >= 4.5, rating.words
