-- One row per figure sent, months and quarters as they came. Text that is no number becomes null with a status.
with

source as (

    select * from {{ source('raw', 'indicators') }}

),

numbers as (

    select * from {{ ref('stg_returns__numbers') }}

),

dates as (

    select * from {{ ref('stg_returns__dates') }}

),

layout_columns as (

    select * from {{ ref('layout_columns') }}

),

layout_orders as (

    {{ layout_date_orders('source', 'layout_columns') }}

),

-- the orders that the dates under one heading prove
proven as (

    select
        source.*,
        min(dates.proves_order) over same_column as least_order,
        max(dates.proves_order) over same_column as greatest_order
    from source
    left join dates
        on source.period = dates.date_text and coalesce(source.date_system, '1900') = dates.date_system
    window same_column as (partition by source.submission_id, source.table_name, source.file, source.sheet)

),

typed as (

    select
        ---------- ids
        proven.submission_id,
        proven.authority_code,
        proven.quarter,
        proven.table_name,
        proven.row_number,

        ---------- what it is about
        proven.label,
        proven.label_place,
        {{ text_key('proven.label') }} as label_key,
        proven.category,
        {{ text_key('proven.category') }} as category_key,
        proven.period,
        proven.period_place,
        case
            when period_dates.is_disputed
                then coalesce({{ order_basis(
                    'proven.least_order', 'proven.greatest_order', 'null', 'null', 'layout_orders.date_order'
                ) }}, 'none')
        end as period_basis,
        {{ decided_day(
            'period_dates', 'period_basis', 'proven.least_order', 'null', 'layout_orders.date_order'
        ) }} as period_date,
        coalesce(period_dates.month_start_date, date_trunc('month', period_date)::date) as period_month,
        try_cast(
            regexp_extract(proven.period, '^\s*(?i:quarter|qtr|q)?\.?\s*([1-4])(\s*\(.*\))?\s*$', 1) as integer
        ) as period_quarter_number,
        coalesce(lower(trim(proven.suppressed)) in ('true', 'yes', '1'), false) as is_marked_suppressed,

        ---------- figures, each as sent, as a number, its status and its place
        proven.value as value_text,
        {{ value_status('value_numbers', 'count') }} as value_status,
        case
            when value_status = 'reported'
                then value_numbers.number * coalesce(value_numbers.multiplier, 1)
        end as value,
        proven.value_place,

        proven.denominator as denominator_text,
        {{ value_status('denominator_numbers', 'count') }} as denominator_status,
        case
            when denominator_status = 'reported'
                then denominator_numbers.number * coalesce(denominator_numbers.multiplier, 1)
        end as denominator,
        proven.denominator_place,

        proven.percentage as percentage_text,
        {{ value_status('percentage_numbers', 'percentage') }} as percentage_status,
        case when percentage_status = 'reported' then percentage_numbers.number end as percentage,
        proven.percentage_place,

        proven.year_to_date as year_to_date_text,
        {{ value_status('year_to_date_numbers', 'count') }} as year_to_date_status,
        case
            when year_to_date_status = 'reported'
                then year_to_date_numbers.number * coalesce(year_to_date_numbers.multiplier, 1)
        end as year_to_date,
        proven.year_to_date_place,

        ---------- lineage
        proven.file as source_file,
        proven.sheet as source_sheet

    from proven
    left join numbers as value_numbers
        on proven.value = value_numbers.value_text
    left join numbers as denominator_numbers
        on proven.denominator = denominator_numbers.value_text
    left join numbers as percentage_numbers
        on proven.percentage = percentage_numbers.value_text
    left join numbers as year_to_date_numbers
        on proven.year_to_date = year_to_date_numbers.value_text
    left join dates as period_dates
        on proven.period = period_dates.date_text and coalesce(proven.date_system, '1900') = period_dates.date_system
    left join layout_orders
        on
            proven.authority_code = layout_orders.authority_code
            and proven.quarter = layout_orders.quarter
            and proven.table_name = layout_orders.table_name
            and layout_orders.field = 'period'

)

select * exclude (period_date) from typed
