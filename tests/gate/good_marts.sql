-- Small good marts for the gate's tests: two made-up authorities, two quarters, every check at peace.
-- The columns are those of the marts; the gate reads nothing else.
create schema marts;
create schema seeds;

create table seeds.activities as
select * from (values ('fgc_held', 'Family group conferences held'), ('training_awareness', 'People at awareness raising'))
as t (activity, title);

create table seeds.workstreams as select 'set_up' as workstream, 'Set-up' as title;

create table seeds.funders as select 'dfe_grant' as funder, 'DfE grant' as title;

create table marts.dim_authority as
select * from (values ('E09999991', 'Northby'), ('E09999992', 'Southby')) as t (authority_code, authority_name);

create table marts.dim_quarter as
select * from (values
    ('2021-22-Q2', 2, date '2021-09-30', '2021-22-Q1'),
    ('2021-22-Q3', 3, date '2021-12-31', '2021-22-Q2')
) as t (quarter, quarter_number, quarter_end_date, previous_quarter);

create table marts.dim_measure as
select * from (values
    (2, 'cla_at_period_end', 'Children looked after', 'stock', 0, 600),
    (3, 'cla_uasc_at_period_end', 'Unaccompanied asylum-seeking children looked after', 'stock', 0, 60),
    (4, 'cpp_at_period_end', 'Children on a child protection plan', 'stock', 0, 300),
    (5, 'cin_at_period_end', 'Children in need', 'stock', 0, 2000),
    (6, 'cases_held', 'Cases held by social workers', 'stock', 0, 1500),
    (7, 'social_workers_fte', 'Social workers holding cases', 'stock', 1, 100.5),
    (8, 'referrals', 'Referrals', 'flow', 0, 900),
    (9, 'cpp_started', 'Child protection plans started', 'flow', 0, 40)
) as t (line, measure, title, measure_type, decimals, usual);

create table marts.fct_return as
select
    a.authority_code,
    q.quarter,
    'accepted' as state,
    'submission-' || a.authority_code || '-' || q.quarter as submission_id,
    timestamp '2022-01-20 09:00:00' as received_at,
    q.quarter_end_date + 28 as due_date,
    false as is_extended,
    1 as file_count,
    100 as values_read,
    false as has_later_rejection
from marts.dim_authority as a cross join marts.dim_quarter as q;

create table marts.fct_performance as
select
    r.authority_code, r.quarter, m.measure, m.usual::decimal(18, 4) as value, 'reported' as status, r.submission_id,
    'return.xlsx' as source_file, 'Performance' as source_sheet, 'E' || m.line as source_place
from marts.fct_return as r cross join marts.dim_measure as m;

create view marts.fct_measure_change as
select
    this.authority_code, this.quarter, this.measure, m.title as measure_title, m.measure_type, this.value, before.quarter as previous_quarter,
    before.value as previous_value, this.value - before.value as change_count,
    100.0 * (this.value - before.value) / nullif(before.value, 0) as change_percent,
    this.submission_id, this.source_file, this.source_sheet, this.source_place
from marts.fct_performance as this
inner join marts.dim_measure as m using (measure)
inner join marts.dim_quarter as q using (quarter)
left join marts.fct_performance as before
    on before.quarter = q.previous_quarter
    and before.authority_code = this.authority_code
    and before.measure = this.measure;

create table marts.fct_delivery as
select
    r.authority_code, r.quarter, a.activity, if(a.activity = 'training_awareness', 'health', null) as category,
    20::decimal(18, 4) as value, 'reported' as status, r.submission_id,
    'return.xlsx' as source_file, 'Delivery' as source_sheet, 'C4' as source_place
from marts.fct_return as r cross join seeds.activities as a;

create table marts.fct_finance as
select
    r.authority_code, r.quarter, 'set_up' as workstream, 'dfe_grant' as funder,
    100000::decimal(18, 2) as budget_gbp, 25000::decimal(18, 2) as actual_in_quarter_gbp,
    25000 * q.quarter_number::decimal(18, 2) as actual_year_to_date_gbp, 100000::decimal(18, 2) as forecast_gbp,
    'sent' as actual_in_quarter_basis, 'sent' as actual_year_to_date_basis, r.submission_id,
    'return.xlsx' as source_file, 'Finance' as source_sheet, 'F7' as source_place
from marts.fct_return as r inner join marts.dim_quarter as q using (quarter);

create table marts.fct_milestone as
select
    r.authority_code, r.quarter, 'Workforce' as project, 'Training' as work_area, m.milestone,
    date '2021-08-01' as baseline_date, m.forecast_date, m.completed_date, m.rag,
    'Recruitment has begun' as comment, 'reported' as comment_status, r.submission_id,
    'return.xlsx' as source_file, 'Milestones' as source_sheet, 'B' || m.line as source_place
from marts.fct_return as r
cross join (values
    (5, 'Trainers in place', date '2021-08-01', date '2021-08-01', 'complete'),
    (6, 'Deep dives held', date '2022-03-31', null, 'green'),
    (7, 'Coordinators in place', date '2022-06-30', null, 'red')
) as m (line, milestone, forecast_date, completed_date, rag);

create table marts.fct_benefit as
select
    r.authority_code, r.quarter, 'Placements avoided' as benefit, '2021-22' as financial_year,
    48000::decimal(18, 2) as planned_gbp, 10000::decimal(18, 2) as delivered_gbp, 48000::decimal(18, 2) as forecast_gbp,
    r.submission_id, 'return.xlsx' as source_file, 'Benefits' as source_sheet, 'D3' as source_place
from marts.fct_return as r;

create table marts.fct_finding as
select
    r.authority_code, r.quarter, r.submission_id, 'hidden_sheet' as finding_type, 'info' as severity,
    'authority' as responsibility, null::varchar as section, 'return.xlsx' as file, 'Lists' as sheet, null::varchar as place,
    'The sheet is hidden and was not read.' as message, true as is_current, 'reading' as found_by
from marts.fct_return as r;

create table marts.fct_completeness as
select
    r.authority_code, r.quarter, i.section, i.item, i.item_title, true as is_required, 'reported' as status, r.submission_id,
    'return.xlsx' as source_file, 'Performance' as source_sheet, 'E9' as source_place
from marts.fct_return as r
cross join (values
    ('performance', 'section', 'The performance section'), ('performance', 'cla_at_period_end', 'Children looked after'),
    ('delivery', 'section', 'The delivery section'), ('delivery', 'fgc_held', 'Family group conferences held'),
    ('finance', 'section', 'The finance section'), ('finance', 'set_up / dfe_grant', 'The grant line of set-up'),
    ('milestones', 'section', 'The milestones section'),
    ('benefits', 'section', 'The benefits section'), ('benefits', 'Placements avoided / planned', 'The plan')
) as i (section, item, item_title);

create table marts.fct_reconciliation as
select
    i.section || '-' || i.reconciliation || '-' || r.authority_code || '-' || r.quarter as reconciliation_id, r.authority_code, r.quarter,
    i.section, i.reconciliation, i.subject, i.observed::double as observed, i.expected::double as expected,
    i.observed::double - i.expected as difference, i.base::double as base, 'They agree.' as message, r.submission_id,
    'return.xlsx' as source_file, 'Performance' as source_sheet, 'E9' as source_place
from marts.fct_return as r
cross join (values
    ('performance', 'part_of_whole', 'Re-referrals of referrals', 200, 900, null),
    ('performance', 'percentage', 'Re-referral rate', 22.2, 22.2222, null),
    ('performance', 'year_to_date_measure', 'Referrals', 1800, 1800, null),
    ('finance', 'year_to_date_spend', 'Set-up, DfE grant', 50000, 50000, 1000),
    ('performance', 'stock_and_flow', 'Children looked after', 3, 0, 600),
    ('finance', 'spend_within_budget', 'Set-up, DfE grant', 50000, 100000, 1000),
    ('finance', 'total', 'All finance', 50000, 50000, 1000),
    ('delivery', 'total', 'All training', 76, 76, 0)
) as i (section, reconciliation, subject, observed, expected, base);
