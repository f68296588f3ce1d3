-- A superseded submission stays readable in staging and goes no further.
with

facts as (

    {% for fact in ['fct_performance', 'fct_delivery', 'fct_finance', 'fct_milestone', 'fct_benefit'] -%}
    select distinct
        '{{ fact }}' as fact,
        submission_id,
        authority_code,
        quarter
    from {{ ref(fact) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

in_force as (

    select * from {{ ref('int_returns__in_force') }}

)

select facts.*
from facts
left join in_force
    on
        facts.submission_id = in_force.submission_id
        and facts.authority_code = in_force.authority_code
        and facts.quarter = in_force.quarter
where in_force.submission_id is null
