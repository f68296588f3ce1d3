-- One row for every finding about a return: from reading it, from staging, and from the gate.
-- A finding about a submission that has been replaced is kept, and is not current.
-- A view, because the gate finds what it finds after the warehouse is built.
{{ config(materialized='view') }}
with

authorities as (

    select * from {{ ref('dim_authority') }}

),

findings as (

    select * from {{ ref('fct_finding') }}

),

final as (

    select
        ---------- keys
        findings.authority_code,
        findings.quarter,
        findings.submission_id,
        findings.finding_type,

        ---------- what it is
        authorities.authority_name,
        findings.severity,
        findings.responsibility,
        findings.section,
        findings.message,
        findings.is_current,
        findings.found_by,

        ---------- lineage
        findings.file as source_file,
        findings.sheet as source_sheet,
        findings.place as source_place

    from findings
    left join authorities on findings.authority_code = authorities.authority_code

)

select * from final
