-- One row per return in force and measure that is a ratio: worked out from its two parts, beside what it was in the
-- quarter before and in the same quarter a year before, with what chance alone can do to a share of so few. Of a
-- share the interval is Wilson's at 99.8 per cent, for one quarter asks some hundred; the standard error
-- of a change is that of two proportions from one pool. A ratio that is no share has neither.
with

performance as (

    select * from {{ ref('fct_performance') }}
    where value >= 0 -- a count below zero is no part of anything

),

measures as (

    select * from {{ ref('measures') }}
    where measure_type = 'ratio'

),

return_calendar as (

    select * from {{ ref('return_calendar') }}

),

worked_out as (

    select
        numerator.authority_code,
        numerator.quarter,
        measures.measure,
        measures.title as measure_title,
        measures.unit,
        measures.numerator as numerator_measure,
        measures.denominator as denominator_measure,
        measures.unit = 'per_cent' as is_share,
        cast(numerator.value as double) as numerator_value,
        cast(denominator.value as double) as denominator_value,
        case when measures.unit = 'per_cent' then 100 else 1 end * numerator_value
        / nullif(denominator_value, 0) as value,
        numerator.submission_id,
        numerator.source_file,
        numerator.source_sheet,
        numerator.source_place
    from measures
    inner join performance as numerator
        on measures.numerator = numerator.measure
    inner join performance as denominator
        on
            measures.denominator = denominator.measure
            and numerator.submission_id = denominator.submission_id

),

compared as (

    select
        worked_out.*,
        return_calendar.previous_quarter,
        previous.value as previous_value,
        previous.numerator_value as previous_numerator_value,
        previous.denominator_value as previous_denominator_value,
        return_calendar.same_quarter_last_year,
        last_year.value as last_year_value,
        last_year.numerator_value as last_year_numerator_value,
        last_year.denominator_value as last_year_denominator_value,
        worked_out.numerator_value / nullif(worked_out.denominator_value, 0) as share,
        worked_out.is_share and share <= 1 as has_interval
    from worked_out
    inner join return_calendar
        on worked_out.quarter = return_calendar.quarter
    {% for earlier, quarter in [('previous', 'previous_quarter'), ('last_year', 'same_quarter_last_year')] -%}
    left join worked_out as {{ earlier }}
        on
            worked_out.authority_code = {{ earlier }}.authority_code
            and worked_out.measure = {{ earlier }}.measure
            and return_calendar.{{ quarter }} = {{ earlier }}.quarter
    {% endfor %}

),

final as (

    select
        authority_code,
        quarter,
        measure,
        measure_title,
        unit,
        numerator_measure,
        denominator_measure,
        numerator_value,
        denominator_value,
        round(value, 4) as value,
        {% for side in ['lower', 'upper'] -%}
        case
            when has_interval
                then round(100 * {{ share_limit('numerator_value', 'denominator_value', side, '99.8') }}, 4)
        end as {{ side }}_value,
        {% endfor -%}
        {% for earlier, quarter in [('previous', 'previous_quarter'), ('last_year', 'same_quarter_last_year')] %}
        {{ quarter }},
        round({{ earlier }}_value, 4) as {{ earlier }}_value,
        {% set change = 'change' if earlier == 'previous' else 'year_change' %}
        round(value - {{ earlier }}_value, 4) as {{ change }}_value,
        case
            when has_interval and {{ earlier }}_value is not null
                then
                    round(
                        100 * sqrt(
                            greatest(
                                0,
                                (numerator_value + {{ earlier }}_numerator_value)
                                / nullif(denominator_value + {{ earlier }}_denominator_value, 0)
                                * (
                                    1 - (numerator_value + {{ earlier }}_numerator_value)
                                    / nullif(denominator_value + {{ earlier }}_denominator_value, 0)
                                )
                                * (1 / nullif(denominator_value, 0) + 1 / nullif({{ earlier }}_denominator_value, 0))
                            )
                        ), 4
                    )
        end as {{ change }}_standard_error,
        {% endfor %}
        submission_id,
        source_file,
        source_sheet,
        source_place
    from compared

)

select * from final
