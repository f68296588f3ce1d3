-- One row per sheet, run of rows or column of a submission and what became of it, as reading wrote it down.
with

source as (

    select * from {{ source('raw', 'dispositions') }}

),

typed as (

    select
        ---------- ids
        submission_id,
        authority_code,
        quarter,

        ---------- where
        file as source_file,
        sheet as source_sheet,
        kind,
        place as source_place,

        ---------- what became of it
        disposition,
        cast(cell_count as integer) as cell_count

    from source

)

select * from typed
