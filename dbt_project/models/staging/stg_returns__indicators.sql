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

typed as (

    select
        ---------- ids
        source.submission_id,
        source.authority_code,
        source.quarter,
        source.table_name,
        source.row_number,

        ---------- what it is about
        source.label,
        source.label_place,
        {{ text_key('source.label') }} as label_key,
        source.category,
        {{ text_key('source.category') }} as category_key,
        source.period,
        source.period_place,
        case
            when period_dates.is_disputed then coalesce({{ order_basis(
                'min(period_dates.proves_order) over same_column', 'max(period_dates.proves_order) over same_column',
                'null', 'null', 'layout_orders.date_order'
            ) }}, 'none')
        end as period_basis,
        coalesce(
            period_dates.month_start_date,
            date_trunc('month', {{ decided_day('period_dates', "case period_basis"
                ~ " when 'column' then min(period_dates.proves_order) over same_column"
                ~ " when 'layout' then layout_orders.date_order end") }})::date
        ) as period_month,
        try_cast(
            regexp_extract(source.period, '^\s*(?i:quarter|qtr|q)?\.?\s*([1-4])(\s*\(.*\))?\s*$', 1) as integer
        ) as period_quarter_number,
        coalesce(lower(trim(source.suppressed)) in ('true', 'yes', '1'), false) as is_marked_suppressed,

        ---------- figures, each as sent, as a number, its status and its place
        source.value as value_text,
        {{ value_status('value_numbers', 'count') }} as value_status,
        case
            when value_status = 'reported' then value_numbers.number * coalesce(value_numbers.multiplier, 1)
        end as value,
        source.value_place,

        source.denominator as denominator_text,
        {{ value_status('denominator_numbers', 'count') }} as denominator_status,
        case
            when denominator_status = 'reported' then denominator_numbers.number * coalesce(denominator_numbers.multiplier, 1)
        end as denominator,
        source.denominator_place,

        source.percentage as percentage_text,
        {{ value_status('percentage_numbers', 'percentage') }} as percentage_status,
        case when percentage_status = 'reported' then percentage_numbers.number end as percentage,
        source.percentage_place,

        source.year_to_date as year_to_date_text,
        {{ value_status('year_to_date_numbers', 'count') }} as year_to_date_status,
        case
            when year_to_date_status = 'reported' then year_to_date_numbers.number * coalesce(year_to_date_numbers.multiplier, 1)
        end as year_to_date,
        source.year_to_date_place,

        ---------- lineage
        source.file as source_file,
        source.sheet as source_sheet

    from source
    left join numbers as value_numbers
        on source.value = value_numbers.value_text
    left join numbers as denominator_numbers
        on source.denominator = denominator_numbers.value_text
    left join numbers as percentage_numbers
        on source.percentage = percentage_numbers.value_text
    left join numbers as year_to_date_numbers
        on source.year_to_date = year_to_date_numbers.value_text
    left join dates as period_dates
        on source.period = period_dates.date_text and coalesce(source.date_system, '1900') = period_dates.date_system
    left join layout_orders
        on
            source.authority_code = layout_orders.authority_code
            and source.quarter = layout_orders.quarter
            and source.table_name = layout_orders.table_name
            and layout_orders.field = 'period'
    window same_column as (partition by source.submission_id, source.table_name, source.file, source.sheet)

)

select * from typed
