-- Good marts of change, money, small counts and reference data: every check at peace. Tables of their own, so that what
-- breaks one breaks no other.
alter table marts.fct_return add column calendar_due_date date;
alter table marts.fct_return add column working_days_late integer default 0;
update marts.fct_return set calendar_due_date = due_date;

alter table marts.dim_quarter add column quarter_start_date date;
update marts.dim_quarter set quarter_start_date = date_trunc('month', quarter_end_date) - interval 2 months;

create table seeds.return_extensions as
select authority_code, quarter, due_date from marts.fct_return where false;

create table seeds.document_conflicts as
select 'northby_grant' as conflict_id, 'Grant to Northby' as subject, '£0.4m' as figure_a, '£400k' as figure_b;

create table marts.fct_finance_change as
select
    f.authority_code, f.quarter, f.workstream, f.funder, 'Set-up, DfE grant' as line_title, 3 as quarter_number,
    f.budget_gbp,
    if(f.quarter = '2021-22-Q3', f.budget_gbp, null) as previous_budget_gbp, f.forecast_gbp,
    if(f.quarter = '2021-22-Q3', f.forecast_gbp, null) as previous_forecast_gbp, f.actual_year_to_date_gbp,
    f.actual_in_quarter_gbp, f.actual_in_quarter_gbp as usual_in_quarter_gbp, 2 as earlier_quarters_count,
    f.submission_id, f.source_file, f.source_sheet, f.source_place
from marts.fct_finance as f;

create table marts.fct_budget_change as
select
    f.authority_code, f.quarter, f.funder, 'DfE grant' as funder_title, f.budget_gbp, f.budget_gbp as previous_budget_gbp,
    null::varchar as moved_lines, 0 as moved_lines_count, false as is_virement, false as is_exchange, 'finance' as section,
    f.submission_id, f.source_file, f.source_sheet, null::varchar as source_place
from marts.fct_finance as f;

create table marts.fct_grant_spend as
select
    f.authority_code, f.quarter, y.yardstick_type, y.yardstick, 'dfe_grant' as covers, null::varchar as amount_qualifier,
    true as is_used, date '2021-04-01' as period_start_date, date '2022-03-31' as period_end_date,
    400000::decimal(18, 2) as amount_gbp, 1000::decimal(18, 2) as rounded_to_gbp, '2021-22-Q1' as spend_from_quarter,
    200000::decimal(18, 2) as spend_gbp, 25000::decimal(18, 2) as spend_in_quarter_gbp, 'reported' as status,
    50.0::double as spent_percent, 75.0::double as elapsed_percent, null::varchar as conflict_id, 'a report' as source,
    f.submission_id
from marts.fct_finance as f
cross join (values ('grant', 'version 1, approved'), ('profile', 'plan, 2021-22')) as y (yardstick_type, yardstick);

create table marts.fct_milestone_change as
select
    m.authority_code, m.quarter, m.project, m.work_area, m.milestone, q.quarter_start_date, q.quarter_end_date,
    m.baseline_date, m.forecast_date, m.forecast_date as previous_forecast_date, 0 as forecast_moved_days,
    m.completed_date, m.completed_date as previous_completed_date, m.rag, m.rag as previous_rag, m.comment_status,
    m.submission_id, m.source_file, m.source_sheet, m.source_place
from marts.fct_milestone as m inner join marts.dim_quarter as q using (quarter);
-- each status once, with dates that allow it
update marts.fct_milestone_change set baseline_date = '2022-03-31' where rag = 'green';
update marts.fct_milestone_change set rag = 'amber', previous_rag = 'amber' where rag = 'red';

create table marts.fct_benefit_change as
select
    b.authority_code, b.quarter, b.benefit, y.financial_year, '2021-22' as reported_financial_year, b.planned_gbp,
    b.planned_gbp as previous_planned_gbp, b.planned_gbp as savings_plan_gbp,
    1000::decimal(18, 2) as savings_plan_rounded_to_gbp, y.delivered_gbp::decimal(18, 2) as delivered_gbp,
    y.delivered_gbp::decimal(18, 2) as previous_delivered_gbp, b.forecast_gbp, b.forecast_gbp as previous_forecast_gbp,
    b.submission_id, b.source_file, b.source_sheet, b.source_place
from marts.fct_benefit as b
cross join (values ('2020-21', 48000), ('2021-22', 10000), ('2022-23', 0)) as y (financial_year, delivered_gbp);

create table marts.fct_small_count as
select
    r.authority_code, r.quarter, 'performance' as section, 17 as values_count, 0 as small_values_count,
    null::varchar as small_values, r.submission_id, 'return.xlsx' as source_file, null::varchar as source_sheet,
    null::varchar as source_place
from marts.fct_return as r;

create table marts.fct_document_sum as
select
    r.authority_code, r.quarter, 'grant_profiles' as seed, 'profile plan' as subject, 400000::decimal(18, 2) as stated_gbp,
    400000::decimal(18, 2) as parts_gbp, 0::decimal(18, 2) as difference_gbp, 2000::decimal(18, 2) as tolerance_gbp,
    null::varchar as conflict_id, 'a report' as source
from marts.fct_return as r;

create table marts.fct_reference_need as
select
    r.authority_code, r.quarter, n.need, 'seeds/' || n.need || '.csv' as seed, true as is_there,
    'a row for the authority' as what_is_needed
from marts.fct_return as r cross join (values ('population'), ('names')) as n (need);
