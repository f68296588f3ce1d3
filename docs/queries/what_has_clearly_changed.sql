-- Which measures have clearly changed since the quarter before, a year ago or the baseline, beyond what chance does?
-- A clear change is never called an effect of the programme.
-- Ask: published or internal
select
    authority_name,
    title,
    comparison,
    compared_quarter,
    compared_value,
    value,
    judgement,
    break_note
from report.rpt_changes
where
    judgement in ('clear_rise', 'clear_fall')
    and quarter = (select value from about_release where name = 'quarter')
order by authority_name, title, comparison;
