-- One row per finance line (and month, where months are sent), in the units it was sent in.
with

source as (

    select * from {{ source('raw', 'finance') }}

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
        proven.workstream,
        {{ text_key('proven.workstream') }} as workstream_key,
        proven.workstream_place,
        proven.funder,
        {{ text_key('proven.funder') }} as funder_key,
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

        ---------- figures, each as sent, as a number, its status and its place
        proven.budget as budget_text,
        {{ value_status('budget_numbers', 'pounds') }} as budget_status,
        case when budget_status = 'reported' then budget_numbers.number end as budget,
        budget_numbers.multiplier as budget_multiplier,
        proven.budget_place,

        proven.actual_in_month as actual_in_month_text,
        {{ value_status('actual_in_month_numbers', 'pounds') }} as actual_in_month_status,
        case when actual_in_month_status = 'reported' then actual_in_month_numbers.number end as actual_in_month,
        actual_in_month_numbers.multiplier as actual_in_month_multiplier,
        proven.actual_in_month_place,

        proven.actual_in_quarter as actual_in_quarter_text,
        {{ value_status('actual_in_quarter_numbers', 'pounds') }} as actual_in_quarter_status,
        case when actual_in_quarter_status = 'reported' then actual_in_quarter_numbers.number end as actual_in_quarter,
        actual_in_quarter_numbers.multiplier as actual_in_quarter_multiplier,
        proven.actual_in_quarter_place,

        proven.actual_year_to_date as actual_year_to_date_text,
        {{ value_status('actual_year_to_date_numbers', 'pounds') }} as actual_year_to_date_status,
        case
            when actual_year_to_date_status = 'reported' then actual_year_to_date_numbers.number
        end as actual_year_to_date,
        actual_year_to_date_numbers.multiplier as actual_year_to_date_multiplier,
        proven.actual_year_to_date_place,

        proven.forecast as forecast_text,
        {{ value_status('forecast_numbers', 'pounds') }} as forecast_status,
        case when forecast_status = 'reported' then forecast_numbers.number end as forecast,
        forecast_numbers.multiplier as forecast_multiplier,
        proven.forecast_place,

        ---------- lineage
        proven.file as source_file,
        proven.sheet as source_sheet

    from proven
    left join numbers as budget_numbers
        on proven.budget = budget_numbers.value_text
    left join numbers as actual_in_month_numbers
        on proven.actual_in_month = actual_in_month_numbers.value_text
    left join numbers as actual_in_quarter_numbers
        on proven.actual_in_quarter = actual_in_quarter_numbers.value_text
    left join numbers as actual_year_to_date_numbers
        on proven.actual_year_to_date = actual_year_to_date_numbers.value_text
    left join numbers as forecast_numbers
        on proven.forecast = forecast_numbers.value_text
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
