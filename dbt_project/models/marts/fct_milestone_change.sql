-- One row per return in force and milestone: its dates and status beside those of the quarter before.
with

milestones as (

    select * from {{ ref('fct_milestone') }}

),

return_calendar as (

    select * from {{ ref('return_calendar') }}

),

final as (

    select
        this.authority_code,
        this.quarter,
        this.project,
        this.work_area,
        this.milestone,
        return_calendar.quarter_start_date,
        return_calendar.quarter_end_date,
        this.baseline_date,
        this.forecast_date,
        previous.forecast_date as previous_forecast_date,
        cast(date_diff('day', previous.forecast_date, this.forecast_date) as integer) as forecast_moved_days,
        this.completed_date,
        previous.completed_date as previous_completed_date,
        this.rag,
        previous.rag as previous_rag,
        this.comment_status,
        this.submission_id,
        this.source_file,
        this.source_sheet,
        this.source_place
    from milestones as this
    inner join return_calendar
        on this.quarter = return_calendar.quarter
    left join milestones as previous
        on
            this.authority_code = previous.authority_code
            and return_calendar.previous_quarter = previous.quarter
            and this.project = previous.project
            and this.work_area = previous.work_area
            and this.milestone = previous.milestone

)

select * from final
