-- One row per denominator that a return in force gives beside a part, held against the figure of its own row: the whole
-- that the part is of. Two figures of one thing, so one of them is wrong where they differ.
with

in_force as (

    select * from {{ ref('int_returns__in_force') }}

),

figures as (

    select figures.*
    from {{ ref('int_figures__sent') }} as figures
    inner join in_force
        on figures.submission_id = in_force.submission_id
    where
        figures.quarter = figures.return_quarter
        and figures.section in ('performance', 'delivery')
        and figures.value is not null

),

wholes as (

    select
        'performance' as section,
        measure as part,
        part_of as whole
    from {{ ref('measures') }}
    where part_of is not null
    union all
    select
        'delivery' as section,
        activity as part,
        part_of as whole
    from {{ ref('activities') }}
    where part_of is not null

),

final as (

    select
        stated.authority_code,
        stated.quarter,
        stated.section,
        'denominator' as reconciliation,
        concat_ws(' / ', stated.subject, stated.part, strftime(stated.period_month, '%Y-%m')) as subject,
        stated.value as observed,
        whole.value as expected,
        whole.value as base,
        'The denominator of ''' || stated.label || ''' is not ''' || whole.label || ''' (' || whole.source_place
        || '), of which it is a part.' as message,
        stated.submission_id,
        stated.source_file,
        stated.source_sheet,
        stated.source_place
    from figures as stated
    inner join wholes
        on
            stated.section = wholes.section
            and stated.subject = wholes.part
    inner join figures as whole
        on
            stated.submission_id = whole.submission_id
            and wholes.section = whole.section
            and wholes.whole = whole.subject
            and coalesce(stated.part, '') = coalesce(whole.part, '')
            and stated.period_month is not distinct from whole.period_month
    where stated.field = 'denominator' and whole.field = 'value'

)

select * from final
