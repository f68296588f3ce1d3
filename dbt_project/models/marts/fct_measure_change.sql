-- One row per return in force and measure: its value beside that of the quarter before.
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

)

select * from final
