-- One row per return that is owed sooner or later: every reporting authority and quarter of the calendar, with the day
-- it is due, which is the calendar's unless a later one was agreed.
with

authorities as (

    select * from {{ ref('authorities') }}
    where first_quarter is not null

),

return_calendar as (

    select * from {{ ref('return_calendar') }}

),

return_extensions as (

    select * from {{ ref('return_extensions') }}

),

due as (

    select
        authorities.authority_code,
        return_calendar.quarter,
        return_calendar.quarter_end_date,
        return_calendar.due_date as calendar_due_date,
        coalesce(return_extensions.due_date, return_calendar.due_date) as due_date,
        return_extensions.due_date is not null as is_extended,
        return_extensions.reason as extension_reason
    from authorities
    inner join return_calendar
        on
            authorities.first_quarter <= return_calendar.quarter
            and coalesce(authorities.last_quarter, return_calendar.quarter) >= return_calendar.quarter
    left join return_extensions
        on
            authorities.authority_code = return_extensions.authority_code
            and return_calendar.quarter = return_extensions.quarter

)

select * from due
