-- One row per authority, quarter, measure, comparison and break that stands between the two: the quarter before, the
-- same quarter last year or the baseline has a figure and is before the break, and the quarter is not. A ratio breaks
-- with its parts.
with

authorities as (

    select * from {{ ref('dim_authority') }}

),

quarters as (

    select * from {{ ref('dim_quarter') }}

),

measures as (

    select * from {{ ref('dim_measure') }}

),

performance as (

    select * from {{ ref('fct_performance') }}
    where status = 'reported'

),

breaks as (

    select * from {{ ref('recording_breaks') }}

),

broken_measures as (

    select distinct
        measures.measure,
        coalesce(measures.numerator, measures.measure) as above_measure,
        breaks.authority_code,
        breaks.recording_break,
        breaks.kind,
        breaks.from_quarter,
        breaks.what_changed
    from measures
    inner join breaks
        on breaks.measure in (measures.measure, measures.numerator, measures.denominator)

),

compared_quarters as (

    select
        authorities.authority_code,
        quarters.quarter,
        comparisons.comparison,
        comparisons.compared_quarter
    from quarters
    cross join authorities
    cross join
        lateral (
            values
            ('previous_quarter', quarters.previous_quarter),
            ('same_quarter_last_year', quarters.same_quarter_last_year),
            ('baseline', authorities.baseline_quarter)
        ) as comparisons (comparison, compared_quarter)

),

final as (

    select
        compared_quarters.authority_code,
        compared_quarters.quarter,
        broken_measures.measure,
        compared_quarters.comparison,
        compared_quarters.compared_quarter,
        broken_measures.recording_break,
        broken_measures.kind,
        broken_measures.from_quarter,
        broken_measures.from_quarter || ': ' || broken_measures.what_changed as break_note
    from compared_quarters
    inner join broken_measures
        on
            coalesce(compared_quarters.authority_code = broken_measures.authority_code, true)
            and compared_quarters.quarter >= broken_measures.from_quarter
            and compared_quarters.compared_quarter < broken_measures.from_quarter
    inner join performance
        on
            compared_quarters.authority_code = performance.authority_code
            and compared_quarters.compared_quarter = performance.quarter
            and broken_measures.above_measure = performance.measure

)

select * from final
