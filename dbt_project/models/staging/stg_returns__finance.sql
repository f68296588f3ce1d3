-- One row per finance line (and month, where months are sent), in the units it was sent in.
with

source as (

    select * from {{ source('raw', 'finance') }}

),

symbols as (

    select
        {{ text_key('symbol') }} as symbol_key,
        status
    from {{ ref('value_symbols') }}

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
        {{ to_month('source.period') }} as period_month,

        ---------- figures, each as sent, as a number, its status and its place
        source.budget as budget_text,
        {{ to_number('source.budget') }} as budget,
        {{ value_status('source.budget', 'budget_symbols') }} as budget_status,
        source.budget_place,

        source.actual_in_month as actual_in_month_text,
        {{ to_number('source.actual_in_month') }} as actual_in_month,
        {{ value_status('source.actual_in_month', 'actual_in_month_symbols') }} as actual_in_month_status,
        source.actual_in_month_place,

        source.actual_in_quarter as actual_in_quarter_text,
        {{ to_number('source.actual_in_quarter') }} as actual_in_quarter,
        {{ value_status('source.actual_in_quarter', 'actual_in_quarter_symbols') }} as actual_in_quarter_status,
        source.actual_in_quarter_place,

        source.actual_year_to_date as actual_year_to_date_text,
        {{ to_number('source.actual_year_to_date') }} as actual_year_to_date,
        {{ value_status('source.actual_year_to_date', 'actual_year_to_date_symbols') }} as actual_year_to_date_status,
        source.actual_year_to_date_place,

        source.forecast as forecast_text,
        {{ to_number('source.forecast') }} as forecast,
        {{ value_status('source.forecast', 'forecast_symbols') }} as forecast_status,
        source.forecast_place,

        ---------- lineage
        source.file as source_file,
        source.sheet as source_sheet

    from source
    left join symbols as budget_symbols
        on {{ text_key('source.budget') }} = budget_symbols.symbol_key
    left join symbols as actual_in_month_symbols
        on {{ text_key('source.actual_in_month') }} = actual_in_month_symbols.symbol_key
    left join symbols as actual_in_quarter_symbols
        on {{ text_key('source.actual_in_quarter') }} = actual_in_quarter_symbols.symbol_key
    left join symbols as actual_year_to_date_symbols
        on {{ text_key('source.actual_year_to_date') }} = actual_year_to_date_symbols.symbol_key
    left join symbols as forecast_symbols
        on {{ text_key('source.forecast') }} = forecast_symbols.symbol_key

)

select * from typed
