-- One row per saving that cannot be used as it was sent.
with

benefits as (

    select * from {{ ref('int_benefits__in_pounds') }}
    where not is_total

),

unreadable_years as (

    select
        submission_id,
        authority_code,
        quarter,
        'unreadable_year' as finding_type,
        'benefits' as section,
        source_file,
        source_sheet,
        financial_year_place as place,
        '''' || benefit || ''' is for a year that cannot be read as a financial year; write it as 2021-22.' as message
    from benefits
    where financial_year is null

),

duplicates as (

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

    {% for part in ['unreadable_years', 'duplicates'] -%}
    select * from {{ part }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from together
