-- One row for every authority, quarter, activity and employer, also where nothing came:
-- what was done in the quarter, in the financial year to date and since its first return.
-- Activities counted by employer have a further row, 'all': the sum of the employers, and
-- none when one of them is not reported. A running total is none from a gap onwards.
-- A yearly target is held against the last four quarters. A target for the whole programme is
-- shown, but held against nothing unless all of the programme was reported here.
with

authorities as (

    select * from {{ ref('dim_authority') }}

),

quarters as (

    select * from {{ ref('dim_quarter') }}

),

activities as (

    select * from {{ ref('activities') }}

),

sectors as (

    select * from {{ ref('employer_sectors') }}

),


targets as (

    -- The newest target set by then, of those that count what the activity counts.
    select
        targets.authority_code,
        targets.activity,
        quarters.quarter,
        'all' as category,
        targets.comparator as target_comparator,
        targets.target_type,
        cast(targets.value as decimal(18, 4)) as target_value,
        cast(targets.start_date as date) as target_start_date,
        cast(targets.target_date as date) as target_date,
        targets.source as target_source

    from {{ ref('targets') }} as targets
    inner join activities
        on targets.activity = activities.activity and targets.unit = activities.unit
    inner join quarters
        on coalesce(cast(targets.start_date as date) <= quarters.quarter_end_date, true)
    qualify row_number() over (
            partition by targets.authority_code, targets.activity, quarters.quarter
            order by targets.start_date desc, targets.target_id asc
        ) = 1

),

returns as (

    select * from {{ ref('fct_return') }}

),

delivery as (

    select * from {{ ref('fct_delivery') }}

),

expected as (

    select
        activities.activity,
        sectors.category,
        sectors.title as category_title
    from activities
    inner join sectors on cast(activities.by_employer as boolean)
    union all
    select
        activities.activity,
        'all' as category,
        'All' as category_title
    from activities
    where not cast(activities.by_employer as boolean)

),

sent_values as (

    select
        returns.authority_code,
        returns.quarter,
        expected.activity,
        expected.category,
        expected.category_title,
        delivery.value,
        coalesce(
            delivery.status,
            case returns.state when 'accepted' then 'missing' when 'nil' then 'nil_return' else 'no_return' end
        ) as status,
        delivery.submission_id,
        delivery.source_file,
        delivery.source_sheet,
        delivery.source_place

    from returns
    cross join expected
    left join delivery
        on
            returns.authority_code = delivery.authority_code
            and returns.quarter = delivery.quarter
            and expected.activity = delivery.activity
            and expected.category = coalesce(delivery.category, 'all')

),

totals as (

    select
        authority_code,
        quarter,
        activity,
        'all' as category,
        'All employers' as category_title,
        case when bool_and(status = 'reported') then sum(value) end as value,
        case when bool_and(status = 'reported') then 'reported' else 'incomplete' end as status,
        min(submission_id) as submission_id

    from sent_values
    where category <> 'all'
    group by authority_code, quarter, activity

),

in_quarter as (

    select * from sent_values
    union all by name
    select * from totals

),

running as (

    select
        in_quarter.*,
        quarters.quarter_end_date,
        sum(in_quarter.value) over year_to_date as year_to_date_value,
        bool_and(in_quarter.status = 'reported') over year_to_date as is_year_complete,
        sum(in_quarter.value) over since_first_return as cumulative_value,
        bool_and(in_quarter.status = 'reported') over since_first_return as is_all_complete,
        min(in_quarter.quarter) over since_first_return as cumulative_from_quarter,
        min(quarters.quarter_start_date) over since_first_return as cumulative_from_date,
        sum(in_quarter.value) over last_four_quarters as four_quarters_value,
        count(in_quarter.value) over last_four_quarters = 4
        and bool_and(in_quarter.status = 'reported') over last_four_quarters
            as has_four_quarters

    from in_quarter
    inner join quarters on in_quarter.quarter = quarters.quarter
    window
        year_to_date as (
            partition by
                in_quarter.authority_code,
                in_quarter.activity,
                in_quarter.category,
                quarters.financial_year
            order by in_quarter.quarter
        ),
        since_first_return as (
            partition by in_quarter.authority_code, in_quarter.activity, in_quarter.category
            order by in_quarter.quarter
        ),
        last_four_quarters as (
            partition by in_quarter.authority_code, in_quarter.activity, in_quarter.category
            order by quarters.quarter_start_date
            range between interval 9 months preceding and current row
        )

),

against_target as (

    select
        running.*,
        targets.target_value,
        targets.target_comparator,
        targets.target_type,
        targets.target_date,
        targets.target_source,
        case
            when targets.target_value is null then 'no_target'
            when targets.target_date < running.quarter_end_date then 'date_past'
            when targets.target_type = 'level_in_a_year' and running.has_four_quarters
                then 'comparable'
            when
                targets.target_type = 'total_over_the_programme'
                and running.is_all_complete
                and running.cumulative_from_date <= targets.target_start_date
                then 'comparable'
            else 'not_comparable'
        end as target_status,
        case
            when targets.target_type = 'level_in_a_year' then running.four_quarters_value
            else running.cumulative_value
        end as value_against_target

    from running
    left join targets
        on
            running.authority_code = targets.authority_code
            and running.activity = targets.activity
            and running.quarter = targets.quarter
            and running.category = targets.category

),

final as (

    select
        ---------- keys
        against_target.authority_code,
        against_target.quarter,
        against_target.activity,
        against_target.category,

        ---------- what it is
        authorities.authority_name,
        activities.title,
        against_target.category_title,
        activities.unit,

        ---------- figures
        cast(against_target.value as decimal(18, 4)) as in_quarter_value,
        against_target.status as in_quarter_status,
        cast(
            case
                when against_target.is_year_complete then against_target.year_to_date_value
            end as decimal(18, 4)
        )
            as year_to_date_value,
        case when against_target.is_year_complete then 'reported' else 'incomplete' end
            as year_to_date_status,
        cast(
            case
                when against_target.is_all_complete then against_target.cumulative_value
            end as decimal(18, 4)
        )
            as cumulative_value,
        case when against_target.is_all_complete then 'reported' else 'incomplete' end
            as cumulative_status,
        against_target.cumulative_from_quarter,
        cast(
            case
                when against_target.has_four_quarters then against_target.four_quarters_value
            end as decimal(18, 4)
        )
            as four_quarters_value,
        case when against_target.has_four_quarters then 'reported' else 'incomplete' end
            as four_quarters_status,

        ---------- target
        against_target.target_value,
        against_target.target_comparator,
        against_target.target_type,
        against_target.target_date,
        against_target.target_source,
        against_target.target_status,
        cast(
            case
                when against_target.target_status = 'comparable'
                    then
                        against_target.value_against_target
                        * 100
                        / nullif(against_target.target_value, 0)
            end as decimal(28, 8)
        ) as target_reached_percent,

        ---------- lineage
        against_target.submission_id,
        against_target.source_file,
        against_target.source_sheet,
        against_target.source_place

    from against_target
    inner join authorities on against_target.authority_code = authorities.authority_code
    inner join activities on against_target.activity = activities.activity

)

select * from final
