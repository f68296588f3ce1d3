-- One row per return in force, benefit and financial year, in pounds saved.
with

benefits as (

    select * from {{ ref('int_benefits__in_pounds') }}

),

in_force as (

    select * from {{ ref('int_returns__in_force') }}

),

final as (

    select
        benefits.authority_code,
        benefits.quarter,
        benefits.benefit,
        benefits.financial_year,
        benefits.planned_gbp,
        benefits.delivered_gbp,
        benefits.forecast_gbp,
        benefits.submission_id,
        benefits.source_file,
        benefits.source_sheet,
        benefits.delivered_place as source_place
    from benefits
    inner join in_force
        on benefits.submission_id = in_force.submission_id
    where benefits.financial_year is not null and not benefits.is_total
    -- a benefit that stands twice is a finding; the first one sent is shown
    qualify
        row_number() over (
            partition by benefits.submission_id, benefits.benefit, benefits.financial_year
            order by benefits.row_number
        ) = 1

)

select * from final
