"""What is shown of a percentage or rate is the exact quotient of its parts, rounded half up."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import duckdb
import jinja2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sfpc.report import words
from tests.folders import HOME

PROJECT = HOME / "dbt_project"
TABLES = """
    create table dim_authority (authority_code varchar, authority_name varchar, baseline_quarter varchar);
    create table dim_quarter as
        select '2021-22-Q1' as quarter, '2020-21-Q4' as previous_quarter, '2020-21-Q1' as same_quarter_last_year,
            '2021-22' as financial_year, date '2021-04-01' as quarter_start_date, date '2021-06-30' as quarter_end_date;
    create table dim_measure as
        select *, 'neutral' as polarity, 1 as decimals, measure as title
        from (values
            ('part', 'referrals', 'flow', null, null, true), ('whole', 'referrals', 'flow', null, null, true),
            ('percent', 'per_cent', 'ratio', 'part', 'whole', false)
        ) as measures (measure, unit, measure_type, numerator, denominator, is_count_of_children);
    create table dim_population (
        authority_code varchar, population_mid_year integer, population_count bigint, population_vintage varchar
    );
    create table targets (
        authority_code varchar, measure varchar, comparator varchar, start_date date, target_date date, source varchar,
        target_type varchar, unit varchar, value decimal(18, 4), baseline_value decimal(18, 4), target_id varchar
    );
    create table fct_return (authority_code varchar, quarter varchar, state varchar);
    create table fct_performance (
        authority_code varchar, quarter varchar, measure varchar, value decimal(18, 4), status varchar,
        submission_id varchar, source_file varchar, source_sheet varchar, source_place varchar
    );
    create table fct_broken_comparison (authority_code varchar, quarter varchar, measure varchar, break_note varchar)
"""


def rendered(model):
    """A model's SQL over tables of the names it refers to."""
    macros = "\n".join(
        path.read_text(encoding="utf-8")
        for path in sorted((PROJECT / "macros").glob("*.sql"))
        if path.stem != "generate_schema_name"
    )
    sql = (PROJECT / "models" / "report" / f"{model}.sql").read_text(encoding="utf-8")
    environment = jinja2.Environment(autoescape=False)  # noqa: S701 # SQL, not HTML
    return environment.from_string(f"{macros}\n{sql}").render(ref=lambda name: name)


@pytest.fixture(scope="session")
def worked_out():
    """The percentage and the rate of each part by the models, given (part, whole, population) of an authority each."""
    connection = duckdb.connect()
    connection.execute(TABLES)
    connection.execute(f"create view rpt_performance as {rendered('rpt_performance')}")
    rates = rendered("rpt_performance_rates")

    def run(cases):
        for table in ("dim_authority", "dim_population", "fct_return", "fct_performance"):
            connection.execute(f"delete from {table}")
        for number, (part, whole, population) in enumerate(cases):
            code = f"{number:03}"
            connection.execute("insert into dim_authority values (?, ?, null)", [code, code])
            connection.execute("insert into dim_population values (?, 2021, ?, 'now')", [code, population])
            connection.execute("insert into fct_return values (?, '2021-22-Q1', 'accepted')", [code])
            for measure, value in (("part", part), ("whole", whole)):
                connection.execute(
                    "insert into fct_performance values (?, '2021-22-Q1', ?, ?, 'reported', null, null, null, null)",
                    [code, measure, value],
                )
        percentages = "select value from rpt_performance where measure = 'percent' order by authority_code"
        found = connection.execute(
            f"select rate_per_10000 from ({rates}) where measure = 'part' order by authority_code"
        )
        per_10000 = [row[0] for row in found.fetchall()]
        return [row[0] for row in connection.execute(percentages).fetchall()], per_10000

    return run


def half_up(exact, decimals):
    """An exact number of nought or more, rounded half up."""
    steps = exact * 10**decimals + Fraction(1, 2)
    return Decimal(steps.numerator // steps.denominator).scaleb(-decimals)


def case(part, whole):
    return st.tuples(part, whole, st.integers(1_000, 2_000_000))


@settings(deadline=None, max_examples=15)
@given(cases=st.lists(case(st.integers(0, 5_000), st.integers(1, 5_000)), min_size=1, max_size=25))
@example(cases=[(1, 8, 16_000), (1, 16, 80_000), (13, 2_000, 20_000), (2_001, 2_000, 8_000), (57, 20_000, 40_000)])
def test_a_quotient_is_shown_as_the_exact_one_rounded_half_up(worked_out, cases):
    percentages, rates = worked_out(cases)

    for (part, whole, population), percentage, rate in zip(cases, percentages, rates, strict=True):
        for decimals in (0, 1):
            assert words.rounded(percentage, decimals) == half_up(Fraction(100 * part, whole), decimals)
            assert words.rounded(rate, decimals) == half_up(Fraction(10_000 * part, population), decimals)
