-- One row per figure sent, months and quarters as they came. Text that is no number becomes null with a status.
with

source as (

    select * from {{ source('raw', 'indicators') }}

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
        source.label,
        source.label_place,
        {{ text_key('source.label') }} as label_key,
        source.category,
        {{ text_key('source.category') }} as category_key,
        source.period,
        source.period_place,
        {{ to_month('source.period') }} as period_month,
        try_cast(
            regexp_extract(source.period, '^\s*(?i:quarter|qtr|q)?\.?\s*([1-4])(\s*\(.*\))?\s*$', 1) as integer
        ) as period_quarter_number,
        coalesce(lower(trim(source.suppressed)) in ('true', 'yes', '1'), false) as is_marked_suppressed,

        ---------- figures, each as sent, as a number, its status and its place
        source.value as value_text,
        {{ to_number('source.value') }} as value,
        {{ value_status('source.value', 'value_symbols') }} as value_status,
        source.value_place,

        source.denominator as denominator_text,
        {{ to_number('source.denominator') }} as denominator,
        {{ value_status('source.denominator', 'denominator_symbols') }} as denominator_status,
        source.denominator_place,

        source.percentage as percentage_text,
        {{ to_number('source.percentage') }} as percentage,
        {{ value_status('source.percentage', 'percentage_symbols') }} as percentage_status,
        source.percentage_place,

        source.year_to_date as year_to_date_text,
        {{ to_number('source.year_to_date') }} as year_to_date,
        {{ value_status('source.year_to_date', 'year_to_date_symbols') }} as year_to_date_status,
        source.year_to_date_place,

        ---------- lineage
        source.file as source_file,
        source.sheet as source_sheet

    from source
    left join symbols as value_symbols
        on {{ text_key('source.value') }} = value_symbols.symbol_key
    left join symbols as denominator_symbols
        on {{ text_key('source.denominator') }} = denominator_symbols.symbol_key
    left join symbols as percentage_symbols
        on {{ text_key('source.percentage') }} = percentage_symbols.symbol_key
    left join symbols as year_to_date_symbols
        on {{ text_key('source.year_to_date') }} = year_to_date_symbols.symbol_key

)

select * from typed
