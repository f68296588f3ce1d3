-- Any figure of the report of a quarter, walked back to the cells, or to the rows of reference data, it was made from.
--   select * from marts.trace('2022-23-Q1', '<authority>', 'rereferrals_within_12_months');
-- The authority is its folder, name or ONS code, `programme` for the totals over all, or null for everything; the
-- subject is a measure, an activity, a workstream, a milestone, a benefit or a yardstick, or null for every one.
create or replace macro marts.trace_operands(asked_quarter) as table
select *, cast(null as varchar) as of_submission_id, cast(null as varchar) as seed, cast(null as varchar) as seed_row,
    cast(null as varchar) as seed_value, cast(null as varchar) as seed_source
from marts.trace_operands_of_measures(asked_quarter)
union all
select *, null, null, null, null, null
from marts.trace_operands_of_activities(asked_quarter)
union all
select *, null, null, null, null, null
from marts.trace_operands_of_money(asked_quarter)
union all
select *, null, null, null, null, null
from marts.trace_operands_of_plans(asked_quarter)
union all
select *, null, null, null, null, null
from marts.trace_operands_of_the_programme(asked_quarter)
union all
select
    'rpt_restatements', revisions.authority_code, asked_quarter,
    'restated_quarter=' || revisions.quarter || ', section=' || revisions.section || ', subject=' || revisions.subject
    || ', part=' || coalesce(revisions.part, '') || ', project=' || coalesce(revisions.project, '') || ', field='
    || revisions.field,
    given.term, null, 1, revisions.authority_code, revisions.quarter, revisions.section, revisions.subject,
    revisions.part, revisions.project, revisions.field, given.submission_id, null, null, null, null
from marts.fct_revision as revisions
cross join lateral (
    values ('first', revisions.first_submission_id), ('latest', revisions.latest_submission_id)
) as given (term, submission_id)
union all
select
    table_name, authority_code, quarter, row_key, term, null, 1, null, null, null, null, null, null, null, null, seed,
    seed_row, seed_value, seed_source
from marts.trace_seeds(asked_quarter);

create or replace macro marts.trace(asked_quarter, asked_authority, asked_subject) as table
with

asked as (

    select authority_code
    from seeds.authorities
    where
        asked_authority is null
        or lower(asked_authority) in (lower(authority_code), lower(folder), lower(authority_name))

),

figures as (

    select shown.*, columns.arithmetic, unnest(columns.made_of) as term
    from marts.trace_figures(asked_quarter) as shown
    inner join marts.trace_columns() as columns using (table_name, column_name)
    where
        (
            shown.authority_code in (select authority_code from asked)
            or (shown.authority_code is null and coalesce(lower(asked_authority), 'programme') = 'programme')
        )
        and (asked_subject is null or lower(shown.subject) = lower(asked_subject))

),

in_force as (

    select authority_code, quarter, submission_id
    from marts.fct_submission
    where is_in_force

)

select
    ---------- the figure
    figures.table_name, figures.column_name, figures.authority_code, figures.quarter, figures.row_key, figures.section,
    figures.subject, figures.part, figures.project, figures.title, figures.figure, figures.status, figures.arithmetic,

    ---------- what it is made of: a figure of a return ...
    figures.term, operands.part_role, operands.sign, operands.of_authority_code, operands.of_quarter,
    operands.of_section, operands.of_subject, operands.of_part, operands.of_project, operands.of_field,
    facts.fact_table, facts.value as fact_value, facts.value_text as fact_text, facts.status as fact_status,

    ---------- ... or a row of reference data
    operands.seed, operands.seed_row, operands.seed_value, operands.seed_source,

    ---------- and the cells of that
    coalesce(operands.of_submission_id, in_force.submission_id) as submission_id,
    cells.used_as, cells.weight, cells.period_month, cells.cell_text, cells.factor, cells.value as cell_value,
    cells.value_text as cell_value_text, cells.status as cell_status, cells.source_file, cells.source_sheet,
    cells.source_place, cells.label, cells.label_place, cells.part_label, cells.seed_label,
    cells.seed_source as label_source, cells.raw_table, cells.layout_table, cells.row_number
from figures
left join marts.trace_operands(asked_quarter) as operands
    on
        figures.table_name = operands.table_name
        and figures.authority_code is not distinct from operands.authority_code
        and figures.row_key = operands.row_key
        and figures.term = operands.term
left join in_force
    on operands.of_authority_code = in_force.authority_code and operands.of_quarter = in_force.quarter
left join marts.trace_facts() as facts
    on
        -- what was said before is no fact of today's
        case when operands.of_submission_id is null then operands.of_authority_code end = facts.authority_code
        and operands.of_quarter = facts.quarter
        and operands.of_section = facts.section
        and operands.of_subject = facts.subject
        and coalesce(operands.of_part, '') = coalesce(facts.part, '')
        and coalesce(operands.of_project, '') = coalesce(facts.project, '')
        and operands.of_field = facts.field
left join marts.fct_figure_cell as cells
    on
        coalesce(operands.of_submission_id, in_force.submission_id) = cells.submission_id
        and operands.of_section = cells.section
        and operands.of_subject = cells.subject
        and coalesce(operands.of_part, '') = coalesce(cells.part, '')
        and coalesce(operands.of_project, '') = coalesce(cells.project, '')
        and operands.of_field = cells.field
-- in order, so that the same question has the same answer, row for row
order by
    figures.table_name, figures.authority_code, figures.row_key, figures.column_name, figures.term, operands.of_quarter,
    operands.of_authority_code, operands.of_subject, operands.of_part, operands.of_project, operands.of_field,
    operands.seed, operands.seed_row, cells.period_month, cells.row_number, cells.source_place;
