-- One row per return of which anything came: the newest submission that stands, and the day the return was first in.
with

submissions as (

    select * from {{ ref('stg_returns__submissions') }}

),

arrivals as (

    select * from {{ ref('stg_returns__arrivals') }}

),

newest as (

    -- what was withdrawn counts only where there is nothing else
    select *
    from submissions
    qualify
        row_number() over (
            partition by authority_code, quarter
            order by (withdrawn_at is not null) asc, submission_sequence desc
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

first_in as (

    -- a correction sent later does not make a return late that was in in time
    select
        submissions.authority_code,
        submissions.quarter,
        min(arrivals.received_at) as first_received_at
    from submissions
    inner join arrivals
        on submissions.submission_id = arrivals.submission_id
    where
        submissions.state in ('accepted', 'nil')
        and arrivals.withdrawn_at is null
    group by submissions.authority_code, submissions.quarter

),

received as (

    select
        newest.authority_code,
        newest.quarter,
        newest.submission_id,
        newest.submission_sequence,
        newest.received_at,
        newest.withdrawn_at is not null as is_withdrawn,
        newest.file_count,
        newest.values_read,
        counted.submission_count,
        first_in.first_received_at
    from newest
    inner join counted
        on newest.authority_code = counted.authority_code and newest.quarter = counted.quarter
    left join first_in
        on newest.authority_code = first_in.authority_code and newest.quarter = first_in.quarter

)

select * from received
