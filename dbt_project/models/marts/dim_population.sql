-- One row per authority (of the programme or not, and England) and mid-year: children under 18 by the newest series
-- that is held, the last by name. Estimates are rebased after each census, so a rate says which series it used.
with

population as (

    select * from {{ ref('population') }}

),

final as (

    select
        authority_code,
        cast(mid_year as integer) as population_mid_year,
        cast(population_0_17 as bigint) as population_count,
        vintage as population_vintage
    from population
    qualify row_number() over (partition by authority_code, mid_year order by vintage desc) = 1

)

select * from final
