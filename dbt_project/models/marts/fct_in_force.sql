-- One row per return and stretch of time in which one of its submissions was in force, one that says that there is
-- nothing to report among them. Which returns counted at a moment:
--   select * from marts.fct_in_force where valid_from <= moment and coalesce(valid_until > moment, true)
with

through_time as (

    select * from {{ ref('int_returns__through_time') }}

),

submissions as (

    select * from {{ ref('int_submissions__compared') }}

),

final as (

    select
        through_time.authority_code,
        through_time.quarter,
        cast(through_time.stretch_number as integer) as stretch_number,
        through_time.submission_id,
        through_time.submission_sequence,
        -- one that was withdrawn later said then what it says
        case when submissions.is_nil then 'nil' else 'accepted' end as state,
        through_time.received_at,
        through_time.valid_from,
        through_time.valid_until
    from through_time
    inner join submissions
        on
            through_time.authority_code = submissions.authority_code
            and through_time.quarter = submissions.quarter
            and through_time.submission_sequence = submissions.submission_sequence

)

select * from final
