-- Where is more or less spent than was planned for the year? Forecast less budget, by workstream, in pounds.
-- The workstream all and the funder all are sums of the others: only the parts are asked for here. There is no sum over
-- authorities, for where a return is missing it would be a sum of the others; report.rpt_programme has those that stand.
-- Ask: published or internal
select
    authority_name,
    workstream_title,
    sum(budget_gbp) as budget_gbp,
    sum(actual_year_to_date_gbp) as actual_year_to_date_gbp,
    sum(forecast_gbp) as forecast_gbp,
    sum(forecast_gbp) - sum(budget_gbp) as variance_gbp,
    count(*) filter (where status <> 'reported') as lines_without_a_figure
from report.rpt_finance
where
    workstream <> 'all'
    and funder <> 'all'
    and quarter = (select value from about_release where name = 'quarter')
group by authority_name, workstream_title
order by authority_name, workstream_title;
