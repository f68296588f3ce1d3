-- One row per submission, measure or activity, category and quarter: months become a quarter by the measure's kind. A
-- stock is its last month's value, a flow the sum of three; a quarter with a month missing has no value.
with

indicators as (

    select * from {{ ref('int_indicators__without_duplicates') }}

),

kinds as (

    select
        'measure' as list,
        measure as code,
        measure_type
    from {{ ref('measures') }}
    union all
    select
        'activity' as list,
        activity as code,
        measure_type
    from {{ ref('activities') }}

),

return_calendar as (

    select * from {{ ref('return_calendar') }}

),

placed as (

    select
        indicators.*,
        kinds.measure_type,
        indicators.period_month is null as is_whole_quarter,
        indicators.period_month = date_trunc('month', periods.quarter_end_date) as is_last_month
    from indicators
    inner join kinds
        on
            indicators.list = kinds.list
            and indicators.code = kinds.code
    inner join return_calendar as periods
        on indicators.period_quarter = periods.quarter

),

gathered as (

    select
        submission_id,
        authority_code,
        quarter,
        period_quarter,
        list,
        code,
        category_code,
        any_value(measure_type) as measure_type,
        bool_and(is_whole_quarter) as is_sent_by_quarter,
        count(distinct period_month) as month_count,
        count(*) filter (where value_status = 'reported') as reported_count,
        sum(value) as value_sum,
        any_value(value) filter (where is_last_month) as last_month_value,
        any_value(value_status) filter (where is_last_month) as last_month_status,
        any_value(value_place) filter (where is_last_month) as last_month_place,
        -- the status that explains most why there is no sum
        arg_min(
            value_status,
            list_position(
                ['conflicting', 'unreadable', 'suppressed', 'not_available', 'not_applicable', 'blank', 'reported'],
                value_status
            )
        ) as gravest_status,
        string_agg(value_place, '; ' order by period_month, value_place) as value_places,
        any_value(label) as label,
        min(label_place) as label_place,
        any_value(percentage) as percentage,
        any_value(percentage_place) as percentage_place,
        any_value(year_to_date) as year_to_date,
        any_value(year_to_date_status) as year_to_date_status,
        any_value(year_to_date_place) as year_to_date_place,
        any_value(source_file) as source_file,
        any_value(source_sheet) as source_sheet
    from placed
    group by all

),

decided as (

    select
        * exclude (
            month_count, reported_count, value_sum, last_month_value, last_month_status, last_month_place,
            gravest_status, value_places
        ),
        case
            when is_sent_by_quarter then value_sum
            when month_count < 3 then null
            when measure_type = 'stock' then last_month_value
            when reported_count = 3 then value_sum
        end as value,
        case
            when is_sent_by_quarter then gravest_status
            when month_count < 3 then 'not_available'
            when measure_type = 'stock' then last_month_status
            else gravest_status
        end as value_status,
        case
            when not is_sent_by_quarter and measure_type = 'stock' then coalesce(last_month_place, value_places)
            else value_places
        end as value_place,
        not is_sent_by_quarter and month_count < 3 as is_month_missing
    from gathered

)

select * from decided
