-- The facts under the names and in the shape of the marts, read from the report's protected tables.
create view marts.fct_performance as
select
    published.authority_code,
    published.quarter,
    published.measure,
    cast(published.value as decimal(18, 4)) as value,
    published.status
from report.rpt_performance as published
inner join marts.dim_measure as measures on published.measure = measures.measure
where
    measures.measure_type <> 'ratio'
    and published.status not in ('no_return', 'nil_return')
    and (measures.is_required or published.status <> 'missing');

create view marts.fct_delivery as
select
    authority_code,
    quarter,
    activity,
    case when category <> 'all' then category end as category,
    cast(in_quarter_value as decimal(18, 4)) as value,
    in_quarter_status as status
from report.rpt_delivery
where in_quarter_status not in ('no_return', 'nil_return')
-- the sum over employers is no fact of its own
qualify category <> 'all' or count(*) over (partition by authority_code, quarter, activity) = 1;

create view marts.fct_finance as
select
    authority_code,
    quarter,
    workstream,
    funder,
    budget_gbp,
    actual_in_quarter_gbp,
    actual_year_to_date_gbp,
    forecast_gbp,
    actual_in_quarter_basis,
    actual_year_to_date_basis
from report.rpt_finance
where workstream <> 'all' and status in ('reported', 'incomplete');

create view marts.fct_milestone as
select
    authority_code,
    quarter,
    project,
    work_area,
    milestone,
    baseline_date,
    forecast_date,
    completed_date,
    nullif(rag, presence) as rag
from report.rpt_milestones
where presence in ('continuing', 'new', 'not_comparable');

create view marts.fct_benefit as
select
    authority_code,
    quarter,
    benefit,
    financial_year,
    planned_gbp,
    delivered_gbp,
    forecast_gbp
from report.rpt_benefits
where benefit <> 'all';

create view marts.fct_grant_spend as
select
    authority_code,
    quarter,
    yardstick_type,
    yardstick,
    covers,
    amount_qualifier,
    is_used,
    period_start_date,
    period_end_date,
    amount_gbp,
    spend_from_quarter,
    spend_gbp,
    status,
    spent_percent,
    elapsed_percent,
    source
from report.rpt_grant;

create view marts.fct_return as
select
    authority_code,
    quarter,
    state,
    received_at,
    due_date,
    is_extended,
    extension_reason,
    working_days_late,
    submission_count,
    has_later_rejection,
    file_count,
    values_read
from report.rpt_returns;
