-- One row per milestone that cannot be used as it was sent. Milestones are not named: people write about people.
with

milestones as (

    select * from {{ ref('int_milestones__coded') }}

),

-- what reading has told of already, with its likeliest meaning
told as (

    select
        submission_id,
        file as source_file,
        coalesce(sheet, '') as source_sheet,
        place
    from {{ ref('stg_returns__findings') }}
    where finding_type = 'unknown_status'

),

unreadable_dates as (

    {% for name in ['baseline_date', 'forecast_date', 'completed_date'] -%}
    select
        submission_id,
        authority_code,
        quarter,
        case
            when {{ name }}_basis = 'end_of_month' then 'month_without_day'
            when {{ name }}_status = 'ambiguous' then 'ambiguous_date'
            else 'unreadable_date'
        end as finding_type,
        'milestones' as section,
        source_file,
        source_sheet,
        {{ name }}_place as place,
        'The {{ name.replace('_', ' ') }} of a milestone ' || case
            when {{ name }}_basis = 'end_of_month'
                then 'names a month and no day; the last day of it was taken. Write the day, as 30 June 2021.'
            when {{ name }}_basis = 'contradiction'
                then 'can be read two ways; its column writes dates in both orders, or in another than the layout '
                    || 'says; it was not used. Write the month in words, as 30 June 2021.'
            when {{ name }}_status = 'ambiguous'
                then 'can be read two ways, and nothing in its table says which; it was not used. Write the month in '
                    || 'words, as 30 June 2021.'
            else 'cannot be read as a day of 2000 to 2049. Write it as 30 June 2021 or as 30/06/2021.'
        end as message
    from milestones
    where {{ name }}_status in ('unreadable', 'ambiguous') or {{ name }}_basis = 'end_of_month'
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

-- one finding a column, at the first of its dates
assumed_dates as (

    {% for name in ['baseline_date', 'forecast_date', 'completed_date'] -%}
    select
        submission_id,
        authority_code,
        quarter,
        'date_order_assumed' as finding_type,
        'milestones' as section,
        source_file,
        source_sheet,
        arg_min({{ name }}_place, row_number) as place,
        'The {{ name.replace('_', ' ') }} of ' || count(*) || ' milestone(s) can be read two ways, and nothing in the '
        || 'table says which; read in the order of other returns in this layout. Write the month in words, as '
        || '30 June 2021, to be sure.' as message
    from milestones
    where {{ name }}_basis = 'layout'
    group by submission_id, authority_code, quarter, source_file, source_sheet
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
    where
        rag is null
        and not exists (
            select 1 from told
            where
                told.submission_id = milestones.submission_id
                and told.source_file = milestones.source_file
                and told.source_sheet = coalesce(milestones.source_sheet, '')
                and told.place = coalesce(milestones.rag_place, milestones.milestone_place)
        )

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

    {% for part in ['unreadable_dates', 'assumed_dates', 'unknown_statuses', 'duplicates'] -%}
    select * from {{ part }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from together
