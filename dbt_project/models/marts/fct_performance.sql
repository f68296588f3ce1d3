-- One row per return in force and base measure, whether it was sent or not: a measure that is not there has a status.
with

in_force as (

    select * from {{ ref('int_returns__in_force') }}
    where state is distinct from 'nil' -- of which nothing is missing

),

indicators as (

    select * from {{ ref('int_indicators__quarterly') }}
    where list = 'measure' and quarter = period_quarter and category_code is null

),

measures as (

    select * from {{ ref('measures') }}
    where measure_type != 'ratio'

),

final as (

    select
        in_force.authority_code,
        in_force.quarter,
        measures.measure,
        cast(indicators.value as decimal(18, 4)) as value,
        coalesce(indicators.value_status, 'missing') as status,
        in_force.submission_id,
        indicators.source_file,
        indicators.source_sheet,
        indicators.value_place as source_place
    from in_force
    cross join measures
    left join indicators
        on
            in_force.submission_id = indicators.submission_id
            and measures.measure = indicators.code
    where measures.is_required or indicators.code is not null

)

select * from final
