-- A finding whose kind is not in the register would be lost in the join that grades it.
with

found as (

    select finding_type from {{ ref('stg_returns__findings') }}
    union all
    {% for section in ['indicators', 'finance', 'milestones', 'benefits', 'restatements', 'values', 'repeated_quarters'] -%}
    select finding_type from {{ ref('int_findings__' ~ section) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

graded as (

    select finding_type from {{ ref('int_findings__returns') }}

)

(
    select * from found
    except all
    select * from graded
)
union all
(
    select * from graded
    except all
    select * from found
)
