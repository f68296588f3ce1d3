-- How much of each grant is spent, against how much of its time is gone?
-- Ask: published or internal
select
    authority_name,
    yardstick,
    amount_gbp,
    spend_gbp,
    round(spent_percent, 1) as spent_percent,
    round(elapsed_percent, 1) as elapsed_percent,
    remaining_gbp,
    status
from report.rpt_grant
where quarter = (select value from about_release where name = 'quarter')
order by authority_name, yardstick;
