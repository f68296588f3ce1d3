-- One row for every quarter and result of the evaluation of the Innovation Programme that was known by then: context
-- from another time and another programme, never a result of the returns.
with

authorities as (

    select * from {{ ref('dim_authority') }}

),

quarters as (

    select * from {{ ref('dim_quarter') }}

),

reported_quarters as (

    select distinct quarter from {{ ref('fct_return') }}

),

results as (

    select * from {{ ref('evaluation_results') }}
    where kind = 'evaluation'

),

final as (

    select
        ---------- keys
        results.authority_code,
        reported_quarters.quarter,
        results.result_id as result,

        ---------- what it is
        authorities.authority_name,
        results.result as title,
        results.measure,
        results.activity,

        ---------- figures
        results.direction,
        results.value,
        results.unit,
        case when results.value is null then 'no_size_given' else 'reported' end as status,
        results.significance,
        results.comparison,
        results.comparison_value,
        results.period_start_date,
        results.period_end_date,
        results.note,

        ---------- lineage
        results.source

    from reported_quarters
    inner join quarters on reported_quarters.quarter = quarters.quarter
    inner join results on coalesce(quarters.quarter_end_date >= results.period_end_date, true)
    inner join authorities on results.authority_code = authorities.authority_code

)

select * from final
