-- One row per authority of the programme.
with

authorities as (

    select * from {{ ref('authorities') }}

),

final as (

    select
        authority_code,
        authority_name,
        folder,
        dfe_code,
        region_code,
        region_name,
        role,
        planned_start_date,
        actual_start_date,
        first_quarter,
        last_quarter,
        first_quarter is not null as is_reporting
    from authorities

)

select * from final
