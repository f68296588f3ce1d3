"""The queries of the evaluator's extract: authorities and starts, figures by month and quarter, the aggregate sheet."""

from __future__ import annotations

IN_FORCE = """
    select figures.*
    from marts.fct_figure as figures
    where
        figures.is_own_quarter
        and figures.valid_from is not null
        and figures.valid_until is null
        and figures.quarter <= $quarter
        and figures.section in ('performance', 'delivery')
        and figures.field = 'value'
"""
"""The figures of the submissions in force, as sent and as months make up a quarter; each of its own quarter."""

EXPOSURE = """
    case
        when authorities.actual_start_date is null then 'start_not_known'
        when {last_day} < authorities.actual_start_date then 'before_start'
        when {first_day} <= authorities.actual_start_date then 'start_in_period'
        else 'after_start'
    end
"""
"""Where a period lies to the day the programme actually started there."""

AUTHORITIES = """
    select
        authorities.authority_code,
        authorities.authority_name,
        authorities.role,
        case authorities.role when 'adopter' then 'trial' else 'outside_trial' end as arm,
        authorities.planned_start_date,
        authorities.planned_start_precision,
        authorities.actual_start_date,
        authorities.actual_start_precision,
        authorities.first_quarter,
        authorities.last_quarter,
        count(returns.quarter) as returns_owed_count,
        count(returns.quarter) filter (where returns.state in ('accepted', 'nil')) as returns_accepted_count,
        authorities.note
    from seeds.authorities as authorities
    left join marts.fct_return as returns
        on authorities.authority_code = returns.authority_code and returns.quarter <= $quarter
    group by all
    order by authorities.authority_code
"""

FIGURES = f"""
    with in_force as ({IN_FORCE}),
    periods as (
        select
            *,
            coalesce(period_month, make_date(
                cast(left(quarter, 4) as integer) + case right(quarter, 1) when '4' then 1 else 0 end,
                case right(quarter, 1) when '1' then 4 when '2' then 7 when '3' then 10 else 1 end,
                1
            )) as period_start_date
        from in_force
    ),
    dated as (
        select
            *,
            last_day(
                case when period_month is null then period_start_date + interval 2 month else period_start_date end
            ) as period_end_date
        from periods
    )
    select
        dated.authority_code,
        authorities.authority_name,
        case when dated.period_month is null then 'quarter' else 'month' end as period_type,
        cast(dated.period_start_date as date) as period_start_date,
        cast(dated.period_end_date as date) as period_end_date,
        dated.quarter,
        {EXPOSURE.format(first_day="dated.period_start_date", last_day="dated.period_end_date")} as exposure,
        dated.section,
        dated.subject as measure,
        coalesce(dated.part, 'all') as category,
        dated.value,
        dated.status,
        dated.is_sent,
        dated.submission_id,
        dated.received_at,
        dated.source_file,
        dated.source_sheet,
        dated.source_place
    from dated
    inner join seeds.authorities as authorities on dated.authority_code = authorities.authority_code
    order by
        dated.authority_code, dated.period_start_date, period_type, dated.section, measure, category, dated.status,
        dated.value, dated.source_file, dated.source_place
"""  # noqa: S608 - put together from text of our own

AGGREGATE_MEASURES = (
    "assessments_completed", "cla_at_period_end", "cla_started", "cin_at_period_end", "cpp_started",
    "cpp_at_period_end", "referrals", "cases_held", "social_workers_fte",
)  # fmt: skip
"""The measures of the catalogue that the aggregate sheet asks for as they are."""


def _pivoted() -> str:
    """A value and a status for each measure of the aggregate sheet."""
    return ",\n".join(
        f"        max(value) filter (where measure = '{measure}') as {measure},\n"
        f"        coalesce(max(status) filter (where measure = '{measure}'), 'not_sent_by_month') as {measure}_status"
        for measure in AGGREGATE_MEASURES
    )


AGGREGATE = f"""
    with figures as ({FIGURES}),
    months as (
        select * from figures where period_type = 'month' and section = 'performance'
        qualify row_number() over (
            partition by authority_code, period_start_date, measure order by source_file, source_place
        ) = 1
    ),
    by_month as (
        select
            authority_code,
            authority_name,
            period_start_date as month_start_date,
            any_value(quarter) as quarter,
            any_value(exposure) as exposure,
{_pivoted()},
            min(submission_id) as submission_id
        from months
        group by authority_code, authority_name, period_start_date
    )
    select
        by_month.*,
        cast(cla_at_period_end * 10000 / nullif(populations.population_count, 0) as decimal(28, 4))
            as cla_rate_per_10000,
        cast(cases_held / nullif(social_workers_fte, 0) as decimal(28, 4)) as cases_per_social_worker,
        populations.population_count,
        populations.population_mid_year
    from by_month
    asof left join marts.dim_population as populations
        on
            by_month.authority_code = populations.authority_code
            and cast(left(by_month.quarter, 4) as integer) >= populations.population_mid_year
    order by by_month.authority_code, month_start_date
"""  # noqa: S608 - put together from text of our own

SUBMISSIONS = """
    select
        submissions.authority_code,
        submissions.quarter,
        submissions.submission_id,
        submissions.submission_sequence,
        submissions.received_at,
        submissions.state,
        submissions.comparison,
        submissions.restated_count,
        submissions.is_in_force,
        submissions.in_force_from,
        submissions.in_force_until
    from marts.fct_submission as submissions
    where submissions.quarter <= $quarter
    order by submissions.authority_code, submissions.quarter, submissions.submission_sequence
"""

DEFINITIONS = """
    select 'performance' as section, measure as code, title, unit, measure_type, definition from marts.dim_measure
    union all
    select 'delivery' as section, activity as code, title, unit, measure_type, definition from seeds.activities
    order by section desc, code
"""
