-- Whose return is in, when did it come against the day it was due, and how much of it must be put right?
-- Ask: published or internal
select
    authority_name,
    quarter,
    state,
    due_date,
    cast(received_at as date) as received_date,
    working_days_late,
    submission_count,
    critical_count + warning_count as findings
from report.rpt_returns
order by quarter, authority_name;
