-- How many children are looked after in each authority, against the quarter before and the same quarter a year ago?
-- Ask: published or internal
select
    authority_name,
    value as children_looked_after,
    change_from_previous,
    change_from_last_year,
    status
from report.rpt_performance
where measure = 'cla_at_period_end' and quarter = (select value from about_release where name = 'quarter')
order by authority_name;
