-- One row per return in force and finance line: spend in the quarter and in the year to date, each as sent where it was
-- sent and else worked out from the other across the quarters of the financial year. A quarter that is missing leaves a
-- gap, never a guess.
with

lines as (

    select lines.*
    from {{ ref('int_finance__lines') }} as lines
    inner join {{ ref('int_returns__in_force') }} as in_force
        on lines.submission_id = in_force.submission_id and lines.quarter = in_force.quarter
    where lines.workstream != 'total'

),

return_calendar as (

    select * from {{ ref('return_calendar') }}

),

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
            partition by authority_code, financial_year, workstream, funder
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
            partition by authority_code, financial_year, workstream, funder, anchor_number
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
            cumulative.authority_code = previous.authority_code
            and cumulative.financial_year = previous.financial_year
            and cumulative.quarter_number = previous.quarter_number + 1
            and cumulative.workstream = previous.workstream
            and cumulative.funder = previous.funder

)

select * from quarterly
