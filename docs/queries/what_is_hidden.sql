-- How much is suppressed, and where? A suppressed figure is not nought, and not missing.
-- Ask: published
select
    section,
    quarter,
    count(*) as figures,
    count(*) filter (where status = 'suppressed') as suppressed,
    count(*) filter (where value is null and status <> 'suppressed') as without_a_figure_for_another_reason
from figures
where section in ('performance', 'delivery')
group by section, quarter
order by section, quarter;
