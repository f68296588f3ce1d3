-- One row per return in force and finance line: its amounts beside those of the quarter before and beside usual spend.
-- Budgets and forecasts are of a financial year, so those of its first quarter have none before them.
with

finance as (

    select * from {{ ref('fct_finance') }}

),

return_calendar as (

    select * from {{ ref('return_calendar') }}

),

workstreams as (

    select * from {{ ref('workstreams') }}

),

funders as (

    select * from {{ ref('funders') }}

),

through_time as (

    select
        finance.*,
        return_calendar.quarter_number,
        -- decided here: as a condition of the join below it would be asked of every pair of rows
        case when return_calendar.quarter_number > 1 then return_calendar.previous_quarter end as previous_quarter,
        avg(finance.actual_in_quarter_gbp) over the_year_before as usual_in_quarter_gbp,
        count(finance.actual_in_quarter_gbp) over the_year_before as earlier_quarters_count
    from finance
    inner join return_calendar
        on finance.quarter = return_calendar.quarter
    window
        -- the same quarter of the year before is the fourth
        the_year_before as (
            partition by finance.authority_code, finance.workstream, finance.funder
            order by return_calendar.quarter_end_date
            range between interval 1 year preceding and interval 1 day preceding
        )

),

final as (

    select
        this.authority_code,
        this.quarter,
        this.workstream,
        this.funder,
        coalesce(workstreams.title, this.workstream) || ', ' || coalesce(funders.title, this.funder) as line_title,
        this.quarter_number,
        this.budget_gbp,
        previous.budget_gbp as previous_budget_gbp,
        this.forecast_gbp,
        previous.forecast_gbp as previous_forecast_gbp,
        this.actual_year_to_date_gbp,
        this.actual_in_quarter_gbp,
        cast(this.usual_in_quarter_gbp as decimal(18, 2)) as usual_in_quarter_gbp,
        cast(this.earlier_quarters_count as integer) as earlier_quarters_count,
        this.submission_id,
        this.source_file,
        this.source_sheet,
        this.source_place
    from through_time as this
    left join finance as previous
        on
            this.authority_code = previous.authority_code
            and this.previous_quarter = previous.quarter
            and this.workstream = previous.workstream
            and this.funder = previous.funder
    left join workstreams
        on this.workstream = workstreams.workstream
    left join funders
        on this.funder = funders.funder

)

select * from final
