-- One row per finding of reading and of staging, with severity and whose it is from the register.
with

read_findings as (

    select * from {{ ref('stg_returns__findings') }}

),

value_findings as (

    {% for subject in [
        'indicators', 'finance', 'milestones', 'benefits', 'values', 'restatements', 'repeated_quarters'
    ] -%}
    select * from {{ ref('int_findings__' ~ subject) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

finding_types as (

    select * from {{ ref('finding_types') }}

),

in_force as (

    select * from {{ ref('int_returns__in_force') }}

),

submissions as (

    select * from {{ ref('stg_returns__submissions') }}

),

-- sheets in which something seems to be personal data: no label of theirs is quoted
sensitive as (

    select distinct
        submission_id,
        file,
        coalesce(sheet, '') as sheet
    from read_findings
    where finding_type = 'personal_data'

),

together as (

    select
        submission_id,
        authority_code,
        quarter,
        finding_type,
        section,
        file,
        sheet,
        place,
        message
    from read_findings
    union all
    select
        submission_id,
        authority_code,
        quarter,
        finding_type,
        section,
        source_file as file,
        source_sheet as sheet,
        place,
        message
    from value_findings

),

graded as (

    select
        together.authority_code,
        together.quarter,
        together.submission_id,
        together.finding_type,
        finding_types.severity,
        finding_types.responsibility,
        together.section,
        together.file,
        together.sheet,
        together.place,
        case
            when together.finding_type = 'unknown_label' and sensitive.submission_id is not null
                then 'A label here is not known and its figures were set aside. It is not quoted, because something on '
                    || 'this sheet may be personal data.'
            else together.message
        end as message,
        -- what still matters: the submission in force, and one refused after it
        together.submission_id = in_force.submission_id
        or (
            submissions.state = 'rejected'
            and submissions.submission_sequence > coalesce(in_force.submission_sequence, 0)
        ) as is_current
    from together
    inner join finding_types
        on together.finding_type = finding_types.finding_type
    inner join submissions
        on together.submission_id = submissions.submission_id
    left join sensitive
        on
            together.submission_id = sensitive.submission_id
            and together.file = sensitive.file
            and coalesce(together.sheet, '') = sensitive.sheet
    left join in_force
        on
            together.authority_code = in_force.authority_code
            and together.quarter = in_force.quarter

)

select * from graded
