-- One row per benefit and financial year, in the units it was sent in.
with

source as (

    select * from {{ source('raw', 'benefits') }}

),

numbers as (

    select * from {{ ref('stg_returns__numbers') }}

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
        {{ value_status('planned_numbers', 'pounds') }} as planned_status,
        case when planned_status = 'reported' then planned_numbers.number end as planned,
        planned_numbers.multiplier as planned_multiplier,
        source.planned_place,

        source.delivered as delivered_text,
        {{ value_status('delivered_numbers', 'pounds') }} as delivered_status,
        case when delivered_status = 'reported' then delivered_numbers.number end as delivered,
        delivered_numbers.multiplier as delivered_multiplier,
        source.delivered_place,

        source.forecast as forecast_text,
        {{ value_status('forecast_numbers', 'pounds') }} as forecast_status,
        case when forecast_status = 'reported' then forecast_numbers.number end as forecast,
        forecast_numbers.multiplier as forecast_multiplier,
        source.forecast_place,

        ---------- lineage
        source.file as source_file,
        source.sheet as source_sheet

    from source
    left join numbers as planned_numbers
        on source.planned = planned_numbers.value_text
    left join numbers as delivered_numbers
        on source.delivered = delivered_numbers.value_text
    left join numbers as forecast_numbers
        on source.forecast = forecast_numbers.value_text

)

select * from typed
