-- One row for every reporting authority and quarter: what came, when, and what was found in it.
-- A view, because the gate finds what it finds after the warehouse is built.
{{ config(materialized='view') }}
with

authorities as (

    select * from {{ ref('dim_authority') }}

),

returns as (

    select * from {{ ref('fct_return') }}

),

findings as (

    select * from {{ ref('fct_finding') }}

),

finding_counts as (

    select
        authority_code,
        quarter,
        {% for severity in ['reject', 'critical', 'warning', 'info'] %}
        count(*) filter (where severity = '{{ severity }}') as {{ severity }}_count
        {%- if not loop.last %},{% endif %}
        {% endfor %}

    from findings
    where
        is_current
        -- what is published must not tell, by a count that is one higher, where small counts are
        and finding_type <> 'small_counts'
    group by authority_code, quarter

),

final as (

    select
        ---------- keys
        returns.authority_code,
        returns.quarter,

        ---------- what came
        authorities.authority_name,
        authorities.role,
        returns.state,
        returns.due_date,
        returns.received_at,
        returns.is_extended,
        returns.extension_reason,
        returns.working_days_late,
        returns.submission_count,
        returns.has_later_rejection,
        returns.file_count,
        returns.values_read,

        ---------- what was found in it
        {% for severity in ['reject', 'critical', 'warning', 'info'] %}
        coalesce(finding_counts.{{ severity }}_count, 0) as {{ severity }}_count,
        {% endfor %}

        ---------- lineage
        returns.submission_id

    from returns
    inner join authorities on returns.authority_code = authorities.authority_code
    left join finding_counts
        on
            returns.authority_code = finding_counts.authority_code
            and returns.quarter = finding_counts.quarter

)

select * from final
