-- One row per benefit and financial year, in the units it was sent in.
with

source as (

    select * from {{ source('raw', 'benefits') }}

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
        trim(source.benefit) as benefit,
        source.benefit_place,
        source.financial_year as financial_year_text,
        source.financial_year_place,
        {{ to_financial_year('source.financial_year') }} as financial_year,

        ---------- figures, each as sent, as a number, its status and its place
        source.planned as planned_text,
        {{ to_number('source.planned') }} as planned,
        {{ value_status('source.planned', 'planned_symbols') }} as planned_status,
        source.planned_place,

        source.delivered as delivered_text,
        {{ to_number('source.delivered') }} as delivered,
        {{ value_status('source.delivered', 'delivered_symbols') }} as delivered_status,
        source.delivered_place,

        source.forecast as forecast_text,
        {{ to_number('source.forecast') }} as forecast,
        {{ value_status('source.forecast', 'forecast_symbols') }} as forecast_status,
        source.forecast_place,

        ---------- lineage
        source.file as source_file,
        source.sheet as source_sheet

    from source
    left join symbols as planned_symbols
        on {{ text_key('source.planned') }} = planned_symbols.symbol_key
    left join symbols as delivered_symbols
        on {{ text_key('source.delivered') }} = delivered_symbols.symbol_key
    left join symbols as forecast_symbols
        on {{ text_key('source.forecast') }} = forecast_symbols.symbol_key

)

select * from typed
