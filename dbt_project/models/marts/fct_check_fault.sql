-- One row per check and row at fault: the newest decision of the gate on each quarter. A view, because the gate writes
-- its results after the warehouse is built.
{{ config(materialized='view') }}
with

check_faults as (

    select * from {{ source('gate', 'check_faults') }}

),

final as (

    select
        check_id,
        family,
        severity,
        outcome,
        authority_code,
        quarter,
        table_name,
        row_key,
        section,
        subject,
        part,
        compared_quarter,
        submission_id,
        file,
        sheet,
        place,
        message,
        observed,
        expected,
        is_known,
        cast(decision_number as integer) as decision_number
    from check_faults

)

select * from final
