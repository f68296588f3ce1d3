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

-- for each line the quarters of the year so far, itself among them
so_far as (

    select
        sent.submission_id,
        sent.quarter,
        sent.workstream,
        sent.funder,
        max(earlier.quarter_number) filter (where earlier.actual_year_to_date_gbp is not null) as anchor_number,
        max_by(earlier.actual_year_to_date_gbp, earlier.quarter_number)
            filter (where earlier.actual_year_to_date_gbp is not null) as anchor_gbp,
        list({'number': earlier.quarter_number, 'gbp': earlier.own_in_quarter_gbp}) as quarters
    from sent
    inner join sent as earlier
        on
            sent.authority_code = earlier.authority_code
            and sent.financial_year = earlier.financial_year
            and sent.workstream = earlier.workstream
            and sent.funder = earlier.funder
            and sent.quarter_number >= earlier.quarter_number
    group by all

),

-- the year to date: as last sent, plus every quarter since
cumulative as (

    select
        sent.*,
        coalesce(so_far.anchor_number, 0) as anchor_number,
        list_filter(
            so_far.quarters,
            lambda one: one.number > coalesce(so_far.anchor_number, 0) and one.gbp is not null
        ) as since,
        case
            when len(since) = sent.quarter_number - coalesce(so_far.anchor_number, 0)
                then coalesce(so_far.anchor_gbp, 0)
                + coalesce(list_sum(list_transform(since, lambda one: one.gbp)), 0)
        end as year_to_date_gbp
    from sent
    inner join so_far
        using (submission_id, quarter, workstream, funder)

),

quarterly as (

    select
        cumulative.* exclude (since),
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
