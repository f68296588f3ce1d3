-- One row per time that a submission came: what became of it, and the submission in force then, which it is compared
-- with.
with

arrivals as (

    select
        arrivals.*,
        submissions.content_hash,
        submissions.file_count,
        submissions.values_read,
        submissions.is_nil,
        case
            when arrivals.withdrawn_at is not null and submissions.state != 'rejected' then 'withdrawn'
            else submissions.state
        end as state
    from {{ ref('stg_returns__arrivals') }} as arrivals
    inner join {{ ref('stg_returns__submissions') }} as submissions
        on arrivals.submission_id = submissions.submission_id

),

before as (

    select
        arrivals.authority_code,
        arrivals.quarter,
        arrivals.submission_sequence,
        earlier.submission_id as compared_with_submission_id,
        earlier.content_hash as compared_content_hash
    from arrivals
    inner join arrivals as earlier
        on
            arrivals.authority_code = earlier.authority_code
            and arrivals.quarter = earlier.quarter
            and arrivals.submission_sequence > earlier.submission_sequence
            and earlier.state != 'rejected'
            and coalesce(arrivals.received_at < earlier.withdrawn_at, true)
    qualify
        row_number() over (
            partition by arrivals.authority_code, arrivals.quarter, arrivals.submission_sequence
            order by earlier.submission_sequence desc
        ) = 1

),

compared as (

    select
        arrivals.*,
        before.compared_with_submission_id,
        coalesce(arrivals.content_hash = before.compared_content_hash, false) as is_the_same
    from arrivals
    left join before
        on
            arrivals.authority_code = before.authority_code
            and arrivals.quarter = before.quarter
            and arrivals.submission_sequence = before.submission_sequence

)

select * from compared
