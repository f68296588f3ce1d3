-- Good marts of what performance and delivery are held against: earlier quarters, the world, one another.
alter table marts.dim_measure add column is_count_of_children boolean;
update marts.dim_measure set is_count_of_children = measure != 'social_workers_fte';

alter table marts.dim_quarter add column same_quarter_last_year varchar;
update marts.dim_quarter set same_quarter_last_year = replace(quarter, '2021-22', '2020-21');

create table seeds.population as
select authority_code, '2020' as mid_year, '90000' as population_0_17 from marts.dim_authority
union all
select authority_code, '2021' as mid_year, '100000' as population_0_17 from marts.dim_authority
union all
select authority_code, '2022' as mid_year, '110000' as population_0_17 from marts.dim_authority;

create table seeds.published_statistics as
select a.authority_code, 'referral_nfa_percent' as indicator, p.financial_year, p.value, 'reported' as status
from marts.dim_authority as a
cross join (values ('2020-21', '10.0'), ('2021-22', '12.0')) as p (financial_year, value);

-- a year before everything was as usual
create or replace view marts.fct_measure_change as
select
    this.authority_code, this.quarter, this.measure, m.title as measure_title, m.measure_type, this.value,
    before.quarter as previous_quarter, before.value as previous_value, this.value - before.value as change_count,
    100.0 * (this.value - before.value) / nullif(before.value, 0) as change_percent,
    q.same_quarter_last_year, m.usual as last_year_value, this.value - m.usual as year_change_count,
    100.0 * (this.value - m.usual) / nullif(m.usual, 0) as year_change_percent,
    this.submission_id, this.source_file, this.source_sheet, this.source_place
from marts.fct_performance as this
inner join marts.dim_measure as m using (measure)
inner join marts.dim_quarter as q using (quarter)
left join marts.fct_performance as before
    on before.quarter = q.previous_quarter
    and before.authority_code = this.authority_code
    and before.measure = this.measure;

create table marts.fct_ratio as
select
    r.authority_code, r.quarter, m.measure, m.title as measure_title, 'its part' as numerator_measure,
    'its whole' as denominator_measure, m.numerator_value::double as numerator_value,
    m.denominator_value::double as denominator_value, m.value::double as value, m.lower_value::double as lower_value,
    m.upper_value::double as upper_value, '2021-22-Q2' as previous_quarter, m.value::double as previous_value,
    0.0::double as change_value, 2.0::double as change_standard_error, '2020-21-Q3' as same_quarter_last_year,
    m.value::double as last_year_value, 0.0::double as year_change_value, 2.0::double as year_change_standard_error,
    r.submission_id, 'return.xlsx' as source_file, 'Performance' as source_sheet, 'E' || m.line as source_place
from marts.fct_return as r
cross join (values
    (9, 'rereferrals_within_12_months_percent', 'Re-referral rate', 200, 900, 22.2, 18.2, 26.7),
    (10, 'icpcs_within_15_working_days_percent', 'Initial conferences in time', 80, 100, 80, 65.2, 89.5),
    (11, 'cases_per_social_worker', 'Cases for each social worker', 1500, 100.5, 14.9, null, null)
) as m (line, measure, title, numerator_value, denominator_value, value, lower_value, upper_value);

create table marts.fct_rate as
select
    r.authority_code, r.quarter, m.measure, m.title as measure_title, m.value::decimal(18, 4) as value,
    m.rate::double as rate_per_10000, m.rate * 0.8::double as lower_rate_per_10000, m.rate * 1.2::double as upper_rate_per_10000,
    r.submission_id, 'return.xlsx' as source_file, 'Performance' as source_sheet, 'E' || m.line as source_place
from marts.fct_return as r
cross join (values
    (2, 'cla_at_period_end', 'Children looked after', 600, 60.0),
    (9, 'cpp_started', 'Child protection plans started', 40, 16.0)
) as m (line, measure, title, value, rate);

create table marts.fct_benchmark as
select
    r.authority_code, r.quarter, m.measure, m.title as measure_title, m.aggregation, m.value::double as value,
    m.value::double as published_value, 0.0::double as difference, 0.0::double as difference_percent,
    m.without::double as published_without_uasc_value, 'revised_to_2025' as published_vintage,
    r.submission_id, 'return.xlsx' as source_file, 'Performance' as source_sheet, 'E' || m.line as source_place
from marts.fct_return as r
cross join (values
    (2, 'cla_at_period_end', 'Children looked after', 'value_at_31_march', 600, 540),
    (8, 'referrals', 'Referrals', 'sum_of_year', 3600, null),
    (12, 'section_47_started', 'Section 47 enquiries started', 'rate_of_year', 200, null),
    (9, 'rereferrals_within_12_months_percent', 'Re-referral rate', 'ratio_of_year_sums', 22.2, null),
    (6, 'cases_per_social_worker', 'Cases for each social worker', 'value_at_30_september', 15, null)
) as m (line, measure, title, aggregation, value, without);

create table marts.fct_cross_check as
select
    r.submission_id || ' / ' || i.cross_check as cross_check_id, r.authority_code, r.quarter, i.section, i.cross_check,
    i.title, i.compared_title, i.observed::double as observed, i.compared_with::double as compared_with,
    i.observed::double / i.compared_with as ratio, 'C9' as compared_place, r.submission_id,
    'return.xlsx' as source_file, 'Delivery' as source_sheet, 'C4' as source_place
from marts.fct_return as r
cross join (values
    ('delivery', 'families_to_a_conference', 'Families', 'Conferences', 95, 100),
    ('delivery', 'children_in_a_family', 'Children', 'Families', 190, 95),
    ('delivery', 'responses_of_a_family', 'Answers', 'Families', 40, 100),
    ('delivery', 'positives_of_responses', 'Positive', 'Answers', 36, 40),
    ('delivery', 'conferences_of_referrals', 'Conferences', 'Families referred', 100, 130),
    ('delivery', 'conferences_before_initial_conferences', 'Before', 'Initial conferences', 20, 100),
    ('delivery', 'deep_dive_to_awareness', 'Deep dive', 'Awareness', 50, 200),
    ('delivery', 'commissioned_families_of_children_in_need', 'Families', 'Children in need', 100, 2000),
    ('performance', 'cases_to_children_in_need', 'Cases', 'Children in need', 1900, 2000),
    ('performance', 'children_in_care_or_on_a_plan_of_children_in_need', 'Both', 'Children in need', 700, 2000),
    ('performance', 'plans_of_initial_conferences', 'Plans', 'Initial conferences', 90, 100),
    ('performance', 'initial_conferences_of_enquiries', 'Initial conferences', 'Enquiries', 100, 300),
    ('performance', 'assessments_of_referrals', 'Assessments', 'Referrals', 800, 900),
    ('finance', 'cost_of_a_conference', 'Spend', 'Conferences', 200000, 100),
    ('delivery', 'year_so_far_to_target', 'Conferences', 'Conferences in a year', 300, 300),
    ('delivery', 'programme_so_far_to_target', 'Deep dive', 'All deep dives', 500, 1000)
) as i (section, cross_check, title, compared_title, observed, compared_with);

create table marts.fct_delivery_change as
select
    r.authority_code, r.quarter, i.activity, i.category, i.title as activity_title, i.value::decimal(18, 4) as value,
    '2021-22-Q2' as previous_quarter, i.value::decimal(18, 4) as previous_value, 0::decimal(18, 4) as change_count,
    0::decimal(18, 4) as change_percent, '2020-21-Q3' as same_quarter_last_year, i.value::decimal(18, 4) as last_year_value,
    0::decimal(18, 4) as year_change_count, 0::decimal(18, 4) as year_change_percent, 1 as earlier_quarter_count,
    40::decimal(18, 4) as most_before_value, 20::decimal(18, 4) as own_most_before_value, r.submission_id, 'return.xlsx' as source_file, 'Delivery' as source_sheet,
    'C' || i.line as source_place
from marts.fct_return as r
cross join (values
    (4, 'fgc_held', null, 'Family group conferences held', 100),
    (5, 'training_awareness', 'police', 'People at awareness raising, police', 20),
    (6, 'training_awareness', 'every_employer', 'People at awareness raising, every employer', 200)
) as i (line, activity, category, title, value);

create table marts.fct_late_restatement as
select
    'one' as late_restatement_id, r.authority_code, r.quarter, '2021-22-Q1' as restated_quarter, 'performance' as section,
    'Referrals' as title, 'value' as field, null::date as period_month, 100::decimal(28, 6) as from_value,
    'reported' as from_status, 110::decimal(28, 6) as to_value, 'reported' as to_status, date '2022-01-15' as received_date,
    r.submission_id, 'return.xlsx' as source_file, 'Performance' as source_sheet, 'E8' as source_place
from marts.fct_return as r
where false;

insert into marts.fct_reconciliation
select
    'denominator-' || authority_code || '-' || quarter, authority_code, quarter, 'performance', 'denominator',
    'Re-referrals', 900, 900, 0, 900, 'They agree.', submission_id, 'return.xlsx', 'Performance', 'F9'
from marts.fct_return;

create table marts.fct_month as
select
    r.authority_code, r.quarter, 'performance' as section, m.subject, null::varchar as category,
    date_trunc('month', q.quarter_end_date) as period_month, m.title, 'flow' as measure_type, true as is_last_month,
    m.value::decimal(28, 6) as value, m.value::double as other_months_value, 0.0::double as change_percent,
    m.whole_value::decimal(28, 6) as whole_value, 'Referrals' as whole_label, 'line 7, column 8' as whole_place,
    3 * m.value::decimal(28, 6) as quarter_value, 3 * m.whole_value::decimal(28, 6) as whole_quarter_value,
    r.submission_id, 'return.csv' as source_file, null::varchar as source_sheet, 'line 7, column ' || m.line as source_place
from marts.fct_return as r
inner join marts.dim_quarter as q using (quarter)
cross join (values (8, 'referrals', 'Referrals', 300, null), (9, 'rereferrals', 'Re-referrals', 66, 300))
as m (line, subject, title, value, whole_value);
