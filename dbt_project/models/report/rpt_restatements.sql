-- One row for every authority, quarter and figure that its report shows or is read against and that was revised: of the
-- quarter itself, the one before, the same one last year, the earlier ones of its year, and the baseline. From what the
-- return in force first said to what it says now, and why in a code. Comments are words and not figures.
with

authorities as (

    select * from {{ ref('dim_authority') }}

),

quarters as (

    select * from {{ ref('dim_quarter') }}

),

returns as (

    select * from {{ ref('fct_return') }}

),

revisions as (

    select * from {{ ref('fct_revision') }}
    where field != 'comment'

),

measures as (

    select * from {{ ref('dim_measure') }}

),

activities as (

    select * from {{ ref('activities') }}

),

final as (

    select
        ---------- keys
        returns.authority_code,
        returns.quarter,
        revisions.quarter as restated_quarter,
        revisions.section,
        revisions.subject,
        revisions.part,
        revisions.project,
        revisions.field,

        ---------- what it is
        authorities.authority_name,
        coalesce(measures.title, activities.title, revisions.label) as title,
        case
            when revisions.section in ('finance', 'benefits') then 'gbp'
            when revisions.section = 'milestones' then 'text'
            else coalesce(measures.unit, activities.unit)
        end as unit,

        ---------- from and to
        revisions.first_value as from_value,
        revisions.first_value_text as from_text,
        revisions.first_status as from_status,
        revisions.latest_value as to_value,
        revisions.latest_value_text as to_text,
        revisions.latest_status as to_status,
        revisions.difference,
        revisions.difference_percent,

        ---------- why
        case
            when revisions.latest_status = 'missing' then 'taken_out'
            when revisions.first_status = revisions.latest_status then 'corrected'
            when revisions.latest_status = 'reported' then 'given_later'
            when revisions.first_status = 'reported' then 'no_longer_given'
            else 'other_reason_given'
        end as why,
        revisions.revision_count,
        cast(revisions.first_received_at as date) as first_received_date,
        cast(revisions.latest_received_at as date) as latest_received_date,

        ---------- lineage
        revisions.latest_submission_id as submission_id

    from returns
    inner join quarters on returns.quarter = quarters.quarter
    inner join authorities on returns.authority_code = authorities.authority_code
    inner join revisions on returns.authority_code = revisions.authority_code
    inner join quarters as restated_quarters on revisions.quarter = restated_quarters.quarter
    left join measures on revisions.section = 'performance' and revisions.subject = measures.measure
    left join activities on revisions.section = 'delivery' and revisions.subject = activities.activity
    where
        revisions.quarter in (quarters.quarter, quarters.previous_quarter, quarters.same_quarter_last_year)
        or (revisions.quarter < quarters.quarter and restated_quarters.financial_year = quarters.financial_year)
        or (revisions.quarter < quarters.quarter and revisions.quarter = authorities.baseline_quarter)

)

select * from final
