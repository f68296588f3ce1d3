-- What figures of the report take from reference data: which row of which seed, what it says, and the document it is from.
create or replace macro marts.trace_seeds(asked_quarter) as table
with

of_populations as (

    select
        'rpt_performance_rates' as table_name, authority_code, quarter, 'measure=' || measure as row_key,
        'population' as term, population_mid_year as mid_year, population_vintage as vintage, authority_code as of_code
    from report.rpt_performance_rates
    where quarter = asked_quarter
    union all
    select
        'rpt_rate_ratios', ratios.authority_code, ratios.quarter,
        'measure=' || ratios.measure || ', comparison=' || ratios.comparison, terms.term, rates.population_mid_year,
        rates.population_vintage, ratios.authority_code
    from report.rpt_rate_ratios as ratios
    cross join (values ('population'), ('compared_population')) as terms (term)
    inner join report.rpt_performance_rates as rates
        on
            ratios.authority_code = rates.authority_code
            and ratios.measure = rates.measure
            and rates.quarter = case terms.term when 'population' then ratios.quarter else ratios.compared_quarter end
    where ratios.quarter = asked_quarter

),

-- what DfE published: of the authority itself, of England, of its neighbours
of_statistics as (

    select
        'rpt_comparators' as table_name, comparators.authority_code, comparators.quarter,
        'measure=' || comparators.measure as row_key, 'published' as term, comparators.authority_code as of_code,
        comparators.indicator, comparators.period_end_date, comparators.basis
    from report.rpt_comparators as comparators
    where comparators.quarter = asked_quarter
    union all
    select
        'rpt_comparators', comparators.authority_code, comparators.quarter, 'measure=' || comparators.measure,
        'neighbours', neighbours.authority_code, comparators.indicator, comparators.period_end_date, comparators.basis
    from report.rpt_comparators as comparators
    inner join marts.dim_authority as authorities
        on comparators.authority_code = authorities.authority_code
    inner join seeds.statistical_neighbours as chosen
        on
            comparators.model_version = chosen.model_version
            and authorities.dfe_code = chosen.authority_dfe_code
    inner join seeds.local_authorities as neighbours
        on chosen.neighbour_dfe_code = neighbours.dfe_code
    where comparators.quarter = asked_quarter
    union all
    select
        'rpt_comparators', comparators.authority_code, comparators.quarter, 'measure=' || comparators.measure,
        'england', 'E92000001', comparators.indicator, comparators.period_end_date, comparators.basis
    from report.rpt_comparators as comparators
    where comparators.quarter = asked_quarter
    union all
    select
        'rpt_rate_ratios', ratios.authority_code, ratios.quarter,
        'measure=' || ratios.measure || ', comparison=' || ratios.comparison, 'england', 'E92000001',
        published.indicator, published.period_end_date, published.basis
    from report.rpt_rate_ratios as ratios
    inner join marts.fct_published_rate as published
        on
            ratios.measure = published.measure
            and ratios.compared_period_end_date = published.period_end_date
            and published.authority_code = 'E92000001' -- ONS's code of the country
    where ratios.quarter = asked_quarter and ratios.comparison = 'england'

),

stated as (

    select wanted.*, statistics.financial_year, cast(statistics.value as varchar) as value, statistics.vintage,
        statistics.source
    from of_statistics as wanted
    inner join seeds.published_statistics as statistics
        on
            wanted.of_code = statistics.authority_code
            and wanted.indicator = statistics.indicator
            and wanted.period_end_date = cast(statistics.period_end_date as date)

)

select
    wanted.table_name, wanted.authority_code, wanted.quarter, wanted.row_key, wanted.term, 'population' as seed,
    'authority_code=' || wanted.of_code || ', mid_year=' || wanted.mid_year || ', vintage=' || wanted.vintage
        as seed_row,
    cast(population.population_0_17 as varchar) as seed_value, population.source as seed_source
from of_populations as wanted
inner join seeds.population as population
    on
        wanted.of_code = population.authority_code
        and wanted.mid_year = cast(population.mid_year as integer)
        and wanted.vintage = population.vintage
union all
select
    table_name, authority_code, quarter, row_key, term, 'published_statistics',
    'authority_code=' || of_code || ', indicator=' || indicator || ', period_end_date=' || period_end_date
    || ', vintage=' || vintage,
    value, source
from stated
union all
select
    stated.table_name, stated.authority_code, stated.quarter, stated.row_key,
    case stated.term when 'published' then 'population' when 'england' then 'england_population' else stated.term end,
    'population',
    'authority_code=' || stated.of_code || ', mid_year=' || rates.population_mid_year || ', vintage='
    || rates.population_vintage,
    cast(rates.population_count as varchar), population.source
from stated
inner join marts.dim_population as rates
    on
        stated.of_code = rates.authority_code
        and cast(left(stated.financial_year, 4) as integer) = rates.population_mid_year
inner join seeds.population as population
    on
        rates.authority_code = population.authority_code
        and rates.population_mid_year = cast(population.mid_year as integer)
        and rates.population_vintage = population.vintage
where stated.basis = 'worked_out'
union all
select
    'rpt_performance', shown.authority_code, shown.quarter, 'measure=' || shown.measure, 'target', 'targets',
    'target_id=' || targets.target_id, cast(targets.value as varchar), targets.source
from report.rpt_performance as shown
inner join seeds.targets as targets
    on
        shown.authority_code = targets.authority_code
        and shown.measure = targets.measure
        and shown.target_source = targets.source
        and shown.target_date is not distinct from cast(targets.target_date as date)
where shown.quarter = asked_quarter and shown.target_value is not null
union all
select
    'rpt_delivery', shown.authority_code, shown.quarter,
    'activity=' || shown.activity || ', category=' || shown.category, 'target', 'targets',
    'target_id=' || targets.target_id, cast(targets.value as varchar), targets.source
from report.rpt_delivery as shown
inner join seeds.targets as targets
    on
        shown.authority_code = targets.authority_code
        and shown.activity = targets.activity
        and shown.unit = targets.unit
        and shown.target_source = targets.source
        and shown.target_date is not distinct from cast(targets.target_date as date)
where shown.quarter = asked_quarter and shown.target_value is not null
union all
select
    'rpt_grant', shown.authority_code, shown.quarter,
    'yardstick_type=' || shown.yardstick_type || ', yardstick=' || shown.yardstick, 'grant', 'grants',
    'authority_code=' || grants.authority_code || ', grant_version=' || grants.grant_version,
    cast(grants.amount_gbp as varchar), grants.source
from report.rpt_grant as shown
inner join seeds.grants as grants
    on
        shown.authority_code = grants.authority_code
        and shown.yardstick_type = 'grant'
        and shown.yardstick = 'version ' || grants.grant_version || ', ' || grants.status
where shown.quarter = asked_quarter
union all
select
    'rpt_grant', shown.authority_code, shown.quarter,
    'yardstick_type=' || shown.yardstick_type || ', yardstick=' || shown.yardstick, 'grant', 'grant_profiles',
    'profile=' || profiles.profile || ', financial_year=' || profiles.financial_year || ', heading='
    || coalesce(profiles.heading, ''),
    cast(profiles.amount_gbp as varchar), profiles.source
from report.rpt_grant as shown
inner join seeds.grant_profiles as profiles
    on
        shown.authority_code = profiles.authority_code
        and shown.yardstick_type = 'profile'
        and shown.covers = profiles.covers
        and shown.yardstick = profiles.profile || ', ' || profiles.financial_year
        and not cast(profiles.is_total as boolean)
where shown.quarter = asked_quarter
union all
select
    'rpt_benefits', total.authority_code, total.quarter,
    'benefit=' || total.benefit || ', financial_year=' || total.financial_year, 'savings_plan', 'savings_plans',
    'benefit=' || plans.benefit || ', financial_year=' || plans.financial_year, cast(plans.planned_gbp as varchar),
    plans.source
from report.rpt_benefits as total
inner join report.rpt_benefits as line
    on
        total.authority_code = line.authority_code
        and total.quarter = line.quarter
        and line.benefit = case when total.benefit = 'all' then line.benefit else total.benefit end
        and line.financial_year
        = case when total.financial_year = 'all' then line.financial_year else total.financial_year end
        and line.benefit != 'all'
inner join seeds.savings_plans as plans
    on
        line.authority_code = plans.authority_code
        and line.benefit = plans.benefit
        and line.financial_year = plans.financial_year
        and not cast(plans.is_total as boolean)
where total.quarter = asked_quarter
union all
select
    'rpt_context', shown.authority_code, shown.quarter, 'result=' || shown.result, 'result', 'evaluation_results',
    'result_id=' || results.result_id, cast(results.value as varchar), results.source
from report.rpt_context as shown
inner join seeds.evaluation_results as results
    on shown.result = results.result_id
where shown.quarter = asked_quarter;
