-- One row per submission and finance line (or total), with each amount in pounds as it was sent: a row repeated word
-- for word counts once, and two different amounts for one thing are none.
with

amounts as (

    select * from {{ ref('int_finance__amounts') }}
    where workstream is not null and not is_funder_unknown

),

without_duplicates as (

    select
        submission_id,
        authority_code,
        quarter,
        workstream,
        funder,
        amount,
        period_month,
        count(distinct coalesce(cast(value_gbp as varchar), value_status)) > 1 as is_conflicting,
        case when not is_conflicting then any_value(value_gbp) end as value_gbp,
        case when is_conflicting then 'conflicting' else any_value(value_status) end as value_status,
        case when is_conflicting then max(value_place) else min(value_place) end as value_place,
        max(rounded_to_gbp) as rounded_to_gbp,
        any_value(workstream_label) as workstream_label,
        any_value(funder_label) as funder_label,
        any_value(source_file) as source_file,
        any_value(source_sheet) as source_sheet
    from amounts
    group by all

),

months as (

    select
        *,
        case when amount = 'actual_in_month' then {{ quarter_of('period_month') }} = quarter end as is_of_quarter
    from without_duplicates

),

lines as (

    select
        submission_id,
        authority_code,
        quarter,
        workstream,
        funder,

        {% for amount in ['budget', 'actual_in_quarter', 'actual_year_to_date', 'forecast'] -%}
        any_value(value_gbp) filter (where amount = '{{ amount }}') as {{ amount }}_gbp,
        any_value(value_status) filter (where amount = '{{ amount }}') as {{ amount }}_status,
        any_value(value_place) filter (where amount = '{{ amount }}') as {{ amount }}_place,
        {% endfor %}
        case
            when count(value_gbp) filter (where is_of_quarter) = 3 then sum(value_gbp) filter (where is_of_quarter)
        end as months_gbp,
        count(*) filter (where is_of_quarter) as month_count,
        string_agg(value_place, '; ' order by period_month) filter (where is_of_quarter) as months_place,

        max(rounded_to_gbp) filter (where amount like 'actual%') as rounded_to_gbp,
        any_value(workstream_label) as workstream_label,
        any_value(funder_label) as funder_label,
        any_value(source_file) as source_file,
        any_value(source_sheet) as source_sheet
    from months
    group by all

)

select * from lines
