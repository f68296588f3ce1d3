-- One row per measure of the returns, authority of England (or England) and day or year of which DfE has published it,
-- in the form in which places of different size can be compared: the rate or share as published, and a count that is
-- published without one for each 10,000 children under 18, by the mid-year estimate of the year before.
with

-- the published rate where there is one, else what is published
measures as (

    select
        measures.measure,
        measures.measure_type,
        measures.national_indicator as count_indicator,
        coalesce(measures.national_rate_indicator, measures.national_indicator) as indicator
    from {{ ref('measures') }} as measures
    where coalesce(measures.national_rate_indicator, measures.national_indicator) is not null

),

indicators as (

    select * from {{ ref('published_indicators') }}

),

statistics as (

    select * from {{ ref('published_statistics') }}

),

populations as (

    select * from {{ ref('dim_population') }}

),

comparable as (

    select
        measures.*,
        indicators.title as indicator_title,
        indicators.time_basis,
        measures.measure_type != 'ratio' and indicators.unit != 'rate_per_10000' as is_worked_out,
        case when is_worked_out then 'rate_per_10000' else indicators.unit end as unit,
        case when is_worked_out then 1 else cast(indicators.decimals as integer) end as decimals
    from measures
    inner join indicators on measures.indicator = indicators.indicator

),

final as (

    select
        statistics.authority_code,
        comparable.measure,
        statistics.period_end_date,
        comparable.indicator,
        comparable.indicator_title,
        comparable.unit,
        comparable.decimals,
        comparable.time_basis,
        case when comparable.is_worked_out then 'worked_out' else 'published' end as basis,
        cast(
            case
                when comparable.is_worked_out
                    then cast(statistics.value as double) * 10000 / nullif(populations.population_count, 0)
                else statistics.value
            end as decimal(28, 8)
        ) as value,
        case
            when statistics.status != 'reported' then statistics.status
            when comparable.is_worked_out and coalesce(populations.population_count, 0) = 0 then 'no_population'
            else 'reported'
        end as status,
        -- the count below the rate: as published, or what the published rate comes to
        cast(
            case
                when comparable.measure_type = 'ratio' then null
                when comparable.is_worked_out then statistics.value
                else coalesce(counts.value, statistics.value * populations.population_count / 10000)
            end as decimal(28, 8)
        ) as event_count,
        populations.population_mid_year,
        populations.population_count,
        populations.population_vintage,
        statistics.vintage,
        statistics.source
    from comparable
    inner join statistics on comparable.indicator = statistics.indicator
    left join statistics as counts
        on
            comparable.count_indicator = counts.indicator
            and statistics.authority_code = counts.authority_code
            and statistics.period_end_date = counts.period_end_date
    left join populations
        on
            comparable.measure_type != 'ratio'
            and statistics.authority_code = populations.authority_code
            and cast(left(statistics.financial_year, 4) as integer) = populations.population_mid_year

)

select * from final
