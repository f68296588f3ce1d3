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

-- what reading has told of already, with its likeliest meaning
told as (

    select
        submission_id,
        file as source_file,
        coalesce(sheet, '') as source_sheet,
        place
    from {{ ref('stg_returns__findings') }}
    where finding_type = 'unknown_label'

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
    where
        (code is null or is_category_unknown)
        and not exists (
            select 1 from told
            where
                told.submission_id = indicators.submission_id
                and told.source_file = indicators.source_file
                and told.source_sheet = coalesce(indicators.source_sheet, '')
                and told.place = case
                    when indicators.code is null then indicators.label_place
                    else indicators.value_place
                end
        )

),

unreadable_periods as (

    select distinct
        submission_id,
        authority_code,
        quarter,
        case when period_basis is null then 'unreadable_date' else 'ambiguous_date' end as finding_type,
        'performance' as section,
        source_file,
        source_sheet,
        period_place as place,
        case
            when period_basis is null
                then 'The period of figures cannot be read as a month or a quarter; they were set aside. '
                    || 'Write it as Apr-21 or as Q1.'
            else 'The period of figures can be read two ways; they were set aside. Write it as Apr-21 or as Q1.'
        end as message
    from indicators
    where period_quarter is null

),

assumed_periods as (

    select
        submission_id,
        authority_code,
        quarter,
        'date_order_assumed' as finding_type,
        'performance' as section,
        source_file,
        source_sheet,
        arg_min(period_place, row_number) as place,
        'Periods that can be read two ways were read in the order of other returns in this layout. Write them as '
        || 'Apr-21 to be sure.' as message
    from indicators
    where period_basis = 'layout'
    group by submission_id, authority_code, quarter, source_file, source_sheet

),

unclear_percentages as (

    select distinct
        submission_id,
        authority_code,
        quarter,
        'percentage_unclear' as finding_type,
        case list when 'activity' then 'delivery' else 'performance' end as section,
        source_file,
        source_sheet,
        percentage_place as place,
        'A percentage ' || case percentage_basis
            when 'contradiction' then 'is in another scale than the rest of its column'
            else 'of up to 1 could be that or a fraction'
        end || '; it was not used. Write each percentage of the column with its sign, as 23.4%.' as message
    from indicators
    where percentage_basis in ('contradiction', 'unclear')

),

rescaled_percentages as (

    select
        submission_id,
        authority_code,
        quarter,
        'percentage_scale' as finding_type,
        case list when 'activity' then 'delivery' else 'performance' end as section,
        source_file,
        source_sheet,
        arg_min(percentage_place, row_number) as place,
        'The percentages of this column (' || count(distinct percentage_place) || ') are '
        || case when any_value(percentage) = any_value(percentage_sent) then 'per cent' else 'fractions of 1' end
        || ', not as in other returns; they were read so. Write them with their sign, as 23.4%.' as message
    from (
        select
            *,
            try_cast(percentage_text as double) as percentage_sent
        from indicators
        where percentage_basis = 'column'
    ) as rescaled
    group by submission_id, authority_code, quarter, section, table_name, source_file, source_sheet

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
        'unknown_labels', 'unreadable_periods', 'assumed_periods', 'unclear_percentages', 'rescaled_percentages',
        'duplicates', 'missing_months'
    ] -%}
    select * from {{ part }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from together
