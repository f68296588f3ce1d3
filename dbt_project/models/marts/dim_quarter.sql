-- One row per quarter of the financial year, with the day its returns are due.
with

return_calendar as (

    select * from {{ ref('return_calendar') }}

),

final as (

    select
        quarter,
        financial_year,
        cast(quarter_number as integer) as quarter_number,
        quarter_start_date,
        quarter_end_date,
        due_date,
        previous_quarter,
        same_quarter_last_year
    from return_calendar

)

select * from final
