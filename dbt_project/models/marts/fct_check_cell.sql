-- One row per row at fault and cell that it is made of. A view, because the gate writes its results after the warehouse
-- is built. The cells of what stopped a quarter, in the order in which to open them:
--   select check_id, file, sheet, place, label, cell_quarter, value
--   from marts.fct_check_cell
--   where quarter = '2022-23-Q1' and severity = 'critical' and outcome = 'failed'
--   order by file, sheet, place
{{ config(materialized='view') }}
with

faults as (

    select * from {{ ref('fct_check_fault') }}

),

figures as (

    select * from {{ ref('fct_figure') }}
    where is_own_quarter and valid_until is null -- of the submissions in force

),

quarters as (

    select * from {{ ref('dim_quarter') }}

),

wholes as (

    {% for column in ['numerator', 'denominator', 'part_of'] -%}
    select
        measure as subject,
        {{ column }} as whole
    from {{ ref('measures') }}
    union all
    {% endfor -%}
    select
        activity as subject,
        part_of as whole
    from {{ ref('activities') }}

),

-- whose figures a row is made of: its own subject, and where a sum or a share is done again what belongs to it
subjects as (

    select
        subject,
        subject as figure_subject,
        false as is_of_a_sum
    from faults
    where subject is not null
    group by subject
    union all
    select
        subject,
        whole as figure_subject,
        true as is_of_a_sum
    from wholes
    where whole is not null

),

named as (

    select
        faults.*,
        subjects.figure_subject,
        faults.row_key like '%year_to_date%' as is_year_to_date
    from faults
    inner join subjects
        on faults.subject = subjects.subject
    where
        not subjects.is_of_a_sum
        or faults.table_name in ('marts.fct_reconciliation', 'marts.fct_ratio', 'marts.fct_benchmark')

),

of_figures as (

    select
        named.*,
        figures.quarter as cell_quarter,
        figures.section as figure_section,
        figures.label,
        figures.field,
        figures.value,
        figures.status,
        figures.submission_id as figure_submission_id,
        figures.source_file,
        figures.source_sheet,
        figures.source_place
    from named
    inner join quarters
        on named.quarter = quarters.quarter
    inner join figures
        on
            named.authority_code = figures.authority_code
            and named.figure_subject = figures.subject
            and coalesce(named.part, figures.part, '') = coalesce(figures.part, '')
    inner join quarters as figure_quarters
        on figures.quarter = figure_quarters.quarter
    where
        figures.quarter in (named.quarter, named.compared_quarter)
        or (
            named.is_year_to_date
            and figure_quarters.financial_year = quarters.financial_year
            and figure_quarters.quarter_number < quarters.quarter_number
        )

),

of_findings as (

    select
        faults.*,
        faults.quarter as cell_quarter
    from faults
    left join of_figures
        on
            faults.check_id = of_figures.check_id
            and faults.row_key = of_figures.row_key
            and faults.authority_code = of_figures.authority_code
            and faults.quarter = of_figures.cell_quarter
            and faults.file is not distinct from of_figures.source_file
            and faults.sheet is not distinct from of_figures.source_sheet
            and faults.place is not distinct from of_figures.source_place
    where faults.file is not null and of_figures.check_id is null

),

final as (

    select
        check_id,
        family,
        severity,
        outcome,
        authority_code,
        quarter,
        table_name,
        row_key,
        cell_quarter,
        figure_section as section,
        label,
        field,
        cast(value as decimal(18, 4)) as value,
        status,
        figure_submission_id as submission_id,
        source_file as file,
        source_sheet as sheet,
        source_place as place
    from of_figures
    union all
    select
        check_id,
        family,
        severity,
        outcome,
        authority_code,
        quarter,
        table_name,
        row_key,
        cell_quarter,
        section,
        cast(null as varchar) as label,
        cast(null as varchar) as field,
        cast(null as decimal(18, 4)) as value,
        cast(null as varchar) as status,
        submission_id,
        file,
        sheet,
        place
    from of_findings

)

select * from final
