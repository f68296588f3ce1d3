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

typed as (

    select
        ---------- ids
        source.submission_id,
        source.authority_code,
        source.quarter,
        source.table_name,
        source.row_number,

        ---------- what it is about
        source.workstream,
        {{ text_key('source.workstream') }} as workstream_key,
        source.workstream_place,
        source.funder,
        {{ text_key('source.funder') }} as funder_key,
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

        ---------- figures, each as sent, as a number, its status and its place
        source.budget as budget_text,
        {{ value_status('budget_numbers', 'pounds') }} as budget_status,
        case when budget_status = 'reported' then budget_numbers.number end as budget,
        budget_numbers.multiplier as budget_multiplier,
        source.budget_place,

        source.actual_in_month as actual_in_month_text,
        {{ value_status('actual_in_month_numbers', 'pounds') }} as actual_in_month_status,
        case when actual_in_month_status = 'reported' then actual_in_month_numbers.number end as actual_in_month,
        actual_in_month_numbers.multiplier as actual_in_month_multiplier,
        source.actual_in_month_place,

        source.actual_in_quarter as actual_in_quarter_text,
        {{ value_status('actual_in_quarter_numbers', 'pounds') }} as actual_in_quarter_status,
        case when actual_in_quarter_status = 'reported' then actual_in_quarter_numbers.number end as actual_in_quarter,
        actual_in_quarter_numbers.multiplier as actual_in_quarter_multiplier,
        source.actual_in_quarter_place,

        source.actual_year_to_date as actual_year_to_date_text,
        {{ value_status('actual_year_to_date_numbers', 'pounds') }} as actual_year_to_date_status,
        case when actual_year_to_date_status = 'reported' then actual_year_to_date_numbers.number end as actual_year_to_date,
        actual_year_to_date_numbers.multiplier as actual_year_to_date_multiplier,
        source.actual_year_to_date_place,

        source.forecast as forecast_text,
        {{ value_status('forecast_numbers', 'pounds') }} as forecast_status,
        case when forecast_status = 'reported' then forecast_numbers.number end as forecast,
        forecast_numbers.multiplier as forecast_multiplier,
        source.forecast_place,

        ---------- lineage
        source.file as source_file,
        source.sheet as source_sheet

    from source
    left join numbers as budget_numbers
        on source.budget = budget_numbers.value_text
    left join numbers as actual_in_month_numbers
        on source.actual_in_month = actual_in_month_numbers.value_text
    left join numbers as actual_in_quarter_numbers
        on source.actual_in_quarter = actual_in_quarter_numbers.value_text
    left join numbers as actual_year_to_date_numbers
        on source.actual_year_to_date = actual_year_to_date_numbers.value_text
    left join numbers as forecast_numbers
        on source.forecast = forecast_numbers.value_text
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
