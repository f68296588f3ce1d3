{# Spend in the quarter and in the year to date, each as sent where it was sent and else worked out from the other across
   the quarters of the financial year: CTEs that end in `quarterly`, over CTEs `lines` and `return_calendar`. `apart` are
   columns of `lines` besides authority and line that keep rows apart, such as a moment. #}
{% macro finance_across_quarters(apart) -%}
{% set line = ['authority_code', 'financial_year', 'workstream', 'funder'] + apart %}
sent as (

    select
        lines.*,
        return_calendar.financial_year,
        return_calendar.quarter_number,
        coalesce(lines.actual_in_quarter_gbp, lines.months_gbp) as own_in_quarter_gbp,
        coalesce(lines.actual_in_quarter_place, lines.months_place) as own_in_quarter_place
    from lines
    inner join return_calendar
        on lines.quarter = return_calendar.quarter

),

-- the last year to date sent, in this quarter or before it
anchored as (

    select
        *,
        coalesce(
            max(quarter_number) filter (where actual_year_to_date_gbp is not null) over so_far, 0
        ) as anchor_number,
        coalesce(last_value(actual_year_to_date_gbp ignore nulls) over so_far, 0) as anchor_gbp
    from sent
    window
        so_far as (
            partition by {{ line | join(', ') }}
            order by quarter_number
        )

),

-- the year to date: as last sent, plus every quarter since
cumulative as (

    select
        *,
        count(own_in_quarter_gbp) filter (where quarter_number > anchor_number) over since_anchor as since_count,
        case
            when since_count = quarter_number - anchor_number
                then
                    anchor_gbp + coalesce(
                        sum(own_in_quarter_gbp) filter (where quarter_number > anchor_number) over since_anchor, 0
                    )
        end as year_to_date_gbp
    from anchored
    window
        since_anchor as (
            partition by {{ line | join(', ') }}, anchor_number
            order by quarter_number
        )

),

quarterly as (

    select
        cumulative.*,
        previous.year_to_date_gbp as previous_year_to_date_gbp,
        case
            when cumulative.own_in_quarter_gbp is not null then cumulative.own_in_quarter_gbp
            when cumulative.quarter_number = 1 then cumulative.actual_year_to_date_gbp
            else cumulative.actual_year_to_date_gbp - previous.year_to_date_gbp
        end as in_quarter_gbp,
        case
            when cumulative.actual_in_quarter_gbp is not null then 'sent'
            when cumulative.months_gbp is not null then 'sum_of_months'
            when in_quarter_gbp is not null then 'difference_of_year_to_date'
        end as in_quarter_basis,
        case
            when cumulative.actual_year_to_date_gbp is not null then 'sent'
            when cumulative.year_to_date_gbp is not null then 'sum_of_quarters'
        end as year_to_date_basis
    from cumulative
    left join cumulative as previous
        on
            cumulative.quarter_number = previous.quarter_number + 1
            {% for name in line -%}
            and cumulative.{{ name }} = previous.{{ name }}
            {% endfor %}

)
{%- endmacro %}
