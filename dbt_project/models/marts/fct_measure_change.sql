-- One row per return in force and measure: its value beside that of the quarter before and of the same
-- quarter a year before.
with

performance as (

    select * from {{ ref('fct_performance') }}

),

return_calendar as (

    select * from {{ ref('return_calendar') }}

),

measures as (

    select * from {{ ref('measures') }}

),

final as (

    select
        performance.authority_code,
        performance.quarter,
        performance.measure,
        measures.title as measure_title,
        measures.measure_type,
        performance.value,
        return_calendar.previous_quarter,
        previous.value as previous_value,
        cast(performance.value - previous.value as decimal(18, 4)) as change_count,
        -- held within what the column can say, so that no slip of typing can break a build
        case
            when performance.value is not null and previous.value != 0
                then cast(least(1e12, greatest(-1e12, change_count / previous.value * 100)) as decimal(18, 4))
        end as change_percent,
        return_calendar.same_quarter_last_year,
        last_year.value as last_year_value,
        cast(performance.value - last_year.value as decimal(18, 4)) as year_change_count,
        case
            when performance.value is not null and last_year.value != 0
                then cast(least(1e12, greatest(-1e12, year_change_count / last_year.value * 100)) as decimal(18, 4))
        end as year_change_percent,
        performance.submission_id,
        performance.source_file,
        performance.source_sheet,
        performance.source_place
    from performance
    inner join return_calendar
        on performance.quarter = return_calendar.quarter
    inner join measures
        on performance.measure = measures.measure
    left join performance as previous
        on
            performance.authority_code = previous.authority_code
            and performance.measure = previous.measure
            and return_calendar.previous_quarter = previous.quarter
    left join performance as last_year
        on
            performance.authority_code = last_year.authority_code
            and performance.measure = last_year.measure
            and return_calendar.same_quarter_last_year = last_year.quarter

)

select * from final
