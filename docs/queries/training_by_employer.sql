-- Who has been trained? Training places since an authority's first return, by the employer of those who came.
-- Ask: published or internal
select
    authority_name,
    title,
    category_title,
    cumulative_value as places_so_far,
    cumulative_status as status,
    cumulative_from_quarter as since
from report.rpt_delivery
where
    activity in (select activity from seeds.activities where by_employer)
    and category <> 'all'
    and quarter = (select value from about_release where name = 'quarter')
order by authority_name, title, category_title;
