-- One row per thing that two figures of a return in force must agree on. What is tolerable the gate decides.
with

indicators as (

    select * from {{ ref('int_reconciliations__indicators') }}

),

denominators as (

    select * from {{ ref('int_reconciliations__denominators') }}

),

finance as (

    select
        authority_code,
        quarter,
        'finance' as section,
        * exclude (authority_code, quarter)
    from {{ ref('int_reconciliations__finance') }}

),

benefits as (

    select
        authority_code,
        quarter,
        'benefits' as section,
        * exclude (authority_code, quarter)
    from {{ ref('int_reconciliations__benefits') }}

),

together as (

    select * from indicators
    union all by name
    select * from denominators
    union all by name
    select * from finance
    union all by name
    select * from benefits

),

final as (

    select
        submission_id || ' / ' || section || ' / ' || reconciliation || ' / ' || subject as reconciliation_id,
        authority_code,
        quarter,
        section,
        reconciliation,
        subject,
        cast(observed as double) as observed,
        cast(expected as double) as expected,
        cast(observed - expected as double) as difference,
        cast(base as double) as base,
        message,
        submission_id,
        source_file,
        source_sheet,
        source_place
    from together

)

select * from final
