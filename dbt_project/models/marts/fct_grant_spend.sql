-- One row for every return that is owed and yardstick of its spend: what has been spent against each version of the
-- authority's grant (over the grant's period) and against its profile (over the financial year).
-- A yardstick of the DfE grant is held against spend of the grant, one of the whole programme against all spend. Only
-- what was known by the quarter's end is shown; a version whose date of effect is not known is shown throughout. Spend
-- before the first return is not held: then the spend is a part of what was spent, and its status says so.
with

quarters as (

    select * from {{ ref('dim_quarter') }}

),

returns as (

    select * from {{ ref('fct_return') }}

),

finance as (

    select * from {{ ref('fct_finance') }}

),

grants as (

    select
        authority_code,
        'grant' as yardstick_type,
        'version ' || grant_version || ', ' || status as yardstick,
        'dfe_grant' as covers,
        cast(amount_gbp as decimal(18, 2)) as amount_gbp,
        cast(rounded_to_gbp as decimal(18, 2)) as rounded_to_gbp,
        amount_qualifier,
        cast(is_used as boolean) as is_used,
        cast(period_start_date as date) as period_start_date,
        cast(period_end_date as date) as period_end_date,
        cast(effective_date as date) as effective_date,
        conflict_id,
        source
    from {{ ref('grants') }}

),

profiles as (

    select
        profiles.authority_code,
        'profile' as yardstick_type,
        profiles.profile || ', ' || profiles.financial_year as yardstick,
        profiles.covers,
        cast(profiles.amount_gbp as decimal(18, 2)) as amount_gbp,
        cast(profiles.rounded_to_gbp as decimal(18, 2)) as rounded_to_gbp,
        cast(null as varchar) as amount_qualifier,
        true as is_used,
        min(quarters.quarter_start_date) as period_start_date,
        max(quarters.quarter_end_date) as period_end_date,
        cast(null as date) as effective_date,
        profiles.conflict_id,
        profiles.source
    from {{ ref('grant_profiles') }} as profiles
    inner join quarters on profiles.financial_year = quarters.financial_year
    where not cast(profiles.is_total as boolean)
    group by all

),

yardsticks as (

    select * from grants
    union all by name
    select * from profiles

),

spend as (

    -- One row for every return and kind of spend; none where the section is missing.
    select
        returns.authority_code,
        returns.quarter,
        quarters.quarter_start_date,
        quarters.quarter_end_date,
        covers.covers,
        case
            when count(finance.quarter) = count(finance.actual_in_quarter_gbp)
                then sum(finance.actual_in_quarter_gbp)
        end as spend_gbp

    from returns
    inner join quarters on returns.quarter = quarters.quarter
    cross join (values ('dfe_grant'), ('whole_programme')) as covers (covers)
    left join finance
        on
            returns.authority_code = finance.authority_code
            and returns.quarter = finance.quarter
            and (covers.covers = finance.funder or covers.covers = 'whole_programme')
    group by all

),

measured as (

    select
        returns.authority_code,
        returns.quarter,
        returns.submission_id,
        quarters.quarter_start_date,
        quarters.quarter_end_date,
        yardsticks.yardstick_type,
        yardsticks.yardstick,
        yardsticks.covers,
        yardsticks.amount_gbp,
        yardsticks.rounded_to_gbp,
        yardsticks.amount_qualifier,
        yardsticks.is_used,
        yardsticks.period_start_date,
        yardsticks.period_end_date,
        yardsticks.conflict_id,
        yardsticks.source,
        min(spend.quarter) as spend_from_quarter,
        min(spend.quarter_start_date) as spend_start_date,
        count(spend.quarter) as quarters_count,
        count(spend.spend_gbp) as quarters_with_spend_count,
        sum(spend.spend_gbp) as spend_gbp

    from returns
    inner join quarters on returns.quarter = quarters.quarter
    left join yardsticks
        on
            returns.authority_code = yardsticks.authority_code
            and coalesce(quarters.quarter_end_date >= yardsticks.effective_date, true)
            -- of a profile, the year the quarter is in; of a grant, every version
            and (
                yardsticks.yardstick_type = 'grant'
                or quarters.quarter_start_date
                between yardsticks.period_start_date and yardsticks.period_end_date
            )
    left join spend
        on
            returns.authority_code = spend.authority_code
            and yardsticks.covers = spend.covers
            and returns.quarter >= spend.quarter
            and yardsticks.period_start_date <= spend.quarter_end_date
            and coalesce(yardsticks.period_end_date >= spend.quarter_start_date, true)
    group by all

),

judged as (

    select
        *,
        case
            when yardstick is null then 'no_grant_on_record'
            when quarter_start_date > period_end_date then 'outside_period'
            when quarters_with_spend_count < quarters_count then 'incomplete'
            -- a grant may start within the quarter of the first return
            when spend_start_date > period_start_date then 'part_of_period'
            else 'reported'
        end as status

    from measured

),

final as (

    select
        ---------- keys
        judged.authority_code,
        judged.quarter,
        coalesce(judged.yardstick_type, 'none') as yardstick_type,
        coalesce(judged.yardstick, 'none') as yardstick,

        ---------- what it is
        judged.covers,
        judged.amount_qualifier,
        judged.is_used,
        judged.period_start_date,
        judged.period_end_date,

        ---------- money
        judged.amount_gbp,
        judged.rounded_to_gbp,
        case when judged.status in ('reported', 'part_of_period') then judged.spend_from_quarter end
            as spend_from_quarter,
        cast(
            case when judged.status in ('reported', 'part_of_period') then judged.spend_gbp end
            as decimal(18, 2)
        ) as spend_gbp,
        cast(now.spend_gbp as decimal(18, 2)) as spend_in_quarter_gbp,
        judged.status,
        cast(
            case when judged.status = 'reported' then judged.spend_gbp * 100 end
            / nullif(judged.amount_gbp, 0) as decimal(28, 8)
        ) as spent_percent,
        cast(
            case
                when judged.status in ('reported', 'part_of_period')
                    then
                        least(
                            date_diff('day', judged.period_start_date, judged.quarter_end_date) + 1,
                            date_diff('day', judged.period_start_date, judged.period_end_date) + 1
                        ) * 100.0
                        / (date_diff('day', judged.period_start_date, judged.period_end_date) + 1)
            end as decimal(28, 8)
        ) as elapsed_percent,

        ---------- lineage
        judged.conflict_id,
        judged.source,
        judged.submission_id

    from judged
    left join spend as now
        on
            judged.authority_code = now.authority_code
            and judged.quarter = now.quarter
            and coalesce(judged.covers, 'dfe_grant') = now.covers

)

select * from final
