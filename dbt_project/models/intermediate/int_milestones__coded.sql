-- One row per milestone sent, with its status coded. Words that seem to hold personal data are withheld.
with

milestones as (

    select * from {{ ref('stg_returns__milestones') }}

),

labels as (

    select
        *,
        {{ text_key('label') }} as label_key
    from {{ ref('labels') }}
    where list = 'rag'

),

personal_data as (

    select distinct
        submission_id,
        quarter,
        file,
        coalesce(sheet, '') as sheet,
        place
    from {{ ref('stg_returns__findings') }}
    where finding_type = 'personal_data'

),

coded as (

    select
        milestones.* exclude (comment),
        labels.code as rag,
        case when personal_data.place is null then milestones.comment end as comment,
        case
            when milestones.comment is null then 'blank'
            when personal_data.place is null then 'reported'
            else 'withheld'
        end as comment_status
    from milestones
    left join labels
        on
            milestones.rag_key = labels.label_key
            and milestones.authority_code = coalesce(labels.authority_code, milestones.authority_code)
            and {{ valid_in('labels', 'milestones.quarter') }}
    left join personal_data
        on
            milestones.submission_id = personal_data.submission_id
            and milestones.quarter = personal_data.quarter
            and milestones.source_file = personal_data.file
            and coalesce(milestones.source_sheet, '') = personal_data.sheet
            and milestones.comment_place = personal_data.place

)

select * from coded
