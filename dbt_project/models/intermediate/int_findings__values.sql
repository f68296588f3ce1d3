-- One row per value of an accepted submission that cannot be used as it was sent: what reading could not know, because
-- it does not know what a value means.
with

indicators as (

    select * from {{ ref('int_indicators__coded') }}

),

indicator_sets as (

    select * from {{ ref('int_indicators__without_duplicates') }}

),

indicator_quarters as (

    select * from {{ ref('int_indicators__quarterly') }}

),

amounts as (

    select * from {{ ref('int_finance__amounts') }}

),

milestones as (

    select * from {{ ref('int_milestones__coded') }}

),

benefits as (

    select * from {{ ref('int_benefits__in_pounds') }}

),

unreadable_indicators as (

    {% for figure in ['value', 'denominator', 'percentage', 'year_to_date'] -%}
    select
        submission_id,
        authority_code,
        quarter,
        'unreadable_value' as finding_type,
        case list when 'activity' then 'delivery' else 'performance' end as section,
        source_file,
        source_sheet,
        {{ figure }}_place as place,
        '''' || label || ''' should have a number under {{ figure.replace('_', ' ') }}; the text there is none.'
            as message
    from indicators
    where {{ figure }}_status = 'unreadable'
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

unknown_labels as (

    select
        submission_id,
        authority_code,
        quarter,
        'unknown_label' as finding_type,
        case list when 'activity' then 'delivery' else 'performance' end as section,
        source_file,
        source_sheet,
        case when code is null then label_place else value_place end as place,
        'The label ''' || case when code is null then label else label || ' / ' || category end
        || ''' is not known; its figure was set aside.' as message
    from indicators
    where code is null or is_category_unknown

),

unreadable_periods as (

    select distinct
        submission_id,
        authority_code,
        quarter,
        'unreadable_date' as finding_type,
        'performance' as section,
        source_file,
        source_sheet,
        period_place as place,
        'The period of figures cannot be read as a month or a quarter; they were set aside.' as message
    from indicators
    where period_quarter is null
    union all
    select distinct
        submission_id,
        authority_code,
        quarter,
        'unreadable_date' as finding_type,
        'finance' as section,
        source_file,
        source_sheet,
        period_place as place,
        'The period of amounts cannot be read as a month; they were set aside.' as message
    from amounts
    where amount = 'actual_in_month' and period_month is null

),

duplicate_indicators as (

    select
        submission_id,
        authority_code,
        quarter,
        case when is_conflicting then 'conflicting_duplicate' else 'identical_duplicate' end as finding_type,
        case list when 'activity' then 'delivery' else 'performance' end as section,
        source_file,
        source_sheet,
        last_place as place,
        case
            when is_conflicting
                then '''' || label || ''' stands twice with two different values, at ' || first_place || ' and at '
                    || last_place || '; neither was taken.'
            else '''' || label || ''' stands twice with the same value, at ' || first_place || ' and at ' || last_place
                || '; it was counted once.'
        end as message
    from indicator_sets
    where row_count > 1 and first_place != last_place

),

missing_months as (

    select
        submission_id,
        authority_code,
        quarter,
        'months_missing' as finding_type,
        case list when 'activity' then 'delivery' else 'performance' end as section,
        source_file,
        source_sheet,
        value_place as place,
        '''' || label || ''' does not have all three months of the quarter.' as message
    from indicator_quarters
    where is_month_missing and period_quarter = quarter

),

unreadable_money as (

    select
        submission_id,
        authority_code,
        quarter,
        'unreadable_value' as finding_type,
        'finance' as section,
        source_file,
        source_sheet,
        value_place as place,
        '''' || workstream_label || ''', ' || coalesce('''' || funder_label || ''', ', '')
        || replace(amount, '_', ' ') || ' should be an amount of money; the text there is none.' as message
    from amounts
    where value_status = 'unreadable'

),

unknown_money as (

    select distinct
        submission_id,
        authority_code,
        quarter,
        case
            when workstream is not null and funder_label is null then 'row_without_label' else 'unknown_label'
        end as finding_type,
        'finance' as section,
        source_file,
        source_sheet,
        workstream_place as place,
        'The line ''' || workstream_label || coalesce(''' / ''' || funder_label, '')
        || case
            when workstream is not null and funder_label is null then ''' names no funder; its amounts were set aside.'
            else ''' is not known; its amounts were set aside.'
        end as message
    from amounts
    where workstream is null or is_funder_unknown

),

money_sets as (

    select
        submission_id,
        authority_code,
        quarter,
        workstream,
        funder,
        any_value(workstream_label) as workstream_label,
        any_value(source_file) as source_file,
        any_value(source_sheet) as source_sheet,
        count(distinct row_number) as row_count,
        count(distinct coalesce(cast(value_gbp as varchar), value_status)) > 1 as is_conflicting,
        arg_min(value_place, row_number) as first_place,
        arg_max(value_place, row_number) as last_place
    from amounts
    where workstream is not null and not is_funder_unknown
    group by submission_id, authority_code, quarter, workstream, funder, amount, period_month
    having first_place != last_place

),

duplicate_money as (

    select
        submission_id,
        authority_code,
        quarter,
        case when is_conflicting then 'conflicting_duplicate' else 'identical_duplicate' end as finding_type,
        'finance' as section,
        source_file,
        source_sheet,
        last_place as place,
        'The line ''' || workstream_label || ''' stands twice, at ' || first_place || ' and at ' || last_place || '; '
        || case when is_conflicting then 'neither amount was taken.' else 'it was counted once.' end as message
    from money_sets

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

duplicate_milestones as (

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

unreadable_benefits as (

    {% for figure in ['planned', 'delivered', 'forecast'] -%}
    select
        submission_id,
        authority_code,
        quarter,
        'unreadable_value' as finding_type,
        'benefits' as section,
        source_file,
        source_sheet,
        {{ figure }}_place as place,
        '''' || benefit || ''', {{ figure }} should be an amount of money; the text there is none.' as message
    from benefits
    where {{ figure }}_status = 'unreadable'
    union all
    {% endfor -%}
    select
        submission_id,
        authority_code,
        quarter,
        'unreadable_year' as finding_type,
        'benefits' as section,
        source_file,
        source_sheet,
        financial_year_place as place,
        '''' || benefit || ''' is for a year that cannot be read as a financial year.' as message
    from benefits
    where financial_year is null

),

duplicate_benefits as (

    select
        submission_id,
        authority_code,
        quarter,
        case
            when count(distinct row(planned_gbp, delivered_gbp, forecast_gbp)) > 1 then 'conflicting_duplicate'
            else 'identical_duplicate'
        end as finding_type,
        'benefits' as section,
        any_value(source_file) as source_file,
        any_value(source_sheet) as source_sheet,
        arg_max(planned_place, row_number) as place,
        '''' || benefit || ''' stands twice for ' || financial_year || ', at ' || arg_min(planned_place, row_number)
        || ' and at ' || arg_max(planned_place, row_number) || '.' as message
    from benefits
    where financial_year is not null
    group by submission_id, authority_code, quarter, benefit, financial_year
    having count(*) > 1

),

together as (

    {% for part in [
        'unreadable_indicators', 'unknown_labels', 'unreadable_periods', 'duplicate_indicators', 'missing_months',
        'unreadable_money', 'unknown_money', 'duplicate_money', 'unreadable_dates', 'unknown_statuses', 'duplicate_milestones',
        'unreadable_benefits', 'duplicate_benefits'
    ] -%}
    select * from {{ part }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from together
