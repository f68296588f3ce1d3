-- One row per return that is owed: every reporting authority and quarter of the calendar, up to the last of them that
-- anybody has sent. A folder with a slip in its name, which is no quarter of the calendar, makes nobody owe anything.
with

submissions as (

    select * from {{ ref('stg_returns__submissions') }}

),

received as (

    select * from {{ ref('int_returns__received') }}

),

in_force as (

    select * from {{ ref('int_returns__in_force') }}

),

due as (

    select * from {{ ref('int_returns__due') }}

),

bank_holidays as (

    select * from {{ ref('bank_holidays') }}

),

reach as (

    select
        max(quarter) filter (where quarter in (select due.quarter from due)) as last_quarter,
        -- "today" is the day of the latest receipt, so that the same returns always build the same warehouse; whoever
        -- rebuilds a release without the returns that came for later quarters says which day that was
        greatest(max(cast(received_at as date)), cast('{{ var("as_of", "1900-01-01") }}' as date)) as as_of_date
    from submissions

),

owed as (

    select
        due.*,
        reach.as_of_date,
        coalesce(cast(received.first_received_at as date), reach.as_of_date) as in_or_as_of_date
    from due
    inner join reach
        on due.quarter <= reach.last_quarter
    left join received
        on due.authority_code = received.authority_code and due.quarter = received.quarter

),

days as (

    select cast(unnest(generate_series(min(due_date), max(in_or_as_of_date), interval 1 day)) as date) as day
    from owed

),

working_days as (

    select days.day
    from days
    left join bank_holidays
        on days.day = bank_holidays.bank_holiday_date
    where isodow(days.day) <= 5 and bank_holidays.bank_holiday_date is null

),

lateness as (

    select
        owed.authority_code,
        owed.quarter,
        count(working_days.day) as working_days_late
    from owed
    left join working_days
        on owed.due_date < working_days.day and owed.in_or_as_of_date >= working_days.day
    group by owed.authority_code, owed.quarter

),

final as (

    select
        owed.authority_code,
        owed.quarter,
        case
            when in_force.submission_id is not null then in_force.state
            when received.is_withdrawn then 'withdrawn'
            when received.submission_id is not null then 'rejected'
            when owed.as_of_date <= owed.quarter_end_date then 'not_due'
            when owed.as_of_date > owed.due_date then 'late'
            else 'due'
        end as state,
        coalesce(in_force.submission_id, received.submission_id) as submission_id,
        coalesce(in_force.received_at, received.received_at) as received_at,
        owed.due_date,
        owed.calendar_due_date,
        owed.is_extended,
        owed.extension_reason,
        cast(lateness.working_days_late as integer) as working_days_late,
        cast(coalesce(received.submission_count, 0) as integer) as submission_count,
        coalesce(
            received.submission_sequence > in_force.submission_sequence and not received.is_withdrawn, false
        ) as has_later_rejection,
        coalesce(counts.file_count, received.file_count) as file_count,
        coalesce(counts.values_read, received.values_read) as values_read
    from owed
    inner join lateness
        on owed.authority_code = lateness.authority_code and owed.quarter = lateness.quarter
    left join received
        on owed.authority_code = received.authority_code and owed.quarter = received.quarter
    left join in_force
        on owed.authority_code = in_force.authority_code and owed.quarter = in_force.quarter
    left join submissions as counts
        on in_force.submission_id = counts.submission_id

)

select * from final
