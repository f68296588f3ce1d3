-- One row per return in force and measure that counts children or what is done for them: what it is in a year for
-- each 10,000 children under 18. A stock stands as it is; the flow of a quarter is taken four times, which says what
-- a year of such quarters would be and not what the year will be. The quarters of 2021-22 are divided by the
-- population of mid-2021, as DfE divides the year to 31 March 2022, or by the newest before it. The interval is
-- that of a count of events at 99.8 per cent: what chance alone does to a count of that size.
with

performance as (

    select * from {{ ref('fct_performance') }}
    where value >= 0

),

measures as (

    select * from {{ ref('measures') }}
    where is_count_of_children and measure_type != 'ratio'

),

return_calendar as (

    select * from {{ ref('return_calendar') }}

),

populations as (

    select * from {{ ref('dim_population') }}

),

counted as (

    select
        performance.*,
        measures.title as measure_title,
        measures.measure_type,
        case measures.measure_type when 'flow' then 4 else 1 end as times,
        performance.value as events,
        cast(left(return_calendar.financial_year, 4) as integer) as newest_mid_year
    from performance
    inner join measures
        on performance.measure = measures.measure
    inner join return_calendar
        on performance.quarter = return_calendar.quarter

),

with_population as (

    select
        counted.*,
        populations.population_mid_year,
        populations.population_count,
        counted.times * 10000.0 / nullif(populations.population_count, 0) as rate_of_one
    from counted
    asof inner join populations
        on
            counted.authority_code = populations.authority_code
            and counted.newest_mid_year >= populations.population_mid_year

),

final as (

    select
        authority_code,
        quarter,
        measure,
        measure_title,
        measure_type,
        value,
        population_mid_year,
        population_count,
        round(events * rate_of_one, 4) as rate_per_10000,
        {% for side in ['lower', 'upper'] -%}
        round({{ event_limit('events', side, '99.8') }} * rate_of_one, 4) as {{ side }}_rate_per_10000,
        {% endfor -%}
        submission_id,
        source_file,
        source_sheet,
        source_place
    from with_population

)

select * from final
