-- One row per check, authority and quarter: the newest decision of the gate on each quarter. A view, because the gate
-- writes its results after the warehouse is built.
{{ config(materialized='view') }}
with

check_results as (

    select * from {{ source('gate', 'check_results') }}

),

final as (

    select
        check_id,
        family,
        severity,
        authority_code,
        quarter,
        outcome,
        cast(decision_number as integer) as decision_number,
        cast(checked_count as integer) as checked_count,
        cast(failing_count as integer) as failing_count,
        says,
        observed,
        expected,
        place
    from check_results

)

select * from final
