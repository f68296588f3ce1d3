-- One row for every count of children, authority, quarter and comparison: how many times the rate it is of the quarter
-- before, the same quarter last year, the baseline, and England at the last year end. The interval is log-normal, at 95
-- per cent; the judgement is made at 99.8, as in rpt_changes, for one report compares some hundreds of figures. Counts
-- under 10 have a ratio and no interval. Of a stock both are a convention, for its children are not events. Over a
-- break in recording nothing is judged.
-- England counts years: a flow is held against it by its last four quarters together.
with

performance as (

    select * from {{ ref('rpt_performance') }}

),

rates as (

    select * from {{ ref('rpt_performance_rates') }}

),

quarters as (

    select * from {{ ref('dim_quarter') }}

),

published as (

    select * from {{ ref('fct_published_rate') }}
    where authority_code = 'E92000001' and unit = 'rate_per_10000' -- ONS's code of the country

),

breaks as (

    select
        authority_code,
        quarter,
        measure,
        comparison,
        string_agg(break_note, '; ' order by break_note) as break_note,
        bool_or(kind = 'recording') as is_recorded_otherwise
    from {{ ref('fct_broken_comparison') }}
    group by all

),

england as (

    select
        quarters.quarter,
        published.measure,
        published.period_end_date,
        published.status,
        published.event_count,
        coalesce(published.event_count * 10000 / nullif(published.population_count, 0), published.value)
            as rate_per_10000,
        coalesce(
            published.population_count, published.event_count * 10000 / nullif(published.value, 0)
        ) as population_count
    from quarters
    inner join published on quarters.quarter_end_date >= published.period_end_date
    qualify row_number() over (
            partition by quarters.quarter, published.measure order by published.period_end_date desc
        ) = 1

),

against_quarters as (

    select
        rates.authority_code,
        rates.quarter,
        rates.measure,
        comparisons.comparison,
        rates.rate_basis,
        comparisons.compared_quarter,
        cast(null as date) as compared_period_end_date,
        rates.value as events_now,
        rates.population_count as population_now,
        rates.rate_per_10000,
        rates.rate_status as status_now,
        earlier.value as events_then,
        earlier.population_count as population_then,
        earlier.rate_per_10000 as compared_rate_per_10000,
        case
            when comparisons.compared_status = 'reported' then coalesce(earlier.rate_status, 'no_return')
            else comparisons.compared_status
        end as compared_status

    from rates
    inner join performance
        on
            rates.authority_code = performance.authority_code
            and rates.quarter = performance.quarter
            and rates.measure = performance.measure
    cross join
        lateral (
            values
            ('previous_quarter', performance.previous_quarter, performance.previous_status),
            ('same_quarter_last_year', performance.same_quarter_last_year, performance.last_year_status),
            ('baseline', performance.baseline_quarter, performance.baseline_status)
        ) as comparisons (comparison, compared_quarter, compared_status)
    left join rates as earlier
        on
            rates.authority_code = earlier.authority_code
            and rates.measure = earlier.measure
            and comparisons.compared_quarter = earlier.quarter
            and rates.quarter > earlier.quarter

),

against_england as (

    select
        rates.authority_code,
        rates.quarter,
        rates.measure,
        'england' as comparison,
        case rates.measure_type when 'flow' then 'in the last four quarters' else rates.rate_basis end as rate_basis,
        cast(null as varchar) as compared_quarter,
        england.period_end_date as compared_period_end_date,
        case rates.measure_type when 'flow' then rates.four_quarters_value else rates.value end as events_now,
        rates.population_count as population_now,
        case rates.measure_type when 'flow' then rates.four_quarters_rate_per_10000 else rates.rate_per_10000 end
            as rate_per_10000,
        case rates.measure_type when 'flow' then rates.four_quarters_status else rates.rate_status end as status_now,
        england.event_count as events_then,
        england.population_count as population_then,
        england.rate_per_10000 as compared_rate_per_10000,
        coalesce(england.status, 'no_statistic') as compared_status

    from rates
    left join england on rates.quarter = england.quarter and rates.measure = england.measure

),

compared as (

    select
        *,
        status_now = 'reported' and compared_status = 'reported' and compared_rate_per_10000 > 0 as has_ratio,
        has_ratio and least(events_now, events_then) >= 10 as has_interval
    from (
        select * from against_quarters
        union all
        select * from against_england
    ) as both_kinds

),

limits as (

    select
        *,
        {% for level in ['95', '99.8'] -%}
        {% for side in ['lower', 'upper'] -%}
        case
            when has_interval
                then
                    {{ rate_ratio_limit(
                        'events_now', 'population_now', 'events_then', 'population_then', side, level
                    ) }}
        end as {{ side }}_{{ level | replace('.', '_') }},
        {% endfor -%}
        {% endfor -%}
        case when has_ratio then cast(rate_per_10000 as double) / compared_rate_per_10000 end as ratio
    from compared

),

final as (

    select
        ---------- keys
        limits.authority_code,
        limits.quarter,
        limits.measure,
        limits.comparison,

        ---------- what it is
        performance.authority_name,
        performance.title,
        performance.measure_type,
        performance.polarity,
        limits.rate_basis,

        ---------- now and then
        limits.rate_per_10000,
        limits.status_now as rate_status,
        limits.compared_quarter,
        limits.compared_period_end_date,
        cast(limits.compared_rate_per_10000 as decimal(28, 8)) as compared_rate_per_10000,
        limits.compared_status,

        ---------- how many times
        cast(limits.ratio as decimal(28, 8)) as ratio,
        cast(limits.lower_95 as decimal(28, 6)) as lower_ratio,
        cast(limits.upper_95 as decimal(28, 6)) as upper_ratio,
        case
            when limits.status_now != 'reported' then limits.status_now
            when limits.compared_status != 'reported' then limits.compared_status
            when not limits.has_ratio then 'not_applicable'
            else 'reported'
        end as status,
        case
            when limits.lower_95 is null then 'none'
            when performance.measure_type = 'stock' then 'log_normal_convention'
            else 'log_normal'
        end as interval_method,
        case
            when not limits.has_ratio or breaks.is_recorded_otherwise then 'not_comparable'
            when not limits.has_interval then 'too_few_to_tell'
            when limits.lower_99_8 > 1 then 'clearly_higher'
            when limits.upper_99_8 < 1 then 'clearly_lower'
            else 'no_clear_difference'
        end as judgement,
        case when limits.has_ratio then breaks.break_note end as break_note

    from limits
    inner join performance
        on
            limits.authority_code = performance.authority_code
            and limits.quarter = performance.quarter
            and limits.measure = performance.measure
    left join breaks
        on
            limits.authority_code = breaks.authority_code
            and limits.quarter = breaks.quarter
            and limits.measure = breaks.measure
            and limits.comparison = breaks.comparison

)

select * from final
