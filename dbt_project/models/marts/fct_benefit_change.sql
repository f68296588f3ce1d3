-- One row per return in force, benefit and financial year: its amounts beside those of the quarter before and beside
-- the savings plan of the authority's own document, where it has one.
with

benefits as (

    select * from {{ ref('fct_benefit') }}

),

return_calendar as (

    select * from {{ ref('return_calendar') }}

),

savings_plans as (

    select * from {{ ref('savings_plans') }}
    where not is_total

),

final as (

    select
        this.authority_code,
        this.quarter,
        this.benefit,
        this.financial_year,
        return_calendar.financial_year as reported_financial_year,
        this.planned_gbp,
        previous.planned_gbp as previous_planned_gbp,
        cast(savings_plans.planned_gbp as decimal(18, 2)) as savings_plan_gbp,
        cast(savings_plans.rounded_to_gbp as decimal(18, 2)) as savings_plan_rounded_to_gbp,
        this.delivered_gbp,
        previous.delivered_gbp as previous_delivered_gbp,
        this.forecast_gbp,
        previous.forecast_gbp as previous_forecast_gbp,
        this.submission_id,
        this.source_file,
        this.source_sheet,
        this.source_place
    from benefits as this
    inner join return_calendar
        on this.quarter = return_calendar.quarter
    left join benefits as previous
        on
            this.authority_code = previous.authority_code
            and return_calendar.previous_quarter = previous.quarter
            and this.benefit = previous.benefit
            and this.financial_year = previous.financial_year
    left join savings_plans
        on
            this.authority_code = savings_plans.authority_code
            and this.benefit = savings_plans.benefit
            and this.financial_year = savings_plans.financial_year

)

select * from final
