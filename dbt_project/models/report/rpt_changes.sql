-- One row for every performance figure and comparison: has it clearly changed?
-- The rule is deliberately hard to satisfy: 99.8 per cent intervals, because one
-- report makes some hundreds of comparisons and five in a hundred would change by chance.
--   counts           interval of the ratio of two counts, log-normal
--   percentages      interval of the difference of two proportions, from Wilson's limits
--   cases per worker interval of the ratio of two rates, log-normal
-- A count under 10 is too few to tell; what is no count has no rule here; over a break in recording
-- nothing is judged.
-- Limits: a stock is not a count of events (one child stays for years), so its interval is
-- a convention. Populations are not taken into account: they move by under 2 per cent a year.
with

performance as (

    select * from {{ ref('rpt_performance') }}

),

breaks as (

    select
        authority_code,
        quarter,
        measure,
        comparison,
        string_agg(break_note, '; ' order by break_note) as break_note,
        bool_or(kind = 'recording') as is_recorded_otherwise
    from {{ ref('fct_broken_comparison') }}
    group by all

),

pairs as (

    select
        current_values.authority_code,
        current_values.authority_name,
        current_values.quarter,
        current_values.measure,
        current_values.title,
        current_values.unit,
        current_values.measure_type,
        current_values.polarity,
        current_values.decimals,
        comparisons.comparison,
        earlier_values.quarter as compared_quarter,
        current_values.value,
        current_values.status,
        earlier_values.value as compared_value,
        comparisons.compared_status,
        case
            when current_values.measure_type = 'ratio' and current_values.unit = 'per_cent'
                then 'difference_of_proportions'
            when current_values.measure_type = 'ratio' then 'ratio_of_rates'
            when current_values.decimals = 0 then 'ratio_of_counts'
        end as method,
        -- A count stands for itself; a rate is a count over an exposure.
        cast(coalesce(current_values.numerator_value, current_values.value) as double) as count_now,
        cast(coalesce(earlier_values.numerator_value, earlier_values.value) as double)
            as count_then,
        cast(coalesce(current_values.denominator_value, 1) as double) as base_now,
        cast(coalesce(earlier_values.denominator_value, 1) as double) as base_then

    from performance as current_values
    cross join
        lateral (
            values
            ('previous_quarter', current_values.previous_quarter, current_values.previous_status),
            (
                'same_quarter_last_year',
                current_values.same_quarter_last_year,
                current_values.last_year_status
            ),
            ('baseline', current_values.baseline_quarter, current_values.baseline_status)
        ) as comparisons (comparison, compared_quarter, compared_status)
    left join performance as earlier_values
        on
            current_values.authority_code = earlier_values.authority_code
            and current_values.measure = earlier_values.measure
            and comparisons.compared_quarter = earlier_values.quarter
            and current_values.quarter > earlier_values.quarter

),

limits as (

    -- Wilson's limits of the two proportions.
    select
        *,
        status = 'reported' and compared_status = 'reported' as is_comparable,
        least(count_now, count_then) < 10 or least(base_now, base_then) <= 0 as is_too_few,
        count_now / nullif(base_now, 0) as rate_now,
        count_then / nullif(base_then, 0) as rate_then,
        {% for time in ['now', 'then'] -%}
        {% for side in ['lower', 'upper'] -%}
        case
            when method = 'difference_of_proportions'
                then {{ share_limit('count_' ~ time, 'base_' ~ time, side, '99.8') }}
        end as {{ side }}_{{ time }},
        {% endfor -%}
        {% endfor -%}
        case when method = 'difference_of_proportions' then 0 else 1 end as no_change

    from pairs

),

intervals as (

    select
        *,
        case
            when not is_comparable or is_too_few then null
            when method = 'difference_of_proportions'
                then
                    rate_now - rate_then
                    - sqrt(pow(rate_now - lower_now, 2) + pow(upper_then - rate_then, 2))
            else {{ rate_ratio_limit('count_now', 'base_now', 'count_then', 'base_then', 'lower', '99.8') }}
        end as interval_lower,
        case
            when not is_comparable or is_too_few then null
            when method = 'difference_of_proportions'
                then
                    rate_now - rate_then
                    + sqrt(pow(upper_now - rate_now, 2) + pow(rate_then - lower_then, 2))
            else {{ rate_ratio_limit('count_now', 'base_now', 'count_then', 'base_then', 'upper', '99.8') }}
        end as interval_upper

    from limits

),

final as (

    select
        ---------- keys
        intervals.authority_code,
        intervals.quarter,
        intervals.measure,
        intervals.comparison,

        ---------- what it is
        intervals.authority_name,
        intervals.title,
        intervals.unit,
        intervals.measure_type,
        intervals.polarity,
        intervals.decimals,

        ---------- now and then
        intervals.value,
        intervals.status,
        intervals.compared_quarter,
        intervals.compared_value,
        intervals.compared_status,

        ---------- change
        cast(intervals.value - intervals.compared_value as decimal(28, 8)) as change,
        cast(
            case
                when intervals.measure_type <> 'ratio'
                    then (intervals.value - intervals.compared_value) * 100 / nullif(intervals.compared_value, 0)
            end as decimal(28, 8)
        ) as change_percent,
        coalesce(intervals.method, 'no_rule') as method,
        cast(intervals.interval_lower as decimal(28, 6)) as interval_lower,
        cast(intervals.interval_upper as decimal(28, 6)) as interval_upper,
        case
            when not intervals.is_comparable or breaks.is_recorded_otherwise then 'not_comparable'
            when intervals.method is null then 'no_rule'
            when intervals.is_too_few then 'too_few_to_tell'
            when intervals.interval_lower is null then 'not_comparable' -- a part above its whole
            when intervals.interval_lower > intervals.no_change then 'clear_rise'
            when intervals.interval_upper < intervals.no_change then 'clear_fall'
            else 'no_clear_change'
        end as judgement,
        case when intervals.is_comparable then breaks.break_note end as break_note

    from intervals
    left join breaks
        on
            intervals.authority_code = breaks.authority_code
            and intervals.quarter = breaks.quarter
            and intervals.measure = breaks.measure
            and intervals.comparison = breaks.comparison

)

select * from final
