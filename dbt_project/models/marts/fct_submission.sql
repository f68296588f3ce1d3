-- One row per time that a submission came: what became of it, what it changed, and when it was in force.
with

submissions as (

    select * from {{ ref('int_submissions__compared') }}

),

restated as (

    select
        submission_id,
        submission_sequence,
        count(*) as restated_count
    from {{ ref('int_figures__restated') }}
    group by submission_id, submission_sequence

),

-- after a later one is withdrawn, a submission is in force a second time
in_force as (

    select
        submission_id,
        submission_sequence,
        min(valid_from) as in_force_from,
        case when count(*) = count(valid_until) then max(valid_until) end as in_force_until,
        count(*) > count(valid_until) as is_in_force
    from {{ ref('int_returns__through_time') }}
    group by submission_id, submission_sequence

),

final as (

    select
        submissions.authority_code,
        submissions.quarter,
        submissions.submission_id,
        submissions.submission_sequence,
        submissions.state,
        submissions.received_at,
        submissions.content_hash,
        submissions.withdrawn_at,
        submissions.compared_with_submission_id,
        case
            when submissions.state in ('rejected', 'withdrawn') then submissions.state
            when submissions.compared_with_submission_id is null then 'first'
            when submissions.is_the_same then 'the_same'
            when restated.restated_count is null then 'only_stamps_differ'
            else 'restated'
        end as comparison,
        coalesce(restated.restated_count, 0) as restated_count,
        coalesce(in_force.is_in_force, false) as is_in_force,
        in_force.in_force_from,
        in_force.in_force_until,
        submissions.file_count,
        submissions.values_read
    from submissions
    left join restated
        on
            submissions.submission_id = restated.submission_id
            and submissions.submission_sequence = restated.submission_sequence
    left join in_force
        on
            submissions.submission_id = in_force.submission_id
            and submissions.submission_sequence = in_force.submission_sequence

)

select * from final
