-- One row per return in force and funder: the year's budget over all lines beside that of the quarter before, and which
-- lines moved. A total is known only where every line has a budget; the first quarter of a year has none before it.
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

totals as (

    select
        finance.authority_code,
        finance.quarter,
        finance.funder,
        -- decided here: as a condition of the join below it would be asked of every pair of rows
        case when return_calendar.quarter_number > 1 then return_calendar.previous_quarter end as previous_quarter,
        case when count(*) = count(finance.budget_gbp) then sum(finance.budget_gbp) end as budget_gbp,
        list_sort(list(finance.budget_gbp)) as budgets,
        min(finance.submission_id) as submission_id,
        min(finance.source_file) as source_file,
        min(finance.source_sheet) as source_sheet
    from finance
    inner join return_calendar
        on finance.quarter = return_calendar.quarter
    group by all

),

compared as (

    select
        totals.*,
        previous.budget_gbp as previous_budget_gbp,
        previous.budgets as previous_budgets
    from totals
    left join totals as previous
        on
            totals.authority_code = previous.authority_code
            and totals.previous_quarter = previous.quarter
            and totals.funder = previous.funder

),

lines_of_both as (

    -- a line that is new had no budget before, one that has gone has none now
    select
        compared.authority_code,
        compared.quarter,
        compared.funder,
        finance.workstream,
        case when finance.quarter = compared.quarter then 1 else -1 end * finance.budget_gbp as signed_gbp
    from compared
    inner join finance
        on
            compared.authority_code = finance.authority_code
            and finance.quarter in (compared.quarter, compared.previous_quarter)
            and compared.funder = finance.funder
    where compared.previous_budget_gbp is not null

),

moved as (

    select
        lines_of_both.authority_code,
        lines_of_both.quarter,
        lines_of_both.funder,
        coalesce(workstreams.title, lines_of_both.workstream) as line_title,
        -- by how much a line moved that has no amount in one of the two is not known
        case when count(*) = count(lines_of_both.signed_gbp) then sum(lines_of_both.signed_gbp) end as change_gbp
    from lines_of_both
    left join workstreams
        on lines_of_both.workstream = workstreams.workstream
    group by all
    having change_gbp != 0

),

named as (

    select
        authority_code,
        quarter,
        funder,
        count(*) as moved_lines_count,
        string_agg(
            line_title || case when change_gbp < 0 then ' -£' else ' +£' end
            || format('{:,.2f}', cast(abs(change_gbp) as double)),
            '; ' order by change_gbp, line_title
        ) as moved_lines
    from moved
    group by all

),

final as (

    select
        compared.authority_code,
        compared.quarter,
        compared.funder,
        coalesce(funders.title, compared.funder) as funder_title,
        cast(compared.budget_gbp as decimal(18, 2)) as budget_gbp,
        cast(compared.previous_budget_gbp as decimal(18, 2)) as previous_budget_gbp,
        named.moved_lines,
        cast(coalesce(named.moved_lines_count, 0) as integer) as moved_lines_count,
        -- the lines moved and what they make together did not
        coalesce(
            named.moved_lines_count > 0 and compared.budget_gbp = compared.previous_budget_gbp, false
        ) as is_virement,
        -- the same amounts as before, on other lines
        coalesce(
            named.moved_lines_count > 0
            and compared.budget_gbp = compared.previous_budget_gbp
            and compared.budgets = compared.previous_budgets,
            false
        ) as is_exchange,
        'finance' as section,
        compared.submission_id,
        compared.source_file,
        compared.source_sheet,
        cast(null as varchar) as source_place
    from compared
    left join named
        on
            compared.authority_code = named.authority_code
            and compared.quarter = named.quarter
            and compared.funder = named.funder
    left join funders
        on compared.funder = funders.funder

)

select * from final
