-- One row per measure: what it counts and what arithmetic it bears.
with

measures as (

    select * from {{ ref('measures') }}

),

final as (

    select
        measure,
        title,
        definition,
        unit,
        measure_type,
        numerator,
        denominator,
        part_of,
        polarity,
        cast(decimals as integer) as decimals,
        is_required,
        is_count_of_children
    from measures

)

select * from final
