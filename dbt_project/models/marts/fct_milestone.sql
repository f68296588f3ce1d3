-- One row per return in force and milestone.
with

milestones as (

    select * from {{ ref('int_milestones__coded') }}

),

in_force as (

    select * from {{ ref('int_returns__in_force') }}

),

final as (

    select
        milestones.authority_code,
        milestones.quarter,
        milestones.project,
        milestones.work_area,
        milestones.milestone,
        milestones.baseline_date,
        milestones.forecast_date,
        milestones.completed_date,
        milestones.rag,
        milestones.comment,
        milestones.comment_status,
        milestones.submission_id,
        milestones.source_file,
        milestones.source_sheet,
        milestones.milestone_place as source_place
    from milestones
    inner join in_force
        on milestones.submission_id = in_force.submission_id
    -- a milestone that stands twice is a finding; the first one sent is shown
    qualify
        row_number() over (
            partition by milestones.submission_id, milestones.project, milestones.work_area, milestones.milestone
            order by milestones.row_number
        ) = 1

)

select * from final
