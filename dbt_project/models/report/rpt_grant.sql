-- One row for every authority, quarter and yardstick: spend against each version of the grant and against its profile,
-- and what the spend would come to by the end of the financial year if the rest of the return's forecast were spent.
with

authorities as (

    select * from {{ ref('dim_authority') }}

),

grant_spend as (

    select * from {{ ref('fct_grant_spend') }}

),

forecasts as (

    select
        authority_code,
        quarter,
        case funder when 'all' then 'whole_programme' else funder end as covers,
        forecast_gbp - actual_year_to_date_gbp as still_to_spend_gbp
    from {{ ref('rpt_finance') }}
    where workstream = 'all'

),

final as (

    select
        ---------- keys
        grant_spend.authority_code,
        grant_spend.quarter,
        grant_spend.yardstick_type,
        grant_spend.yardstick,

        ---------- what it is
        authorities.authority_name,
        grant_spend.covers,
        grant_spend.amount_qualifier,
        grant_spend.is_used,
        grant_spend.period_start_date,
        grant_spend.period_end_date,

        ---------- money
        grant_spend.amount_gbp,
        grant_spend.spend_from_quarter,
        grant_spend.spend_gbp,
        grant_spend.status,
        grant_spend.spent_percent,
        grant_spend.elapsed_percent,

        ---------- what is left, and what is expected
        cast(
            case when grant_spend.status = 'reported' then grant_spend.amount_gbp - grant_spend.spend_gbp end
            as decimal(18, 2)
        ) as remaining_gbp,
        cast(
            case when grant_spend.status = 'reported' then grant_spend.spend_gbp + forecasts.still_to_spend_gbp end
            as decimal(18, 2)
        ) as expected_gbp,
        cast(expected_gbp * 100 / nullif(grant_spend.amount_gbp, 0) as decimal(28, 8)) as expected_percent,
        case
            when grant_spend.status = 'reported' and forecasts.still_to_spend_gbp is null then 'incomplete'
            else grant_spend.status
        end as expected_status,

        ---------- lineage
        grant_spend.source

    from grant_spend
    inner join authorities on grant_spend.authority_code = authorities.authority_code
    left join forecasts
        on
            grant_spend.authority_code = forecasts.authority_code
            and grant_spend.quarter = forecasts.quarter
            and grant_spend.covers = forecasts.covers

)

select * from final
