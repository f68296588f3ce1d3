"""The XmR charts are those of an independent implementation, written from the rules and not from the SQL."""

from __future__ import annotations

import duckdb
import jinja2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sfpc.period import Quarter
from tests.dbt_project.process_charts import chart
from tests.folders import HOME

FIRST = Quarter(2020, 1)
WITH_AN_OUTLIER = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
"""The example of NHSRplotthedots' vignette on screening outliers."""


def quarters(count):
    """That many quarters in a row."""
    found = [FIRST]
    for _ in range(count - 1):
        found.append(Quarter(found[-1].start_year + found[-1].number // 4, found[-1].number % 4 + 1))
    return found


@pytest.fixture(scope="session")
def charted():
    """The chart of a list of values that the model gives the report of the last of their quarters."""
    source = (HOME / "dbt_project" / "models" / "report" / "rpt_process_limits.sql").read_text(encoding="utf-8")
    model = jinja2.Environment(autoescape=False).from_string(source).render(ref=lambda name: name)  # noqa: S701 # SQL
    connection = duckdb.connect()
    connection.execute(
        """
        create table dim_quarter (quarter varchar, quarter_start_date date);
        create table dim_measure as select 'm' as measure, null::varchar as numerator, null::varchar as denominator;
        create table recording_breaks as
            select null::varchar as authority_code, 'm' as measure, 'recording' as kind, '' as from_quarter limit 0;
        create table rpt_performance (
            authority_code varchar, authority_name varchar, quarter varchar, measure varchar, title varchar,
            unit varchar, measure_type varchar, polarity varchar, decimals integer, value decimal(28, 8), status varchar
        )
        """
    )

    def run(values, unit="children", broken_from=None):
        connection.execute("delete from dim_quarter; delete from rpt_performance; delete from recording_breaks")
        asked = quarters(len(values))
        if broken_from is not None:
            connection.execute(
                "insert into recording_breaks values (null, 'm', 'recording', ?)", [str(asked[broken_from])]
            )
        for quarter, value in zip(asked, values, strict=True):
            connection.execute("insert into dim_quarter values (?, ?)", [str(quarter), quarter.first_day])
            connection.execute(
                "insert into rpt_performance values ('A', 'A', ?, 'm', 'M', ?, 'flow', 'neutral', 0, ?, ?)",
                [str(quarter), unit, value, "missing" if value is None else "reported"],
            )
        return connection.execute(
            f"""
            select limits_status, mean_value::double, lower_limit::double, upper_limit::double, signal, is_trial
            from ({model}) where quarter = ? order by point_quarter
            """,
            [str(asked[-1])],
        ).fetchall()

    return run


@settings(deadline=None, max_examples=100)
@given(values=st.lists(st.none() | st.integers(0, 60), min_size=1, max_size=24))
@example(values=WITH_AN_OUTLIER)
@example(values=list(range(14)))
@example(values=[9, 3, 5, 4, 6, 5, 4, 20, 21, 22, 21, 23, 22, 24, 1])
@example(values=[5] * 13)
@example(values=[87, 87, 87, 87, 76])
@example(values=[1, 2, None, 3, 4, 5, 6, 7, 8, 9, None, 30])
def test_a_chart_is_that_of_the_independent_implementation(charted, values):
    expected = chart(values)
    rows = charted(values)

    assert [row[4] for row in rows] == expected.signals
    assert {row[0] for row in rows} == {expected.status}
    assert {row[5] for row in rows} == {len([value for value in values if value is not None]) < 12}
    for row in rows:
        assert row[1:4] == (
            pytest.approx((expected.mean, expected.lower, expected.upper), abs=1e-6)
            if expected.status == "reported"
            else (None, None, None)
        )


def test_a_moving_range_that_stands_out_is_left_out_of_the_limits(charted):
    rows = charted(WITH_AN_OUTLIER)
    mean = 35 / 18  # the value that stands out stays in the mean

    assert rows[0][1:4] == pytest.approx((mean, 0, mean + 2.66), abs=1e-6)
    assert [row[4] for row in rows].count("above_limits") == 1


def test_a_percentage_cannot_have_a_limit_above_a_hundred(charted):
    assert charted([99, 90, 99, 90, 99], unit="per_cent")[0][3] == 100
    assert charted([99, 90, 99, 90, 99])[0][3] > 100


def test_limits_begin_anew_after_a_recording_break(charted):
    rows = charted([10, 12, 11, 10, 12, 100, 105, 101, 104, 103], broken_from=5)

    assert [row[1] for row in rows] == [11.0] * 5 + [102.6] * 5
    assert {row[4] for row in rows} == {"none"}


def test_a_chart_shows_the_last_twenty_four_quarters(charted):
    assert len(charted(list(range(30)))) == 24
