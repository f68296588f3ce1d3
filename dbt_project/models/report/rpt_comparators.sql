-- One row for every authority, quarter and measure, also where DfE publishes nothing: the authority, England and the
-- median of its statistical neighbours on the last day, or in the last year, that is published and ended by the
-- quarter's end. The neighbours are those of the newest model of that time. Their median is given where at least half
-- of them have a figure here: of fewer it would be the figure of whoever happens to be held.
-- DfE publishes a year some months after its end, so a report of the time could not yet have shown the newest.
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

returns as (

    select * from {{ ref('fct_return') }}

),

published as (

    select * from {{ ref('fct_published_rate') }}

),

neighbours as (

    select * from {{ ref('statistical_neighbours') }}

),

held as (

    select
        local_authorities.dfe_code,
        published.measure,
        published.period_end_date,
        published.vintage,
        cast(published.value as double) as value
    from published
    inner join {{ ref('local_authorities') }} as local_authorities
        on published.authority_code = local_authorities.authority_code
    where published.status = 'reported'

),

newest as (

    select
        quarters.quarter,
        published.measure,
        published.indicator,
        published.indicator_title,
        published.unit,
        published.decimals,
        published.time_basis,
        published.basis,
        max(published.period_end_date) as period_end_date
    from quarters
    inner join published on quarters.quarter_end_date >= published.period_end_date
    where published.status = 'reported'
    group by all

),

-- before the first model there is only the first model
models as (

    select
        quarters.quarter,
        coalesce(
            max(
                case
                    when neighbours.model_version <= strftime(quarters.quarter_end_date, '%Y-%m')
                        then neighbours.model_version
                end
            ),
            min(neighbours.model_version)
        ) as model_version
    from quarters
    cross join neighbours
    group by quarters.quarter

),

medians as (

    select
        authorities.authority_code,
        models.quarter,
        newest.measure,
        models.model_version,
        cast(count(distinct neighbours.neighbour_dfe_code) as integer) as neighbour_count,
        cast(count(distinct held.dfe_code) as integer) as neighbours_held_count,
        median(held.value) as neighbour_median_value,
        string_agg(distinct held.vintage, ', ' order by held.vintage) as neighbours_vintage
    from models
    inner join newest on models.quarter = newest.quarter
    inner join neighbours on models.model_version = neighbours.model_version
    inner join authorities on neighbours.authority_dfe_code = authorities.dfe_code
    left join held
        on
            neighbours.neighbour_dfe_code = held.dfe_code
            and newest.measure = held.measure
            and newest.period_end_date = held.period_end_date
    group by all

),

final as (

    select
        ---------- keys
        returns.authority_code,
        returns.quarter,
        measures.measure,

        ---------- what it is
        authorities.authority_name,
        measures.title,
        measures.measure_type,
        measures.polarity,
        newest.indicator,
        newest.indicator_title,
        newest.unit,
        newest.decimals,
        newest.time_basis,
        newest.period_end_date,
        coalesce(newest.basis, 'none') as basis,

        ---------- the authority
        case when own.status = 'reported' then own.value end as published_value,
        case when newest.measure is null then 'no_statistic' else coalesce(own.status, 'not_available') end
            as published_status,

        ---------- England
        case when england.status = 'reported' then england.value end as england_value,
        case when newest.measure is null then 'no_statistic' else coalesce(england.status, 'not_available') end
            as england_status,

        ---------- neighbours
        medians.model_version,
        medians.neighbour_count,
        medians.neighbours_held_count,
        cast(
            case
                when medians.neighbours_held_count * 2 >= medians.neighbour_count then medians.neighbour_median_value
            end as decimal(28, 8)
        ) as neighbour_median_value,
        case
            when newest.measure is null then 'no_statistic'
            when medians.neighbours_held_count * 2 >= medians.neighbour_count then 'reported'
            else 'not_available'
        end as neighbour_median_status,
        case when medians.neighbours_held_count * 2 >= medians.neighbour_count then medians.neighbours_vintage end
            as neighbours_vintage,

        ---------- lineage
        own.population_vintage,
        own.vintage,
        own.source

    from returns
    inner join authorities on returns.authority_code = authorities.authority_code
    cross join measures
    left join newest on returns.quarter = newest.quarter and measures.measure = newest.measure
    left join published as own
        on
            returns.authority_code = own.authority_code
            and newest.measure = own.measure
            and newest.period_end_date = own.period_end_date
    left join published as england
        on
            england.authority_code = 'E92000001' -- ONS's code of the country
            and newest.measure = england.measure
            and newest.period_end_date = england.period_end_date
    left join medians
        on
            returns.authority_code = medians.authority_code
            and returns.quarter = medians.quarter
            and newest.measure = medians.measure

)

select * from final
