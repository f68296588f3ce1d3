-- One row for every authority, quarter, measure and quarter up to it (the last 24): the points of an XmR chart as that
-- quarter's report draws it. Limits are the mean and 2.66 mean moving ranges either side, no further than a value can
-- be; moving ranges above 3.267 times their mean are left out of it, once. A moving range is between quarters that
-- follow one another: none stands over a gap. After a recording break the limits begin anew. From 5 points there are
-- limits, and under 12 they are trial limits, worked out anew with each point; trial limits that leave out more points
-- than they hold say nothing, and are not given.
-- A point is marked where it is outside the limits, one of seven in a row on one side of the mean, one of seven in a
-- row that rise or fall, or one of two in any three that are beyond two thirds of the way to the same limit.
{% set same_chart = 'partition by authority_code, measure, quarter, stretch_number' %}
with

performance as (

    select * from {{ ref('rpt_performance') }}

),

quarters as (

    select * from {{ ref('dim_quarter') }}

),

measures as (

    select * from {{ ref('dim_measure') }}

),

breaks as (

    select * from {{ ref('recording_breaks') }}
    where kind = 'recording'

),

points as (

    select
        performance.authority_code,
        performance.measure,
        performance.quarter as point_quarter,
        quarters.quarter_start_date,
        cast(performance.value as double) as value,
        performance.status,
        count(distinct breaks.from_quarter) as stretch_number
    from performance
    inner join quarters on performance.quarter = quarters.quarter
    inner join measures on performance.measure = measures.measure
    left join breaks
        on
            breaks.measure in (measures.measure, measures.numerator, measures.denominator)
            and coalesce(performance.authority_code = breaks.authority_code, true)
            and performance.quarter >= breaks.from_quarter
    group by all

),

-- what a quarter's report can see
seen as (

    select
        performance.quarter,
        points.*,
        case
            when lag(points.quarter_start_date) over in_order = points.quarter_start_date - interval 3 months
                then points.value - lag(points.value) over in_order
        end as change,
        abs(change) as moving_range
    from performance
    inner join quarters on performance.quarter = quarters.quarter
    inner join points
        on
            performance.authority_code = points.authority_code
            and performance.measure = points.measure
            and points.quarter_start_date
            between quarters.quarter_start_date - interval 69 months and quarters.quarter_start_date
    window in_order as (
        partition by performance.authority_code, performance.measure, performance.quarter, points.stretch_number
        order by points.point_quarter
    )

),

measured as (

    select
        *,
        count(value) over ({{ same_chart }}) as point_count,
        avg(value) over ({{ same_chart }}) as mean_value,
        avg(moving_range) over ({{ same_chart }}) as mean_moving_range
    from seen

),

screened as (

    select
        *,
        2.66 * avg(moving_range) filter (where moving_range <= 3.267 * mean_moving_range) over ({{ same_chart }})
            as reach
    from measured

),

judged as (

    select
        *,
        case
            when point_count < 5 or reach is null then 'too_few_points'
            when
                point_count < 12
                and count(*) filter (where abs(value - mean_value) > reach) over ({{ same_chart }}) * 2 > point_count
                then 'not_settled'
            else 'reported'
        end as limits_status
    from screened

),

placed as (

    -- which side of the mean, which way, and which outer third: the parts of a signal
    select
        *,
        sign(value - mean_value) as side,
        sign(change) as direction,
        case
            when value > mean_value + reach * 2 / 3 then 1
            when value < mean_value - reach * 2 / 3 then -1
            else 0
        end as outer_third
    from judged
    where value is not null and limits_status = 'reported'

),

turned as (

    select
        *,
        case when change is null or side != lag(side) over in_order then 1 else 0 end as is_other_side,
        case when coalesce(direction != lag(direction) over in_order, true) then 1 else 0 end as is_other_way,
        outer_third != 0
        and (
            coalesce(lag(outer_third) over in_order = outer_third, false)
            or coalesce(lag(outer_third, 2) over in_order = outer_third, false)
            or coalesce(lead(outer_third) over in_order = outer_third, false)
            or coalesce(lead(outer_third, 2) over in_order = outer_third, false)
        ) as is_one_of_two
    from placed
    window in_order as ({{ same_chart }} order by point_quarter)

),

numbered as (

    select
        *,
        sum(is_other_side) over in_order as side_run,
        sum(is_other_way) over in_order as way_run
    from turned
    window in_order as ({{ same_chart }} order by point_quarter)

),

run as (

    select
        *,
        count(*) over ({{ same_chart }}, side_run) as side_length,
        case when direction != 0 then count(*) over ({{ same_chart }}, way_run) end as way_length
    from numbered

),

signalled as (

    select
        *,
        {% for way in [1, -1] -%}
        (direction = {{ way }} and way_length >= 6)
        or coalesce(lead(direction) over in_order = {{ way }} and lead(way_length) over in_order >= 6, false)
            as is_{{ 'rising' if way == 1 else 'falling' }},
        {% endfor -%}
        case
            when value > mean_value + reach then 'above_limits'
            when value < mean_value - reach then 'below_limits'
            when side != 0 and side_length >= 7
                then case side when 1 then 'seven_above_mean' else 'seven_below_mean' end
            -- seven points that rise are six steps
            when is_rising then 'seven_rising'
            when is_falling then 'seven_falling'
            when is_one_of_two then case outer_third when 1 then 'two_of_three_high' else 'two_of_three_low' end
            else 'none'
        end as signal
    from run
    window in_order as ({{ same_chart }} order by point_quarter)

),

final as (

    select
        ---------- keys
        judged.authority_code,
        judged.quarter,
        judged.measure,
        judged.point_quarter,

        ---------- what it is
        performance.authority_name,
        performance.title,
        performance.unit,
        performance.measure_type,
        performance.polarity,
        performance.decimals,

        ---------- the point
        cast(judged.value as decimal(28, 8)) as value,
        judged.status,

        ---------- the limits
        case when judged.limits_status = 'reported' then cast(judged.mean_value as decimal(28, 8)) end as mean_value,
        cast(
            case when judged.limits_status = 'reported' then greatest(judged.mean_value - judged.reach, 0) end
            as decimal(28, 6)
        ) as lower_limit,
        cast(
            case
                when judged.limits_status != 'reported' then null
                when performance.unit = 'per_cent' then least(judged.mean_value + judged.reach, 100)
                else judged.mean_value + judged.reach
            end as decimal(28, 6)
        ) as upper_limit,
        judged.limits_status,
        cast(judged.point_count as integer) as point_count,
        judged.point_count < 12 as is_trial,
        coalesce(signalled.signal, 'none') as signal

    from judged
    inner join performance
        on
            judged.authority_code = performance.authority_code
            and judged.measure = performance.measure
            and judged.quarter = performance.quarter
    left join signalled
        on
            judged.authority_code = signalled.authority_code
            and judged.measure = signalled.measure
            and judged.quarter = signalled.quarter
            and judged.point_quarter = signalled.point_quarter

)

select * from final
