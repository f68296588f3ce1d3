"""Each interval, ratio, limit and median of the report's tables is worked out again by other means, and is the same."""

from __future__ import annotations

import csv
from collections import defaultdict
from statistics import median

import pytest

from sfpc import warehouse
from tests.dbt_project.intervals import event_limits, rate_ratio, wilson
from tests.dbt_project.process_charts import chart
from tests.folders import HOME


@pytest.fixture(scope="module")
def rows(clean_warehouse):
    """The rows of a report table, all quarters."""

    def read(table):
        return warehouse.rows(clean_warehouse.warehouse, f"select * from report.{table} order by all")

    return read


def seed(name):
    with (HOME / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_value_has_the_interval_of_its_method(rows):
    seen = set()
    for row in rows("rpt_performance"):
        method = row["interval_method"].removesuffix("_convention")
        seen.add(row["interval_method"])
        found = row["lower_value"], row["upper_value"]
        if method == "none":
            assert found == (None, None)
            continue
        if method == "wilson":
            shares = wilson(float(row["numerator_value"]), float(row["denominator_value"]), "95")
            expected = tuple(100 * share for share in shares)
        else:
            expected = event_limits(float(row["value"]), "95")
            assert (method == "exact_poisson") is (row["value"] < 10)
        assert tuple(map(float, found)) == pytest.approx(expected, abs=1e-6), row

    assert seen >= {"wilson", "wilson_convention", "byar", "byar_convention", "none"}


def test_a_stock_is_never_called_a_count_of_events(rows):
    types = {row["measure"]: row["measure_type"] for row in seed("measures")}
    above = {row["measure"]: types[row["numerator"]] for row in seed("measures") if row["numerator"]}
    for row in rows("rpt_performance"):
        is_stock = (types | above)[row["measure"]] == "stock"
        assert row["interval_method"] == "none" or row["interval_method"].endswith("_convention") is is_stock, row


def test_every_rate_and_its_interval_follow_from_the_count_and_the_population(rows):
    compared = 0
    for row in rows("rpt_performance_rates"):
        if row["rate_status"] != "reported":
            continue
        of_one = 10_000 / row["population_count"]
        limits = event_limits(float(row["value"]), "95")
        assert float(row["rate_per_10000"]) == pytest.approx(float(row["value"]) * of_one, abs=1e-7)
        assert float(row["lower_rate_per_10000"]) == pytest.approx(limits[0] * of_one, abs=1e-6)
        assert float(row["upper_rate_per_10000"]) == pytest.approx(limits[1] * of_one, abs=1e-6)
        compared += 1

    assert compared > 400


def test_every_ratio_of_two_quarters_is_that_of_their_rates(rows):
    rates = {(row["authority_code"], row["measure"], row["quarter"]): row for row in rows("rpt_performance_rates")}
    judged = defaultdict(int)
    for row in rows("rpt_rate_ratios"):
        then = rates.get((row["authority_code"], row["measure"], row["compared_quarter"]))
        if row["status"] != "reported" or then is None:
            continue
        now = rates[row["authority_code"], row["measure"], row["quarter"]]
        pair = [(float(one["value"]), one["population_count"]) for one in (now, then)]
        assert float(row["ratio"]) == pytest.approx(pair[0][0] / pair[0][1] / (pair[1][0] / pair[1][1]), abs=1e-7)
        if min(pair)[0] < 10:
            assert (row["lower_ratio"], row["judgement"]) == (None, "too_few_to_tell")
            continue
        expected = rate_ratio(*pair, "95")
        assert (float(row["lower_ratio"]), float(row["upper_ratio"])) == pytest.approx(expected, abs=1e-6)
        lower, upper = rate_ratio(*pair, "99.8")
        clear = "clearly_higher" if lower > 1 else "clearly_lower" if upper < 1 else "no_clear_difference"
        assert row["judgement"] == clear
        judged[clear] += 1

    assert len(judged) == 3


def test_every_chart_of_process_limits_is_that_of_its_values(rows):
    charts = defaultdict(list)
    for row in rows("rpt_process_limits"):
        charts[row["authority_code"], row["measure"], row["quarter"]].append(row)

    statuses = set()
    for points in charts.values():
        points.sort(key=lambda row: row["point_quarter"])
        values = [None if row["value"] is None else float(row["value"]) for row in points]
        expected = chart(values)
        statuses.add(expected.status)
        assert [row["signal"] for row in points] == expected.signals
        assert {row["limits_status"] for row in points} == {expected.status}
        assert {row["point_count"] for row in points} == {len([value for value in values if value is not None])}
        assert all(row["is_trial"] for row in points)
        if expected.status == "reported":
            assert float(points[0]["lower_limit"]) == pytest.approx(expected.lower, abs=1e-5)
            most = 100 if points[0]["unit"] == "per_cent" else float("inf")
            assert float(points[0]["upper_limit"]) == pytest.approx(min(expected.upper, most), abs=1e-5)

    assert statuses == {"reported", "too_few_points", "not_settled"}


def test_every_median_is_that_of_the_neighbours_whose_figure_is_held(rows):
    codes = {row["authority_code"]: row["dfe_code"] for row in seed("local_authorities")}
    held = {
        (row["indicator"], row["period_end_date"], codes[row["authority_code"]]): float(row["value"])
        for row in seed("published_statistics")
        if row["status"] == "reported" and row["authority_code"] in codes
    }
    neighbours = defaultdict(list)
    for row in seed("statistical_neighbours"):
        neighbours[row["model_version"], row["authority_dfe_code"]].append(row["neighbour_dfe_code"])

    statuses = defaultdict(int)
    for row in rows("rpt_comparators"):
        statuses[row["neighbour_median_status"]] += 1
        if row["basis"] != "published":
            continue
        own = neighbours[row["model_version"], codes[row["authority_code"]]]
        period = row["indicator"], row["period_end_date"].isoformat()
        values = [held[(*period, code)] for code in own if (*period, code) in held]
        assert (row["neighbour_count"], row["neighbours_held_count"]) == (10, len(values))
        assert (row["neighbour_median_status"] == "reported") is (len(values) >= 5)
        if len(values) >= 5:
            assert float(row["neighbour_median_value"]) == pytest.approx(median(values), abs=1e-8)

    assert set(statuses) == {"reported", "not_available", "no_statistic"}
