-- One row per return in force, activity and, for training, employer, whether it was sent or not.
with

in_force as (

    select * from {{ ref('int_returns__in_force') }}
    where state is distinct from 'nil' -- of which nothing is missing

),

indicators as (

    select * from {{ ref('int_indicators__quarterly') }}
    where list = 'activity' and quarter = period_quarter and coalesce(category_code, '') != 'total'

),

activities as (

    select * from {{ ref('activities') }}

),

employer_sectors as (

    select * from {{ ref('employer_sectors') }}

),

expected as (

    select
        activities.activity,
        employer_sectors.category
    from activities
    left join employer_sectors
        on activities.by_employer

),

final as (

    select
        in_force.authority_code,
        in_force.quarter,
        expected.activity,
        expected.category,
        cast(indicators.value as decimal(18, 4)) as value,
        coalesce(indicators.value_status, 'missing') as status,
        in_force.submission_id,
        indicators.source_file,
        indicators.source_sheet,
        indicators.value_place as source_place
    from in_force
    cross join expected
    left join indicators
        on
            in_force.submission_id = indicators.submission_id
            and expected.activity = indicators.code
            and coalesce(expected.category, '') = coalesce(indicators.category_code, '')

)

select * from final
