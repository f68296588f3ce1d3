-- One row for every milestone of a quarter's return, and for each milestone of the quarter
-- before that is no longer in it: where it stands now and stood then.
-- Slippage is the completed day, or the forecast where it is not complete, less the baseline.
-- Overdue is judged on the quarter's last day: the baseline day is past, and it was not done.
with

authorities as (

    select * from {{ ref('dim_authority') }}

),

quarters as (

    select * from {{ ref('dim_quarter') }}

),

returns as (

    select * from {{ ref('fct_return') }}

),

milestones as (

    select * from {{ ref('fct_milestone') }}

),

expected as (

    -- union, not union all: a milestone of both quarters is one row
    select
        authority_code,
        quarter,
        project,
        work_area,
        milestone
    from milestones
    union
    select
        milestones.authority_code,
        quarters.quarter,
        milestones.project,
        milestones.work_area,
        milestones.milestone
    from milestones
    inner join quarters on milestones.quarter = quarters.previous_quarter
    inner join returns
        on
            milestones.authority_code = returns.authority_code
            and quarters.quarter = returns.quarter

),

compared as (

    select
        expected.authority_code,
        expected.quarter,
        expected.project,
        expected.work_area,
        expected.milestone,
        quarters.quarter_end_date,
        case
            when milestones.milestone is null and returns.state = 'accepted'
                then 'no_longer_reported'
            when milestones.milestone is null and returns.state = 'nil' then 'nil_return'
            when milestones.milestone is null then 'no_return'
            when previous_milestones.milestone is not null then 'continuing'
            when previous_returns.state = 'accepted' then 'new'
            else 'not_comparable'
        end as presence,
        milestones.baseline_date,
        milestones.forecast_date,
        milestones.completed_date,
        coalesce(milestones.completed_date, milestones.forecast_date) as expected_date,
        milestones.rag,
        previous_milestones.rag as previous_rag,
        coalesce(previous_milestones.completed_date, previous_milestones.forecast_date)
            as previous_expected_date,
        milestones.comment,
        milestones.comment_status,
        coalesce(milestones.submission_id, returns.submission_id) as submission_id,
        milestones.source_file,
        milestones.source_sheet,
        milestones.source_place

    from expected
    inner join quarters on expected.quarter = quarters.quarter
    left join returns
        on
            expected.authority_code = returns.authority_code
            and expected.quarter = returns.quarter
    left join returns as previous_returns
        on
            expected.authority_code = previous_returns.authority_code
            and quarters.previous_quarter = previous_returns.quarter
    left join milestones
        on
            expected.authority_code = milestones.authority_code
            and expected.quarter = milestones.quarter
            and expected.project = milestones.project
            and expected.work_area = milestones.work_area
            and expected.milestone = milestones.milestone
    left join milestones as previous_milestones
        on
            expected.authority_code = previous_milestones.authority_code
            and quarters.previous_quarter = previous_milestones.quarter
            and expected.project = previous_milestones.project
            and expected.work_area = previous_milestones.work_area
            and expected.milestone = previous_milestones.milestone

),

final as (

    select
        ---------- keys
        compared.authority_code,
        compared.quarter,
        compared.project,
        compared.work_area,
        compared.milestone,

        ---------- what it is
        authorities.authority_name,
        compared.presence,

        ---------- where it stands
        compared.baseline_date,
        compared.forecast_date,
        compared.completed_date,
        coalesce(compared.rag, compared.presence) as rag,
        coalesce(compared.previous_rag, compared.presence) as previous_rag,
        date_diff('day', compared.baseline_date, compared.expected_date) as slippage_days,
        date_diff('day', compared.previous_expected_date, compared.expected_date)
            as slippage_in_quarter_days,
        compared.baseline_date <= compared.quarter_end_date
        and coalesce(
            compared.completed_date > compared.quarter_end_date,
            compared.rag <> 'complete'
        ) as is_overdue,
        compared.comment,
        compared.comment_status,

        ---------- lineage
        compared.submission_id,
        compared.source_file,
        compared.source_sheet,
        compared.source_place

    from compared
    inner join authorities on compared.authority_code = authorities.authority_code

)

select * from final
