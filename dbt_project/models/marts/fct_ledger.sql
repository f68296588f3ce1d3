-- One row per sheet, run of rows or column of a submission and what became of it. The cells of a submission add up to
-- those that were loaded and those that were set aside.
with

dispositions as (

    select * from {{ ref('stg_returns__dispositions') }}

),

submissions as (

    select * from {{ ref('stg_returns__submissions') }}

),

final as (

    select
        dispositions.submission_id,
        dispositions.authority_code,
        dispositions.quarter,
        submissions.state as submission_state,
        dispositions.source_file,
        dispositions.source_sheet,
        dispositions.kind,
        dispositions.source_place,
        dispositions.disposition,
        -- of a submission that was refused, or is nil, nothing was loaded, whatever its rows would have been
        dispositions.disposition = 'data' and submissions.values_read > 0 as is_loaded,
        dispositions.cell_count
    from dispositions
    inner join submissions
        on
            dispositions.submission_id = submissions.submission_id
            and dispositions.authority_code = submissions.authority_code
            and dispositions.quarter = submissions.quarter

)

select * from final
