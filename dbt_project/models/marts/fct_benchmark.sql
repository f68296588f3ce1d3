-- One row per return in force and figure that DfE publishes for the same authority and the same time: the year-end
-- stock, the flow of the year's four quarters, the share or the rate they give, and cases for each worker on 30
-- September. Where DfE has published nothing there is no row; where the return has no figure, `value` is null.
with

performance as (

    select
        performance.*,
        return_calendar.financial_year,
        return_calendar.quarter_number,
        return_calendar.quarter_end_date
    from {{ ref('fct_performance') }} as performance
    inner join {{ ref('return_calendar') }} as return_calendar
        on performance.quarter = return_calendar.quarter

),

-- a measure that is published as a rate alone is compared as a rate
comparable as (

    select
        *,
        coalesce(national_indicator, national_rate_indicator) as indicator,
        coalesce(national_aggregation, 'rate_of_year') as aggregation,
        coalesce(numerator, measure) as above_measure
    from {{ ref('measures') }}
    where national_indicator is not null or (national_rate_indicator is not null and measure_type = 'flow')

),

populations as (

    select * from {{ ref('dim_population') }}

),

published as (

    select
        authority_code,
        indicator,
        financial_year,
        cast(period_end_date as date) as period_end_date,
        cast(value as double) as value,
        vintage,
        source
    from {{ ref('published_statistics') }}
    where status = 'reported'

),

-- the year to the end of each quarter, of which all quarters must be known
year_so_far as (

    select
        this.submission_id,
        this.measure,
        -- a count below zero is told where it stands, and makes no year
        case
            when count(earlier.value) filter (where earlier.value >= 0) = 4 then cast(sum(earlier.value) as double)
        end as year_value
    from performance as this
    inner join performance as earlier
        on
            this.authority_code = earlier.authority_code
            and this.measure = earlier.measure
            and this.financial_year = earlier.financial_year
    where this.quarter_number = 4
    group by all

),

stated as (

    select
        above.authority_code,
        above.quarter,
        above.financial_year,
        above.quarter_end_date,
        comparable.measure,
        comparable.title as measure_title,
        comparable.measure_type,
        comparable.unit,
        comparable.indicator,
        comparable.aggregation,
        case comparable.aggregation
            when 'value_at_31_march' then cast(above.value as double)
            when 'sum_of_year' then above_year.year_value
            when 'rate_of_year' then above_year.year_value * 10000 / nullif(populations.population_count, 0)
            when 'ratio_of_year_sums' then 100 * above_year.year_value / nullif(below_year.year_value, 0)
            when 'value_at_30_september' then cast(above.value as double) / nullif(below.value, 0)
        end as value,
        above.submission_id,
        above.source_file,
        above.source_sheet,
        above.source_place
    from comparable
    inner join performance as above
        on
            comparable.above_measure = above.measure
            and case comparable.aggregation when 'value_at_30_september' then 2 else 4 end = above.quarter_number
    left join performance as below
        on
            above.submission_id = below.submission_id
            and comparable.denominator = below.measure
    left join year_so_far as above_year
        on
            above.submission_id = above_year.submission_id
            and above.measure = above_year.measure
    left join year_so_far as below_year
        on
            below.submission_id = below_year.submission_id
            and below.measure = below_year.measure
    asof left join populations
        on
            above.authority_code = populations.authority_code
            and cast(left(above.financial_year, 4) as integer) >= populations.population_mid_year

),

final as (

    select
        stated.authority_code,
        stated.quarter,
        stated.measure,
        stated.measure_title,
        stated.measure_type,
        stated.unit,
        stated.indicator,
        stated.aggregation,
        round(stated.value, 4) as value,
        published.value as published_value,
        round(stated.value - published.value, 4) as difference,
        round(100 * (stated.value - published.value) / nullif(published.value, 0), 4) as difference_percent,
        -- the figure that an authority which leaves them out would have sent
        case
            when stated.indicator = 'cla_at_31_march' then published.value - unaccompanied.value
        end as published_without_uasc_value,
        published.vintage as published_vintage,
        published.source as published_source,
        stated.submission_id,
        stated.source_file,
        stated.source_sheet,
        stated.source_place
    from stated
    inner join published
        on
            stated.authority_code = published.authority_code
            and stated.indicator = published.indicator
            and (
                stated.aggregation != 'value_at_30_september'
                or stated.quarter_end_date = published.period_end_date
            )
            and (
                stated.aggregation = 'value_at_30_september'
                or stated.financial_year = published.financial_year
            )
    left join published as unaccompanied
        on
            stated.authority_code = unaccompanied.authority_code
            and stated.financial_year = unaccompanied.financial_year
            and unaccompanied.indicator = 'uasc_at_31_march'

)

select * from final
