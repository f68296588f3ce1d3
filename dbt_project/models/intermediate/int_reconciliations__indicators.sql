-- One row per thing that two figures of performance or delivery must agree on: a part and its whole, a percentage and
-- its parts, a year to date and its quarters, a stock and what came and went.
with

in_force as (

    select * from {{ ref('int_returns__in_force') }}

),

indicators as (

    select indicators.*
    from {{ ref('int_indicators__quarterly') }} as indicators
    inner join in_force
        on indicators.submission_id = in_force.submission_id

),

return_calendar as (

    select * from {{ ref('return_calendar') }}

),

wholes as (

    select
        'measure' as list,
        measure as part,
        part_of as whole
    from {{ ref('measures') }}
    where part_of is not null
    union all
    select
        'activity' as list,
        activity as part,
        part_of as whole
    from {{ ref('activities') }}
    where part_of is not null

),

own_quarter as (

    select
        *,
        case list when 'activity' then 'delivery' else 'performance' end as section
    from indicators
    where quarter = period_quarter

),

part_of_whole as (

    select
        part.authority_code,
        part.quarter,
        part.section,
        'part_of_whole' as reconciliation,
        part.code || coalesce(' / ' || part.category_code, '') as subject,
        part.value as observed,
        whole.value as expected,
        whole.value as base,
        '''' || part.label || ''' (' || part.value_place || ') is a part of ''' || whole.label || ''' ('
        || whole.value_place || ') and cannot be more than it.' as message,
        part.submission_id,
        part.source_file,
        part.source_sheet,
        part.value_place as source_place
    from own_quarter as part
    inner join wholes
        on part.list = wholes.list and part.code = wholes.part
    inner join own_quarter as whole
        on
            part.submission_id = whole.submission_id
            and wholes.whole = whole.code
            and coalesce(part.category_code, '') = coalesce(whole.category_code, '')
    where part.value is not null and whole.value is not null

),

percentage as (

    select
        part.authority_code,
        part.quarter,
        part.section,
        'percentage' as reconciliation,
        part.code || coalesce(' / ' || part.category_code, '') as subject,
        part.percentage as observed,
        round(100 * cast(part.value as double) / nullif(whole.value, 0), 4) as expected,
        whole.value as base,
        'The percentage sent with ''' || part.label || ''' is not that figure over ''' || whole.label || ''' ('
        || whole.value_place || ').' as message,
        part.submission_id,
        part.source_file,
        part.source_sheet,
        part.percentage_place as source_place
    from own_quarter as part
    inner join wholes
        on part.list = wholes.list and part.code = wholes.part
    inner join own_quarter as whole
        on
            part.submission_id = whole.submission_id
            and wholes.whole = whole.code
            and coalesce(part.category_code, '') = coalesce(whole.category_code, '')
    where part.percentage is not null and part.value is not null and whole.value is not null

),

-- each quarter of the year as this return states it, or else as the return of that quarter did
quarters_so_far as (

    select
        stated.submission_id,
        stated.list,
        stated.code,
        stated.category_code,
        quarterly.value
    from own_quarter as stated
    inner join return_calendar
        on stated.quarter = return_calendar.quarter
    inner join return_calendar as earlier
        on
            return_calendar.financial_year = earlier.financial_year
            and return_calendar.quarter_number >= earlier.quarter_number
    inner join indicators as quarterly
        on
            stated.authority_code = quarterly.authority_code
            and stated.list = quarterly.list
            and stated.code = quarterly.code
            and coalesce(stated.category_code, '') = coalesce(quarterly.category_code, '')
            and earlier.quarter = quarterly.period_quarter
            and (stated.submission_id = quarterly.submission_id or earlier.quarter = quarterly.quarter)
    where stated.year_to_date is not null
    qualify
        row_number() over (
            partition by stated.submission_id, stated.list, stated.code, stated.category_code, earlier.quarter
            order by stated.submission_id = quarterly.submission_id desc
        ) = 1

),

year_so_far as (

    select
        submission_id,
        list,
        code,
        category_code,
        count(value) as quarter_count,
        sum(value) as quarters_sum
    from quarters_so_far
    group by all

),

year_to_date as (

    select
        stated.authority_code,
        stated.quarter,
        stated.section,
        'year_to_date_measure' as reconciliation,
        stated.code || coalesce(' / ' || stated.category_code, '') as subject,
        stated.year_to_date as observed,
        year_so_far.quarters_sum as expected,
        year_so_far.quarters_sum as base,
        'The year to date of ''' || stated.label || ''' is not the sum of its quarters.' as message,
        stated.submission_id,
        stated.source_file,
        stated.source_sheet,
        stated.year_to_date_place as source_place
    from own_quarter as stated
    inner join return_calendar
        on stated.quarter = return_calendar.quarter
    inner join year_so_far
        on
            stated.submission_id = year_so_far.submission_id
            and stated.list = year_so_far.list
            and stated.code = year_so_far.code
            and coalesce(stated.category_code, '') = coalesce(year_so_far.category_code, '')
    where stated.measure_type = 'flow' and year_so_far.quarter_count = return_calendar.quarter_number

),

stock_and_flow as (

    select
        stock.authority_code,
        stock.quarter,
        stock.section,
        'stock_and_flow' as reconciliation,
        stock.code as subject,
        stock.value - before.value as observed,
        started.value - ceased.value as expected,
        before.value as base,
        'The change in ''' || stock.label || ''' (' || stock.value_place || ', last quarter '
        || cast(cast(before.value as bigint) as varchar) || ') does not follow from ''' || started.label || ''' ('
        || started.value_place || ') and ''' || ceased.label || ''' (' || ceased.value_place || ').' as message,
        stock.submission_id,
        started.source_file,
        started.source_sheet,
        started.value_place as source_place
    from own_quarter as stock
    inner join return_calendar
        on stock.quarter = return_calendar.quarter
    inner join own_quarter as before
        on
            stock.authority_code = before.authority_code
            and stock.list = before.list
            and stock.code = before.code
            and return_calendar.previous_quarter = before.quarter
    inner join own_quarter as started
        on stock.submission_id = started.submission_id and started.code = 'cla_started'
    inner join own_quarter as ceased
        on stock.submission_id = ceased.submission_id and ceased.code = 'cla_ceased'
    where
        stock.code = 'cla_at_period_end'
        and stock.value is not null and before.value is not null
        and started.value is not null and ceased.value is not null

),

totals as (

    select
        total.authority_code,
        total.quarter,
        total.section,
        'total' as reconciliation,
        total.code as subject,
        total.value as observed,
        sum(part.value) as expected,
        0 as base,
        '''' || total.label || ''' has a total that is not the sum of its rows.' as message,
        total.submission_id,
        total.source_file,
        total.source_sheet,
        total.value_place as source_place
    from own_quarter as total
    inner join own_quarter as part
        on
            total.submission_id = part.submission_id
            and total.list = part.list
            and total.code = part.code
            and part.category_code != 'total'
    where total.category_code = 'total' and total.value is not null
    group by all
    having count(*) = count(part.value)

),

together as (

    select * from part_of_whole
    union all
    select * from percentage
    union all
    select * from year_to_date
    union all
    select * from stock_and_flow
    union all
    select * from totals

)

select * from together
