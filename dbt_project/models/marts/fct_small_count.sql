-- One row per return in force and section that counts children or families: how many of its counts are from 1 to 5,
-- which point to a child where they are published as they stand, and which they are. Training counts staff.
with

performance as (

    select * from {{ ref('fct_performance') }}

),

delivery as (

    select * from {{ ref('fct_delivery') }}

),

measures as (

    select * from {{ ref('measures') }}

),

activities as (

    select * from {{ ref('activities') }}

),

counts as (

    select
        performance.authority_code,
        performance.quarter,
        'performance' as section,
        measures.title,
        performance.value,
        performance.submission_id,
        performance.source_file
    from performance
    inner join measures
        on performance.measure = measures.measure
    where measures.is_count_of_children and measures.measure_type != 'ratio'
    union all
    select
        delivery.authority_code,
        delivery.quarter,
        'delivery' as section,
        activities.title,
        delivery.value,
        delivery.submission_id,
        delivery.source_file
    from delivery
    inner join activities
        on delivery.activity = activities.activity
    where activities.is_count_of_children

),

final as (

    select
        authority_code,
        quarter,
        section,
        cast(count(value) as integer) as values_count,
        cast(count(*) filter (where value between 1 and 5) as integer) as small_values_count,
        string_agg(title, '; ' order by title) filter (where value between 1 and 5) as small_values,
        submission_id,
        min(source_file) as source_file,
        cast(null as varchar) as source_sheet,
        cast(null as varchar) as source_place
    from counts
    group by all

)

select * from final
