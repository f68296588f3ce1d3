-- One row per return and stretch of time in which one submission was in force: from when it came until another one
-- came, or until it was withdrawn and the one before counted again.
with

arrivals as (

    select * from {{ ref('int_submissions__compared') }}
    where state != 'rejected'

),

moments as (

    select
        authority_code,
        quarter,
        received_at as moment
    from arrivals
    union
    select
        authority_code,
        quarter,
        withdrawn_at as moment
    from arrivals
    where withdrawn_at is not null

),

in_force as (

    select
        moments.authority_code,
        moments.quarter,
        moments.moment,
        max(arrivals.submission_sequence) as submission_sequence
    from moments
    left join arrivals
        on
            moments.authority_code = arrivals.authority_code
            and moments.quarter = arrivals.quarter
            and moments.moment >= arrivals.received_at
            and coalesce(moments.moment < arrivals.withdrawn_at, true)
    group by all

),

changes as (

    select *
    from in_force
    qualify
        lag(submission_sequence) over (partition by authority_code, quarter order by moment)
        is distinct from submission_sequence

),

stretches as (

    select
        *,
        lead(moment) over (partition by authority_code, quarter order by moment) as next_moment
    from changes

),

through_time as (

    select
        arrivals.submission_id,
        stretches.authority_code,
        stretches.quarter,
        stretches.submission_sequence,
        stretches.moment as valid_from,
        stretches.next_moment as valid_until,
        arrivals.received_at,
        row_number() over (
            partition by stretches.authority_code, stretches.quarter
            order by stretches.moment
        ) as stretch_number
    from stretches
    inner join arrivals
        on
            stretches.authority_code = arrivals.authority_code
            and stretches.quarter = arrivals.quarter
            and stretches.submission_sequence = arrivals.submission_sequence

)

select * from through_time
