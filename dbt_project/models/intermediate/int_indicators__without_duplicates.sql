-- One row per submission, measure or activity, category and period. The same figure twice is one figure; two different
-- figures are none: the row keeps the places of both and the status 'conflicting'.
with

indicators as (

    select * from {{ ref('int_indicators__coded') }}
    where code is not null and not is_category_unknown

),

compared as (

    select
        *,
        coalesce(cast(value as varchar), value_status) as what_it_says
    from indicators

),

gathered as (

    select
        submission_id,
        authority_code,
        quarter,
        list,
        code,
        category_code,
        period_quarter,
        period_month,
        count(*) as row_count,
        count(distinct what_it_says) > 1 as is_conflicting,
        arg_min(label, row_number) as label,
        arg_min(label_place, row_number) as label_place,
        arg_min(value, row_number) as first_value,
        arg_min(value_status, row_number) as first_status,
        arg_min(value_place, row_number) as first_place,
        arg_max(value_place, row_number) as last_place,
        arg_min(percentage, row_number) as percentage,
        arg_min(percentage_place, row_number) as percentage_place,
        arg_min(year_to_date, row_number) as year_to_date,
        arg_min(year_to_date_status, row_number) as year_to_date_status,
        arg_min(year_to_date_place, row_number) as year_to_date_place,
        arg_min(source_file, row_number) as source_file,
        arg_min(source_sheet, row_number) as source_sheet
    from compared
    group by all

),

decided as (

    select
        * exclude (first_value, first_status, first_place),
        case when not is_conflicting then first_value end as value,
        case when is_conflicting then 'conflicting' else first_status end as value_status,
        case when is_conflicting then last_place else first_place end as value_place,
        first_place
    from gathered

)

select * from decided
