-- One row per return that is owed: every reporting authority and quarter, up to the last quarter anybody has sent.
with

submissions as (

    select * from {{ ref('stg_returns__submissions') }}

),

in_force as (

    select * from {{ ref('int_returns__in_force') }}

),

authorities as (

    select * from {{ ref('authorities') }}
    where first_quarter is not null

),

return_calendar as (

    select * from {{ ref('return_calendar') }}

),

reach as (

    select
        max(quarter) as last_quarter,
        -- "today" is the day of the latest receipt, so that the same returns always build the same warehouse
        max(cast(received_at as date)) as as_of_date
    from submissions

),

latest as (

    select *
    from submissions
    qualify
        row_number() over (
            partition by authority_code, quarter
            order by submission_sequence desc
        ) = 1

),

counted as (

    select
        authority_code,
        quarter,
        count(*) as submission_count
    from submissions
    group by authority_code, quarter

),

final as (

    select
        authorities.authority_code,
        return_calendar.quarter,
        case
            when in_force.submission_id is not null then 'accepted'
            when latest.submission_id is not null then 'rejected'
            when reach.as_of_date > return_calendar.due_date then 'late'
            else 'due'
        end as state,
        coalesce(in_force.submission_id, latest.submission_id) as submission_id,
        coalesce(in_force.received_at, latest.received_at) as received_at,
        return_calendar.due_date,
        cast(coalesce(counted.submission_count, 0) as integer) as submission_count,
        coalesce(latest.submission_sequence > in_force.submission_sequence, false) as has_later_rejection,
        coalesce(accepted.file_count, latest.file_count) as file_count,
        coalesce(accepted.values_read, latest.values_read) as values_read
    from authorities
    cross join reach
    inner join return_calendar
        on
            authorities.first_quarter <= return_calendar.quarter
            and coalesce(authorities.last_quarter, reach.last_quarter) >= return_calendar.quarter
            and reach.last_quarter >= return_calendar.quarter
    left join latest
        on authorities.authority_code = latest.authority_code and return_calendar.quarter = latest.quarter
    left join in_force
        on authorities.authority_code = in_force.authority_code and return_calendar.quarter = in_force.quarter
    left join submissions as accepted
        on in_force.submission_id = accepted.submission_id
    left join counted
        on authorities.authority_code = counted.authority_code and return_calendar.quarter = counted.quarter

)

select * from final
