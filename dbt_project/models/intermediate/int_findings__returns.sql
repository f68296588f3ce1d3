-- One row per finding of reading and of staging, with severity and whose it is from the register.
with

read_findings as (

    select * from {{ ref('stg_returns__findings') }}

),

value_findings as (

    {% for section in ['indicators', 'finance', 'milestones', 'benefits'] -%}
    select * from {{ ref('int_findings__' ~ section) }}
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
        together.message,
        -- what still matters: the submission in force, and one refused after it
        together.submission_id = in_force.submission_id
        or submissions.submission_sequence > coalesce(in_force.submission_sequence, 0) as is_current
    from together
    inner join finding_types
        on together.finding_type = finding_types.finding_type
    inner join submissions
        on together.submission_id = submissions.submission_id
    left join in_force
        on
            together.authority_code = in_force.authority_code
            and together.quarter = in_force.quarter

)

select * from graded
