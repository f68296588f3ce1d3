-- One row for every authority, quarter and yardstick: spend against each version of the grant and against its profile.
with

authorities as (

    select * from {{ ref('dim_authority') }}

),

grant_spend as (

    select * from {{ ref('fct_grant_spend') }}

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

        ---------- lineage
        grant_spend.source

    from grant_spend
    inner join authorities on grant_spend.authority_code = authorities.authority_code

)

select * from final
