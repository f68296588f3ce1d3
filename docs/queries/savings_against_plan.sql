-- What was promised, delivered and is now expected of savings, by financial year?
-- Ask: published or internal
select
    authority_name,
    financial_year,
    planned_gbp,
    delivered_gbp,
    forecast_gbp,
    variance_gbp,
    status
from report.rpt_benefits
where
    benefit = 'all'
    and financial_year <> 'all'
    and quarter = (select value from about_release where name = 'quarter')
order by authority_name, financial_year;
