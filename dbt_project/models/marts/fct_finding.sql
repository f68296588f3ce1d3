-- One row per finding: what reading and staging found, and the rows the gate's checks found at fault. A view, because
-- the gate writes its findings after the warehouse is built.
{{ config(materialized='view') }}
with

returns_findings as (

    select * from {{ ref('int_findings__returns') }}

),

gate_findings as (

    select * from {{ source('gate', 'findings') }}

),

final as (

    select
        authority_code,
        quarter,
        submission_id,
        finding_type,
        severity,
        responsibility,
        section,
        file,
        sheet,
        place,
        message,
        is_current,
        'reading' as found_by
    from returns_findings
    union all
    select
        authority_code,
        quarter,
        submission_id,
        finding_type,
        severity,
        responsibility,
        section,
        file,
        sheet,
        place,
        message,
        true as is_current,
        'gate' as found_by
    from gate_findings

)

select * from final
