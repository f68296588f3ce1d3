-- Every figure and date of the returns in force as its mart has it, and of what is worked out across quarters its parts.
create or replace macro marts.trace_facts() as table
select
    'fct_performance' as fact_table, authority_code, quarter, 'performance' as section, measure as subject,
    cast(null as varchar) as part, cast(null as varchar) as project, 'value' as field,
    cast(value as decimal(28, 6)) as value, cast(null as varchar) as value_text, status
from marts.fct_performance
union all
select
    'fct_delivery', authority_code, quarter, 'delivery', activity, category, null, 'value', value, null, status
from marts.fct_delivery
union all
select
    'fct_finance', authority_code, quarter, 'finance', workstream, funder, null, given.field, given.value, null,
    case when given.value is null then 'not_available' else 'reported' end
from marts.fct_finance
cross join lateral (
    values
    ('budget', budget_gbp), ('actual_in_quarter', actual_in_quarter_gbp),
    ('actual_year_to_date', actual_year_to_date_gbp), ('forecast', forecast_gbp)
) as given (field, value)
union all
select
    'fct_milestone', authority_code, quarter, 'milestones', milestone, work_area, project, given.field, null,
    given.value_text, case when given.value_text is null then 'not_available' else 'reported' end
from marts.fct_milestone
cross join lateral (
    values
    ('baseline_date', cast(baseline_date as varchar)), ('forecast_date', cast(forecast_date as varchar)),
    ('completed_date', cast(completed_date as varchar)), ('rag', rag)
) as given (field, value_text)
union all
select
    'fct_benefit', authority_code, quarter, 'benefits', benefit, financial_year, null, given.field, given.value, null,
    case when given.value is null then 'not_available' else 'reported' end
from marts.fct_benefit
cross join lateral (
    values ('planned', planned_gbp), ('delivered', delivered_gbp), ('forecast', forecast_gbp)
) as given (field, value);

create or replace macro marts.trace_parts_of_spend() as table
with

lines as (

    select
        finance.*,
        quarters.financial_year,
        quarters.quarter_number,
        -- the last year to date that a return gave, in this quarter or before it
        coalesce(
            max(case when actual_year_to_date_basis = 'sent' then quarter_number end) over (
                partition by authority_code, financial_year, workstream, funder
                order by quarter_number
            ), 0
        ) as anchor_number
    from marts.fct_finance as finance
    inner join marts.dim_quarter as quarters using (quarter)

),

years_to_date as (

    select
        said.authority_code,
        said.financial_year,
        said.quarter_number,
        said.quarter,
        said.workstream,
        said.funder,
        part.quarter as of_quarter,
        case when part.quarter_number = said.anchor_number then 'actual_year_to_date' else 'actual_in_quarter' end
            as of_field
    from lines as said
    inner join lines as part
        on
            said.authority_code = part.authority_code
            and said.financial_year = part.financial_year
            and said.workstream = part.workstream
            and said.funder = part.funder
            and part.quarter_number between said.anchor_number and said.quarter_number
    where said.actual_year_to_date_gbp is not null

)

select authority_code, quarter, workstream, funder, 'actual_year_to_date' as field, of_quarter, of_field, 1 as sign
from years_to_date
union all
select
    authority_code, quarter, workstream, funder, 'actual_in_quarter', quarter,
    case when actual_in_quarter_basis = 'difference_of_year_to_date' then 'actual_year_to_date' else 'actual_in_quarter' end,
    1
from lines
union all
select
    lines.authority_code, lines.quarter, lines.workstream, lines.funder, 'actual_in_quarter', before.of_quarter,
    before.of_field, -1
from lines
inner join years_to_date as before
    on
        lines.authority_code = before.authority_code
        and lines.financial_year = before.financial_year
        and lines.quarter_number = before.quarter_number + 1
        and lines.workstream = before.workstream
        and lines.funder = before.funder
where lines.actual_in_quarter_basis = 'difference_of_year_to_date'
union all
select authority_code, quarter, workstream, funder, 'actual_year_to_date', quarter, 'actual_year_to_date', 1
from lines
where actual_year_to_date_gbp is null
union all
select authority_code, quarter, workstream, funder, given.field, quarter, given.field, 1
from lines
cross join (values ('budget'), ('forecast')) as given (field);
