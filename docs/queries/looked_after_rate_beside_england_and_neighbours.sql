-- How does each authority's rate of children looked after stand beside DfE's figures for England and its neighbours?
-- DfE's are of 31 March and for the whole country; the quarter's is provisional, with its 95 per cent interval.
-- Ask: published or internal
select
    rates.authority_name,
    round(rates.rate_per_10000, 1) as rate_per_10000,
    round(rates.lower_rate_per_10000, 1) as lower,
    round(rates.upper_rate_per_10000, 1) as upper,
    comparators.england_value,
    comparators.neighbour_median_value,
    comparators.period_end_date as comparators_of
from report.rpt_performance_rates as rates
left join report.rpt_comparators as comparators
    on
        rates.authority_code = comparators.authority_code
        and rates.quarter = comparators.quarter
        and rates.measure = comparators.measure
        and comparators.unit = 'rate_per_10000'
where rates.measure = 'cla_at_period_end' and rates.quarter = (select value from about_release where name = 'quarter')
order by rates.authority_name;
