-- One row per figure of performance or delivery that cannot be used as it was sent: what reading could not know,
-- because it does not know what a figure means.
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

unreadable_figures as (

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

),

duplicates as (

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

together as (

    {% for part in [
        'unreadable_figures', 'unknown_labels', 'unreadable_periods', 'duplicates', 'missing_months'
    ] -%}
    select * from {{ part }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from together
