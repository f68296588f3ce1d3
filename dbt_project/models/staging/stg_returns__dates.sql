-- One row per text that stands where a day or a month should, whoever sent it: the day it is in either order of day and
-- month, and which order it proves. 25/12/2021 can only be day first; 03/04/2021 proves nothing, and is decided by the
-- column it stands in.
{% set fields = {
    'indicators': ['period'],
    'finance': ['period'],
    'milestones': ['baseline_date', 'forecast_date', 'completed_date']
} %}
with

indicators as (

    select * from {{ source('raw', 'indicators') }}

),

finance as (

    select * from {{ source('raw', 'finance') }}

),

milestones as (

    select * from {{ source('raw', 'milestones') }}

),

symbols as (

    select
        {{ text_key('symbol') }} as symbol_key,
        status
    from {{ ref('value_symbols') }}

),

sent as (

    {% for table in ['indicators', 'finance', 'milestones'] -%}
    {% set last_table = loop.last -%}
    {% for field in fields[table] -%}
    select
        {{ field }} as date_text,
        coalesce(date_system, '1900') as date_system
    from {{ table }}
    {{ 'union' if not (loop.last and last_table) }}
    {% endfor %}
    {% endfor %}

),

written as (

    select
        sent.date_text,
        sent.date_system,
        {{ date_text('sent.date_text') }} as written,
        symbols.status as symbol_status
    from sent
    left join symbols
        on {{ text_key('sent.date_text') }} = symbols.symbol_key
    where sent.date_text is not null

),

dated as (

    select
        date_text,
        date_system,
        {{ day_in_order('written', 'day_first', 'date_system') }} as day_first_date,
        {{ day_in_order('written', 'month_first', 'date_system') }} as month_first_date,
        {{ undisputed_day('day_first_date', 'month_first_date') }} as undisputed_date,
        coalesce(day_first_date != month_first_date, false) as is_disputed,
        case
            when day_first_date is not null and month_first_date is null then 'day_first'
            when month_first_date is not null and day_first_date is null then 'month_first'
        end as proves_order,
        {{ named_month('written') }} as month_start_date,
        written = '' or coalesce(symbol_status != 'unreadable', false) as is_no_date
    from written

)

select * from dated
