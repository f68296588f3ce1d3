-- One row per authority of the programme.
with

authorities as (

    select * from {{ ref('authorities') }}

),

return_calendar as (

    select * from {{ ref('return_calendar') }}

),

final as (

    select
        authorities.authority_code,
        authorities.authority_name,
        authorities.folder,
        authorities.dfe_code,
        authorities.region_code,
        authorities.region_name,
        authorities.role,
        authorities.planned_start_date,
        authorities.actual_start_date,
        return_calendar.previous_quarter as baseline_quarter,
        authorities.first_quarter,
        authorities.last_quarter,
        authorities.first_quarter is not null as is_reporting
    from authorities
    left join return_calendar
        on
            authorities.actual_start_date
            between return_calendar.quarter_start_date and return_calendar.quarter_end_date

)

select * from final
