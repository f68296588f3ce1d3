-- One row per milestone that cannot be used as it was sent. Milestones are not named: people write about people.
with

milestones as (

    select * from {{ ref('int_milestones__coded') }}

),

unreadable_dates as (

    {% for name in ['baseline_date', 'forecast_date', 'completed_date'] -%}
    select
        submission_id,
        authority_code,
        quarter,
        'unreadable_date' as finding_type,
        'milestones' as section,
        source_file,
        source_sheet,
        {{ name }}_place as place,
        'The {{ name.replace('_', ' ') }} of a milestone cannot be read as a date.' as message
    from milestones
    where {{ name }}_status = 'unreadable'
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

unknown_statuses as (

    select
        submission_id,
        authority_code,
        quarter,
        'unknown_status' as finding_type,
        'milestones' as section,
        source_file,
        source_sheet,
        coalesce(rag_place, milestone_place) as place,
        'The status of a milestone is '
        || case when rag_text is null then 'blank.' else 'none of those that are known.' end as message
    from milestones
    where rag is null

),

duplicates as (

    select
        submission_id,
        authority_code,
        quarter,
        case
            when count(distinct row(baseline_date, forecast_date, completed_date, rag)) > 1 then 'conflicting_duplicate'
            else 'identical_duplicate'
        end as finding_type,
        'milestones' as section,
        any_value(source_file) as source_file,
        any_value(source_sheet) as source_sheet,
        arg_max(milestone_place, row_number) as place,
        'A milestone stands twice, at ' || arg_min(milestone_place, row_number) || ' and at '
        || arg_max(milestone_place, row_number) || '.' as message
    from milestones
    group by submission_id, authority_code, quarter, project, work_area, milestone
    having count(*) > 1

),

together as (

    {% for part in ['unreadable_dates', 'unknown_statuses', 'duplicates'] -%}
    select * from {{ part }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from together
