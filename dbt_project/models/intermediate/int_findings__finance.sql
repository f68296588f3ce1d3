-- One row per amount of money that cannot be used as it was sent: what reading could not know, because it does not know
-- what an amount means.
with

amounts as (

    select * from {{ ref('int_finance__amounts') }}

),

unreadable_amounts as (

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

unknown_lines as (

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

unreadable_periods as (

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

line_sets as (

    select
        submission_id,
        authority_code,
        quarter,
        workstream,
        funder,
        any_value(workstream_label) as workstream_label,
        any_value(source_file) as source_file,
        any_value(source_sheet) as source_sheet,
        count(distinct coalesce(cast(value_gbp as varchar), value_status)) > 1 as is_conflicting,
        arg_min(value_place, row_number) as first_place,
        arg_max(value_place, row_number) as last_place
    from amounts
    where workstream is not null and not is_funder_unknown
    group by submission_id, authority_code, quarter, workstream, funder, amount, period_month
    having first_place != last_place

),

duplicates as (

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
    from line_sets

),

together as (

    {% for part in ['unreadable_amounts', 'unknown_lines', 'unreadable_periods', 'duplicates'] -%}
    select * from {{ part }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from together
