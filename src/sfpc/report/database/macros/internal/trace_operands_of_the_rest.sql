-- What the figures of activities, money, milestones, benefits and the programme are made of: figures of returns.
create or replace macro marts.trace_parts_of_activities() as table
select activity, category, category as of_category
from seeds.activities
cross join seeds.employer_sectors
where by_employer
union all
select activity, 'all', category
from seeds.activities
cross join seeds.employer_sectors
where by_employer
union all
select activity, 'all', null
from seeds.activities
where not by_employer;

create or replace macro marts.trace_operands_of_activities(asked_quarter) as table
select
    'rpt_delivery' as table_name, delivery.authority_code, delivery.quarter,
    'activity=' || delivery.activity || ', category=' || delivery.category as row_key, terms.term,
    cast(null as varchar) as part_role, 1 as sign, delivery.authority_code as of_authority_code,
    earlier.quarter as of_quarter, 'delivery' as of_section, delivery.activity as of_subject,
    parts.of_category as of_part, cast(null as varchar) as of_project, 'value' as of_field
from report.rpt_delivery as delivery
inner join marts.dim_quarter as quarters
    on delivery.quarter = quarters.quarter
cross join (
    values ('now'), ('year_to_date'), ('since_first'), ('four_quarters'), ('against_target')
) as terms (term)
inner join report.rpt_delivery as earlier
    on
        delivery.authority_code = earlier.authority_code
        and delivery.activity = earlier.activity
        and delivery.category = earlier.category
        and delivery.quarter >= earlier.quarter
inner join marts.dim_quarter as earlier_quarters
    on earlier.quarter = earlier_quarters.quarter
inner join marts.trace_parts_of_activities() as parts
    on delivery.activity = parts.activity and delivery.category = parts.category
where
    delivery.quarter = asked_quarter
    and case
        when terms.term = 'now' then earlier.quarter = delivery.quarter
        when terms.term = 'year_to_date' then earlier_quarters.financial_year = quarters.financial_year
        when
            terms.term = 'four_quarters'
            or (terms.term = 'against_target' and delivery.target_type = 'level_in_a_year')
            then earlier_quarters.quarter_start_date >= quarters.quarter_start_date - interval 9 months
        when terms.term = 'since_first' then true
        else delivery.target_type is not null
    end;

create or replace macro marts.trace_operands_of_money(asked_quarter) as table
with

-- which lines a total adds up
lines as (

    select total.authority_code, total.quarter, total.workstream, total.funder, line.workstream as of_workstream,
        line.funder as of_funder
    from report.rpt_finance as total
    inner join report.rpt_finance as line
        on
            total.authority_code = line.authority_code
            and total.quarter = line.quarter
            and line.workstream = case when total.workstream = 'all' then line.workstream else total.workstream end
            and line.funder = case when total.funder = 'all' then line.funder else total.funder end
            and line.workstream != 'all'

),

terms as (

    select
        'rpt_finance' as table_name, lines.authority_code, lines.quarter,
        'workstream=' || lines.workstream || ', funder=' || lines.funder as row_key, fields.field as term,
        lines.quarter as said_in, lines.of_workstream, lines.of_funder, fields.field
    from lines
    cross join (
        values ('budget'), ('actual_in_quarter'), ('actual_year_to_date'), ('forecast')
    ) as fields (field)
    where lines.quarter = asked_quarter
    union all
    select
        'rpt_grant', grants.authority_code, grants.quarter,
        'yardstick_type=' || grants.yardstick_type || ', yardstick=' || grants.yardstick, 'spend', spent.quarter,
        spent.of_workstream, spent.of_funder, 'actual_in_quarter'
    from report.rpt_grant as grants
    inner join marts.dim_quarter as quarters
        on
            grants.quarter >= quarters.quarter
            and grants.period_start_date <= quarters.quarter_end_date
            and coalesce(grants.period_end_date >= quarters.quarter_start_date, true)
    inner join lines as spent
        on
            grants.authority_code = spent.authority_code
            and quarters.quarter = spent.quarter
            and spent.workstream = 'all'
            and spent.funder = case grants.covers when 'whole_programme' then 'all' else grants.covers end
    where grants.quarter = asked_quarter
    union all
    select
        'rpt_grant', grants.authority_code, grants.quarter,
        'yardstick_type=' || grants.yardstick_type || ', yardstick=' || grants.yardstick, fields.field, lines.quarter,
        lines.of_workstream, lines.of_funder, fields.field
    from report.rpt_grant as grants
    inner join lines
        on
            grants.authority_code = lines.authority_code
            and grants.quarter = lines.quarter
            and lines.workstream = 'all'
            and lines.funder = case grants.covers when 'whole_programme' then 'all' else grants.covers end
    cross join (values ('actual_year_to_date'), ('forecast')) as fields (field)
    where grants.quarter = asked_quarter
    union all
    select
        'rpt_programme', lines.authority_code, lines.quarter,
        'section=finance, figure=' || lines.funder || '_' || fields.field || '_gbp', 'total', lines.quarter,
        lines.of_workstream, lines.of_funder, fields.field
    from lines
    cross join (
        values ('budget'), ('actual_in_quarter'), ('actual_year_to_date'), ('forecast')
    ) as fields (field)
    where lines.quarter = asked_quarter and lines.workstream = 'all'

)

select
    terms.table_name, case when terms.table_name != 'rpt_programme' then terms.authority_code end as authority_code,
    terms.quarter, terms.row_key, terms.term, cast(null as varchar) as part_role, coalesce(parts.sign, 1) as sign,
    terms.authority_code as of_authority_code, coalesce(parts.of_quarter, terms.said_in) as of_quarter,
    'finance' as of_section, terms.of_workstream as of_subject, terms.of_funder as of_part,
    cast(null as varchar) as of_project, coalesce(parts.of_field, terms.field) as of_field
from terms
left join marts.trace_parts_of_spend() as parts
    on
        terms.authority_code = parts.authority_code
        and terms.said_in = parts.quarter
        and terms.of_workstream = parts.workstream
        and terms.of_funder = parts.funder
        and terms.field = parts.field;

create or replace macro marts.trace_operands_of_plans(asked_quarter) as table
select
    'rpt_milestones' as table_name, authority_code, quarter,
    'project=' || coalesce(project, '') || ', work_area=' || coalesce(work_area, '') || ', milestone=' || milestone
        as row_key,
    given.term, cast(null as varchar) as part_role, 1 as sign, authority_code as of_authority_code, given.of_quarter,
    'milestones' as of_section, milestone as of_subject, work_area as of_part, project as of_project,
    given.of_field
from report.rpt_milestones
inner join marts.dim_quarter as quarters using (quarter)
cross join lateral (
    values
    ('baseline_date', quarter, 'baseline_date'), ('forecast_date', quarter, 'forecast_date'),
    ('completed_date', quarter, 'completed_date'), ('rag', quarter, 'rag'),
    ('previous_rag', quarters.previous_quarter, 'rag'),
    ('previous_forecast_date', quarters.previous_quarter, 'forecast_date'),
    ('previous_completed_date', quarters.previous_quarter, 'completed_date')
) as given (term, of_quarter, of_field)
where quarter = asked_quarter and given.of_quarter is not null
union all
select
    'rpt_benefits', total.authority_code, total.quarter,
    'benefit=' || total.benefit || ', financial_year=' || total.financial_year, fields.field, null, 1,
    total.authority_code, total.quarter, 'benefits', line.benefit, line.financial_year, null, fields.field
from report.rpt_benefits as total
inner join report.rpt_benefits as line
    on
        total.authority_code = line.authority_code
        and total.quarter = line.quarter
        and line.benefit = case when total.benefit = 'all' then line.benefit else total.benefit end
        and line.financial_year
        = case when total.financial_year = 'all' then line.financial_year else total.financial_year end
        and line.benefit != 'all'
cross join (values ('planned'), ('delivered'), ('forecast')) as fields (field)
where total.quarter = asked_quarter;

create or replace macro marts.trace_operands_of_the_programme(asked_quarter) as table
select
    'rpt_programme' as table_name, cast(null as varchar) as authority_code, quarter,
    'section=performance, figure=' || measure as row_key, 'total' as term, cast(null as varchar) as part_role,
    1 as sign, authority_code as of_authority_code, quarter as of_quarter, 'performance' as of_section,
    measure as of_subject, cast(null as varchar) as of_part, cast(null as varchar) as of_project, 'value' as of_field
from report.rpt_performance
where quarter = asked_quarter and measure_type in ('stock', 'flow')
union all
select
    'rpt_programme', null, quarter, 'section=delivery, figure=' || activity, 'total', null, 1, authority_code,
    quarter, 'delivery', activity, parts.of_category, null, 'value'
from report.rpt_delivery
inner join marts.trace_parts_of_activities() as parts using (activity, category)
where quarter = asked_quarter and category = 'all'
union all
select
    'rpt_programme', null, quarter, 'section=benefits, figure=' || fields.field || '_gbp', 'total', null, 1,
    authority_code, quarter, 'benefits', benefit, financial_year, null, fields.field
from report.rpt_benefits
cross join (values ('planned'), ('delivered'), ('forecast')) as fields (field)
where quarter = asked_quarter and benefit != 'all';
