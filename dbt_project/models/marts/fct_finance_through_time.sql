-- One row per finance line of a return and stretch of time in which nothing changed that it can follow: fct_finance as
-- it was then. A figure of money can follow the return of an earlier quarter of the year, so that it is worked out anew
-- for every moment at which one of those came or was withdrawn. A later quarter's return changes no row of an earlier
-- one.
with

through_time as (

    select
        through_time.*,
        return_calendar.financial_year
    from {{ ref('int_returns__through_time') }} as through_time
    inner join {{ ref('return_calendar') }} as return_calendar
        on through_time.quarter = return_calendar.quarter

),

quarters as (

    select distinct
        authority_code,
        financial_year,
        quarter
    from through_time

),

-- what a quarter's figures can follow: its own returns and those of the quarters before it, never a later one
starts as (

    select distinct
        quarters.authority_code,
        quarters.financial_year,
        quarters.quarter as of_quarter,
        unnest([through_time.valid_from, through_time.valid_until]) as moment
    from quarters
    inner join through_time
        on
            quarters.authority_code = through_time.authority_code
            and quarters.financial_year = through_time.financial_year
            and quarters.quarter >= through_time.quarter

),

moments as (

    select
        *,
        lead(moment) over (partition by authority_code, of_quarter order by moment) as next_moment
    from starts
    where moment is not null

),

-- each line of every return that was in force at a moment
lines as (

    select
        moments.of_quarter,
        moments.moment,
        moments.next_moment,
        lines.*
    from moments
    inner join through_time
        on
            moments.authority_code = through_time.authority_code
            and moments.financial_year = through_time.financial_year
            and moments.of_quarter >= through_time.quarter
            and moments.moment >= through_time.valid_from
            and coalesce(moments.moment < through_time.valid_until, true)
    inner join {{ ref('int_finance__lines') }} as lines
        on through_time.submission_id = lines.submission_id and through_time.quarter = lines.quarter
    where lines.workstream != 'total'

),

return_calendar as (

    select * from {{ ref('return_calendar') }}

),

{{ finance_across_quarters(['of_quarter', 'moment']) }},

final as (

    select
        authority_code,
        quarter,
        workstream,
        funder,
        budget_gbp,
        cast(in_quarter_gbp as decimal(18, 2)) as actual_in_quarter_gbp,
        cast(year_to_date_gbp as decimal(18, 2)) as actual_year_to_date_gbp,
        forecast_gbp,
        in_quarter_basis as actual_in_quarter_basis,
        year_to_date_basis as actual_year_to_date_basis,
        submission_id,
        source_file,
        source_sheet,
        coalesce(actual_year_to_date_place, own_in_quarter_place, budget_place) as source_place,
        moment as valid_from,
        next_moment as valid_until
    from quarterly
    where quarter = of_quarter

)

select * from final
