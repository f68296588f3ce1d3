-- What a fact says is what its cells come to: nothing is counted that no cell says, and no cell twice. Spend and the
-- year to date are here where they were sent, for what is worked out across quarters has no cells of its own.
with

facts as (

    select
        submission_id,
        'performance' as section,
        measure as subject,
        cast(null as varchar) as part,
        'value' as field,
        value
    from {{ ref('fct_performance') }}
    union all
    select
        submission_id,
        'delivery' as section,
        activity as subject,
        category as part,
        'value' as field,
        value
    from {{ ref('fct_delivery') }}
    {% for field in ['planned', 'delivered', 'forecast'] -%}
    union all
    select
        submission_id,
        'benefits' as section,
        benefit as subject,
        financial_year as part,
        '{{ field }}' as field,
        {{ field }}_gbp as value
    from {{ ref('fct_benefit') }}
    {% endfor -%}
    {% for field, given in [
        ('budget', 'true'),
        ('forecast', 'true'),
        ('actual_in_quarter', "actual_in_quarter_basis in ('sent', 'sum_of_months')"),
        ('actual_year_to_date', "actual_year_to_date_basis = 'sent'"),
    ] -%}
    union all
    select
        submission_id,
        'finance' as section,
        workstream as subject,
        funder as part,
        '{{ field }}' as field,
        {{ field }}_gbp as value
    from {{ ref('fct_finance') }}
    where {{ given }}
    {% endfor %}

),

cells as (

    select
        submission_id,
        section,
        subject,
        part,
        field,
        sum(weight * value) as value
    from {{ ref('fct_figure_cell') }}
    where weight != 0
    group by all

)

select
    facts.submission_id,
    facts.section,
    facts.subject,
    facts.part,
    facts.field,
    facts.value,
    cells.value as value_of_cells
from facts
left join cells
    on
        facts.submission_id = cells.submission_id
        and facts.section = cells.section
        and facts.subject = cells.subject
        and coalesce(facts.part, '') = coalesce(cells.part, '')
        and facts.field = cells.field
where facts.value is not null and facts.value is distinct from cells.value
