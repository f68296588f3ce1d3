-- One row per amount of money that cannot be used as it was sent: what reading could not know, because it does not know
-- what an amount means.
with

amounts as (

    select * from {{ ref('int_finance__amounts') }}

),

-- what reading has told of already, with its likeliest meaning
told as (

    select
        submission_id,
        file as source_file,
        coalesce(sheet, '') as source_sheet,
        place
    from {{ ref('stg_returns__findings') }}
    where finding_type in ('unknown_label', 'row_without_label')

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
    where
        (workstream is null or is_funder_unknown)
        and not exists (
            select 1 from told
            where
                told.submission_id = amounts.submission_id
                and told.source_file = amounts.source_file
                and told.source_sheet = coalesce(amounts.source_sheet, '')
                and told.place = amounts.workstream_place
        )

),

unreadable_periods as (

    select distinct
        submission_id,
        authority_code,
        quarter,
        case when period_basis is null then 'unreadable_date' else 'ambiguous_date' end as finding_type,
        'finance' as section,
        source_file,
        source_sheet,
        period_place as place,
        case
            when period_basis is null
                then 'The period of amounts cannot be read as a month; they were set aside. Write it as Apr-21.'
            else 'The period of amounts can be read two ways; they were set aside. Write it as Apr-21.'
        end as message
    from amounts
    where amount = 'actual_in_month' and period_month is null

),

assumed_periods as (

    select
        submission_id,
        authority_code,
        quarter,
        'date_order_assumed' as finding_type,
        'finance' as section,
        source_file,
        source_sheet,
        arg_min(period_place, row_number) as place,
        'Periods that can be read two ways were read in the order of other returns in this layout. Write them as '
        || 'Apr-21 to be sure.' as message
    from amounts
    where period_basis = 'layout'
    group by submission_id, authority_code, quarter, source_file, source_sheet

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

    {% for part in ['unknown_lines', 'unreadable_periods', 'assumed_periods', 'duplicates'] -%}
    select * from {{ part }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from together
