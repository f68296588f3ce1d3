-- One row for every performance figure and comparison: has it clearly changed?
-- The rule is deliberately hard to satisfy: 99.8 per cent intervals (z = 3.09), because one
-- report makes some hundreds of comparisons and five in a hundred would change by chance.
--   counts           interval of the ratio of two counts, log-normal
--   percentages      interval of the difference of two proportions, from Wilson's limits
--   cases per worker interval of the ratio of two rates, log-normal
-- A count under 10 is too few to tell; what is no count has no rule here.
-- Limits: a stock is not a count of events (one child stays for years), so its interval is
-- a convention. Populations are not taken into account: they move by under 2 per cent a year.
with

performance as (

    select * from {{ ref('rpt_performance') }}

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

    -- Wilson's limits of the two proportions, and the spread of the log of a ratio.
    select
        *,
        3.09 as z_score,
        status = 'reported' and compared_status = 'reported' as is_comparable,
        least(count_now, count_then) < 10 or least(base_now, base_then) <= 0 as is_too_few,
        count_now / nullif(base_now, 0) as rate_now,
        count_then / nullif(base_then, 0) as rate_then,
        -- a count below nought is a fault that the gate names; it has no root, and is not compared
        sqrt(greatest(1 / nullif(count_now, 0) + 1 / nullif(count_then, 0), 0)) as log_spread,
        {% for time in ['now', 'then'] %}
        {% for limit, sign in [('lower', '-'), ('upper', '+')] %}
        case
            when method = 'difference_of_proportions'
                then (
                    2 * count_{{ time }} + pow(z_score, 2)
                    {{ sign }} z_score * sqrt(
                        pow(z_score, 2)
                        + 4 * greatest(count_{{ time }}, 0) * greatest(
                            1 - count_{{ time }} / nullif(base_{{ time }}, 0), 0
                        )
                    )
                ) / (2 * (base_{{ time }} + pow(z_score, 2)))
        end as {{ limit }}_{{ time }},
        {% endfor %}
        {% endfor %}
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
            else rate_now / rate_then * exp(-z_score * log_spread)
        end as interval_lower,
        case
            when not is_comparable or is_too_few then null
            when method = 'difference_of_proportions'
                then
                    rate_now - rate_then
                    + sqrt(pow(upper_now - rate_now, 2) + pow(rate_then - lower_then, 2))
            else rate_now / rate_then * exp(z_score * log_spread)
        end as interval_upper

    from limits

),

final as (

    select
        ---------- keys
        authority_code,
        quarter,
        measure,
        comparison,

        ---------- what it is
        authority_name,
        title,
        unit,
        measure_type,
        polarity,
        decimals,

        ---------- now and then
        value,
        status,
        compared_quarter,
        compared_value,
        compared_status,

        ---------- change
        cast(value - compared_value as decimal(28, 8)) as change,
        cast(
            case
                when measure_type <> 'ratio'
                    then (value - compared_value) * 100 / nullif(compared_value, 0)
            end as decimal(28, 8)
        ) as change_percent,
        coalesce(method, 'no_rule') as method,
        cast(interval_lower as decimal(28, 6)) as interval_lower,
        cast(interval_upper as decimal(28, 6)) as interval_upper,
        case
            when not is_comparable then 'not_comparable'
            when method is null then 'no_rule'
            when is_too_few then 'too_few_to_tell'
            when interval_lower > no_change then 'clear_rise'
            when interval_upper < no_change then 'clear_fall'
            else 'no_clear_change'
        end as judgement

    from intervals

)

select * from final
