-- Which milestones are overdue or more than three months behind their baseline, the latest first?
-- Ask: published or internal
select
    authority_name,
    project,
    milestone,
    baseline_date,
    forecast_date,
    slippage_days,
    rag,
    is_overdue
from report.rpt_milestones
where
    completed_date is null
    and (is_overdue or slippage_days > 91)
    and quarter = (select value from about_release where name = 'quarter')
order by slippage_days desc nulls last, authority_name, project, milestone;
