-- One row for every authority, quarter, benefit and financial year, beside the savings plan of
-- the authority's document where there is one, with totals under benefit 'all' and year 'all'.
-- Savings are positive. A total is none when one of its lines is.
with

authorities as (

    select * from {{ ref('dim_authority') }}

),

benefits as (

    select * from {{ ref('fct_benefit') }}

),

plans as (

    select
        authority_code,
        benefit,
        financial_year,
        cast(planned_gbp as decimal(18, 2)) as savings_plan_gbp
    from {{ ref('savings_plans') }}
    where not cast(is_total as boolean)

),

lines as (

    select
        benefits.authority_code,
        benefits.quarter,
        benefits.benefit,
        benefits.financial_year,
        benefits.planned_gbp,
        benefits.delivered_gbp,
        benefits.forecast_gbp,
        plans.savings_plan_gbp,
        benefits.submission_id,
        benefits.source_file,
        benefits.source_sheet,
        benefits.source_place

    from benefits
    left join plans
        on
            benefits.authority_code = plans.authority_code
            and benefits.benefit = plans.benefit
            and benefits.financial_year = plans.financial_year

),

totals as (

    select
        authority_code,
        quarter,
        'all' as benefit,
        coalesce(financial_year, 'all') as financial_year,
        {% for amount in ['planned_gbp', 'delivered_gbp', 'forecast_gbp', 'savings_plan_gbp'] %}
        case when count({{ amount }}) = count(*) then sum({{ amount }}) end as {{ amount }},
        {% endfor %}
        min(submission_id) as submission_id

    from lines
    group by grouping sets (
        (authority_code, quarter, financial_year),
        (authority_code, quarter)
    )

),

all_lines as (

    select * from lines
    union all by name
    select * from totals

),

final as (

    select
        ---------- keys
        all_lines.authority_code,
        all_lines.quarter,
        all_lines.benefit,
        all_lines.financial_year,

        ---------- what it is
        authorities.authority_name,

        ---------- money
        cast(all_lines.planned_gbp as decimal(18, 2)) as planned_gbp,
        cast(all_lines.delivered_gbp as decimal(18, 2)) as delivered_gbp,
        cast(all_lines.forecast_gbp as decimal(18, 2)) as forecast_gbp,
        cast(all_lines.forecast_gbp - all_lines.planned_gbp as decimal(18, 2)) as variance_gbp,
        case
            when
                all_lines.planned_gbp is not null
                and all_lines.delivered_gbp is not null
                and all_lines.forecast_gbp is not null
                then 'reported'
            else 'incomplete'
        end as status,
        cast(all_lines.savings_plan_gbp as decimal(18, 2)) as savings_plan_gbp,
        case when all_lines.savings_plan_gbp is null then 'no_plan' else 'reported' end
            as savings_plan_status,

        ---------- lineage
        all_lines.submission_id,
        all_lines.source_file,
        all_lines.source_sheet,
        all_lines.source_place

    from all_lines
    inner join authorities on all_lines.authority_code = authorities.authority_code

)

select * from final
