-- How many of the families referred for a family group conference had one? Sums since each authority's first return.
-- Ask: published or internal
select
    authority_name,
    any_value(cumulative_value) filter (where activity = 'fgc_referred') as referred,
    any_value(cumulative_value) filter (where activity = 'fgc_held') as held,
    round(100 * held / nullif(referred, 0), 1) as held_percent
from report.rpt_delivery
where category = 'all' and quarter = (select value from about_release where name = 'quarter')
group by authority_name
order by authority_name;
