-- One row for every measure that counts children or what is done for them, by authority and
-- quarter, for each 10,000 children under 18.
-- All four quarters of 2021-22 are divided by the population of mid-2021, as the national
-- statistics divide the year to 31 March 2022; by the newest before it where that is not held.
-- A flow of a quarter is not annualised; beside it stand the last four quarters together.
-- The interval is Byar's at 95 per cent, and the exact one of Poisson's for counts under 10.
with

performance as (

    select * from {{ ref('rpt_performance') }}

),

measures as (

    select * from {{ ref('dim_measure') }}

),

quarters as (

    select * from {{ ref('dim_quarter') }}

),

populations as (

    select * from {{ ref('dim_population') }}

),

counts as (

    select
        performance.authority_code,
        performance.quarter,
        performance.measure,
        performance.authority_name,
        performance.title,
        performance.unit,
        performance.measure_type,
        performance.value,
        performance.status,
        performance.submission_id,
        performance.source_file,
        performance.source_sheet,
        performance.source_place,
        cast(left(quarters.financial_year, 4) as integer) as newest_mid_year,
        sum(performance.value) over last_four_quarters as four_quarters_value,
        count(performance.value) over last_four_quarters = 4
        and bool_and(performance.status = 'reported') over last_four_quarters
            as has_four_quarters

    from performance
    inner join measures on performance.measure = measures.measure
    inner join quarters on performance.quarter = quarters.quarter
    where measures.is_count_of_children
    window last_four_quarters as (
        partition by performance.authority_code, performance.measure
        order by quarters.quarter_start_date
        range between interval 9 months preceding and current row
    )

),

with_population as (

    select
        counts.*,
        populations.population_mid_year,
        populations.population_count,
        populations.population_vintage,
        counts.value as events

    from counts
    asof left join populations
        on
            counts.authority_code = populations.authority_code
            and counts.newest_mid_year >= populations.population_mid_year

),

final as (

    select
        ---------- keys
        authority_code,
        quarter,
        measure,

        ---------- what it is
        authority_name,
        title,
        unit,
        measure_type,
        case measure_type
            when 'stock' then 'at the end of the quarter'
            else 'in the quarter, not annualised'
        end as rate_basis,

        ---------- population
        population_mid_year,
        population_count,
        population_vintage,

        ---------- rate
        value,
        cast(cast(value as double) * 10000 / nullif(population_count, 0) as decimal(28, 8)) as rate_per_10000,
        case
            when status <> 'reported' then status
            when population_count is null then 'no_population'
            else 'reported'
        end as rate_status,
        {% for side in ['lower', 'upper'] -%}
        cast({{ event_limit('events', side, '95') }} * 10000 / nullif(population_count, 0) as decimal(28, 6))
            as {{ side }}_rate_per_10000,
        {% endfor -%}
        cast(
            case when measure_type = 'flow' and has_four_quarters then four_quarters_value end
            as decimal(18, 4)
        ) as four_quarters_value,
        cast(
            case
                when measure_type = 'flow' and has_four_quarters
                    then cast(four_quarters_value as double) * 10000 / nullif(population_count, 0)
            end as decimal(28, 8)
        ) as four_quarters_rate_per_10000,
        case
            when measure_type <> 'flow' then 'not_applicable'
            when not has_four_quarters then 'incomplete'
            when population_count is null then 'no_population'
            else 'reported'
        end as four_quarters_status,
        {{ interval_method('lower_rate_per_10000', 'events', 'false', "measure_type = 'stock'") }} as interval_method,

        ---------- lineage
        submission_id,
        source_file,
        source_sheet,
        source_place

    from with_population

)

select * from final
