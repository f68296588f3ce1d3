"""The intervals of the macros are those of scipy and statsmodels, and of the examples worked out for the programme."""

from __future__ import annotations

import duckdb
import jinja2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.rates import confint_poisson_2indep

from tests.dbt_project.intervals import LEVELS, byar, event_limits, exact_poisson, rate_ratio, wilson, z_score
from tests.folders import HOME

SIDES = ("lower", "upper")

RATES = [  # authority's children looked after on 31 March 2025, population of mid-2024, 95 and 99.8 per cent limits
    (1498, 176239, (80.75, 89.41), (78.37, 92.01)),
    (727, 129392, (52.18, 60.42), (49.97, 62.93)),
    (684, 83561, (75.84, 88.23), (72.52, 92.00)),
    (654, 61206, (98.82, 115.36), (94.40, 120.41)),
    (506, 54760, (84.53, 100.82), (80.23, 105.82)),
    (489, 49229, (90.72, 108.54), (86.03, 114.01)),
    (266, 22771, (103.20, 131.73), (95.92, 140.69)),
]
COUNTS = [(10, 4.79, 18.39), (20, 12.21, 30.89), (50, 37.11, 65.92), (100, 81.36, 121.63)]
SHARES = [(145, 1117, 11.14, 15.08), (2494, 10304, 23.39, 25.04), (878, 5152, 16.04, 18.09)]


@pytest.fixture(scope="session")
def limits():
    """Both limits of an interval by its macro in DuckDB, over values given as decimals, as the models have them."""
    source = (HOME / "dbt_project" / "macros" / "intervals.sql").read_text(encoding="utf-8")
    macros = jinja2.Environment(autoescape=False).from_string(source).module  # noqa: S701 # SQL, not HTML
    connection = duckdb.connect()

    def run(name, *values, level="95"):
        names = [f"value_{place}" for place in range(len(values))]
        given_values = ", ".join(f"cast(? as decimal(18, 4)) as {one}" for one in names)
        asked = ", ".join(getattr(macros, name)(*names, side, level) for side in SIDES)
        return connection.execute(f"select {asked} from (select {given_values})", list(values)).fetchone()

    return run


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("events", range(10))
def test_a_count_under_ten_has_the_exact_limits_of_poissons_distribution(limits, events, level):
    assert limits("event_limit", events, level=level) == pytest.approx(exact_poisson(events, level), abs=1e-9)


@pytest.mark.parametrize("level", LEVELS)
@settings(deadline=None, max_examples=200)
@given(events=st.integers(10, 10_000_000))
def test_a_count_from_ten_on_has_byars_limits(limits, level, events):
    found = limits("event_limit", events, level=level)

    assert found == pytest.approx(byar(events, level), rel=1e-12)
    assert found[0] < events < found[1]


@settings(deadline=None, max_examples=200)
@given(events=st.integers(10, 100_000))
def test_byars_limits_are_close_to_the_exact_ones_where_they_are_used(limits, events):
    assert limits("event_limit", events) == pytest.approx(exact_poisson(events, "95"), rel=0.006)


def test_what_is_no_count_of_events_has_no_limits(limits):
    assert limits("event_limit", None) == (None, None)
    assert limits("event_limit", -1) == (None, None)
    assert limits("event_limit", 2.5) == (None, None)


@pytest.mark.parametrize(("events", "population", "at_95", "at_99_8"), RATES)
def test_published_rates_have_the_limits_of_the_examples(limits, events, population, at_95, at_99_8):
    for level, expected in (("95", at_95), ("99.8", at_99_8)):
        found = [limit * 10_000 / population for limit in limits("event_limit", events, level=level)]
        assert found == pytest.approx(expected, abs=0.0051)


@pytest.mark.parametrize(("events", "lower", "upper"), COUNTS)
def test_bare_counts_have_the_limits_of_the_examples(limits, events, lower, upper):
    assert limits("event_limit", events) == pytest.approx((lower, upper), abs=0.0051)


@pytest.mark.parametrize(("part", "whole", "lower", "upper"), SHARES)
def test_published_shares_have_the_limits_of_the_examples(limits, part, whole, lower, upper):
    found = [100 * limit for limit in limits("share_limit", part, whole)]

    assert found == pytest.approx([lower, upper], abs=0.0051)


@pytest.mark.parametrize("level", LEVELS)
@settings(deadline=None, max_examples=300)
@given(data=st.data(), whole=st.integers(1, 1_000_000))
def test_a_share_has_wilsons_limits(limits, level, data, whole):
    part = data.draw(st.integers(0, whole))
    found = limits("share_limit", part, whole, level=level)

    assert found == pytest.approx(wilson(part, whole, level), abs=1e-9)
    assert 0 <= found[0] <= part / whole + 1e-9
    assert part / whole - 1e-9 <= found[1] <= 1


@pytest.mark.parametrize(("part", "whole"), [(None, 5), (5, None), (0, 0), (6, 5), (-1, 5)])
def test_what_is_no_share_has_no_limits(limits, part, whole):
    assert limits("share_limit", part, whole) == (None, None)


COUNT = st.integers(1, 1_000_000)
POPULATION = st.integers(1_000, 20_000_000)


@pytest.mark.parametrize("level", LEVELS)
@settings(deadline=None, max_examples=200)
@given(now=st.tuples(COUNT, POPULATION), then=st.tuples(COUNT, POPULATION))
def test_a_ratio_of_rates_has_log_normal_limits(limits, level, now, then):
    found = limits("rate_ratio_limit", *now, *then, level=level)
    by_library = confint_poisson_2indep(*now, *then, method="wald-log", compare="ratio", alpha=LEVELS[level])

    assert found == pytest.approx(rate_ratio(now, then, level), rel=1e-9)
    assert found == pytest.approx([float(limit) for limit in by_library], rel=1e-9)


@pytest.mark.parametrize("values", [(0, 10, 5, 10), (5, 10, 0, 10), (5, 0, 5, 10), (5, 10, 5, 0), (-5, 10, 5, 10)])
def test_a_rate_of_nothing_has_no_ratio(limits, values):
    assert limits("rate_ratio_limit", *values) == (None, None)


def test_the_level_of_an_interval_is_how_often_it_holds():
    source = (HOME / "dbt_project" / "macros" / "intervals.sql").read_text(encoding="utf-8")
    macros = jinja2.Environment(autoescape=False).from_string(source).module  # noqa: S701 # SQL, not HTML

    for level in LEVELS:
        assert float(macros.z_score(level)) == pytest.approx(z_score(level), abs=1e-12)
    assert event_limits(9, "95") == exact_poisson(9, "95")
    assert event_limits(10, "95") == byar(10, "95")
