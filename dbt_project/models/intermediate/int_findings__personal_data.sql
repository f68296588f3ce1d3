-- One row per place whose text seems to hold personal data: what is withheld from every mart.
with

findings as (

    select * from {{ ref('stg_returns__findings') }}

),

personal_data as (

    select distinct
        submission_id,
        file as source_file,
        coalesce(sheet, '') as source_sheet,
        place
    from findings
    where finding_type = 'personal_data'

)

select * from personal_data
