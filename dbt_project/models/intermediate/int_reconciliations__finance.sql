-- One row per thing that two amounts of money must agree on: a year to date and its quarters, spend and budget, a total
-- and its lines.
with

finance as (

    select * from {{ ref('int_finance__quarterly') }}

),

lines as (

    select lines.*
    from {{ ref('int_finance__lines') }} as lines
    inner join {{ ref('int_returns__in_force') }} as in_force
        on lines.submission_id = in_force.submission_id

),

workstreams as (

    select * from {{ ref('workstreams') }}

),

year_to_date as (

    select
        stated.authority_code,
        stated.quarter,
        'year_to_date_spend' as reconciliation,
        stated.workstream || ' / ' || stated.funder as subject,
        stated.actual_year_to_date_gbp as observed,
        sum(earlier.own_in_quarter_gbp) as expected,
        sum(earlier.rounded_to_gbp) as base,
        'The spend to date of ''' || stated.workstream_label || ''', ''' || stated.funder_label
        || ''', is not the sum of the quarters sent.' as message,
        stated.submission_id,
        stated.source_file,
        stated.source_sheet,
        stated.actual_year_to_date_place as source_place
    from finance as stated
    inner join finance as earlier
        on
            stated.authority_code = earlier.authority_code
            and stated.financial_year = earlier.financial_year
            and stated.quarter_number >= earlier.quarter_number
            and stated.workstream = earlier.workstream
            and stated.funder = earlier.funder
    where stated.actual_year_to_date_gbp is not null
    group by all
    having count(earlier.own_in_quarter_gbp) = any_value(stated.quarter_number)

),

within_budget as (

    select
        finance.authority_code,
        finance.quarter,
        'spend_within_budget' as reconciliation,
        finance.workstream || ' / ' || finance.funder as subject,
        finance.year_to_date_gbp as observed,
        finance.budget_gbp as expected,
        finance.rounded_to_gbp as base,
        workstreams.title || ', ''' || finance.funder_label
        || ''': spend to date is above the budget of the whole year (' || finance.budget_place || ').' as message,
        finance.submission_id,
        finance.source_file,
        finance.source_sheet,
        coalesce(finance.actual_year_to_date_place, finance.own_in_quarter_place) as source_place
    from finance
    inner join workstreams
        on finance.workstream = workstreams.workstream
    where finance.year_to_date_gbp is not null and finance.budget_gbp is not null

),

totals as (

    {% for amount in ['budget', 'actual_in_quarter', 'actual_year_to_date', 'forecast', 'months'] -%}
    select
        total.authority_code,
        total.quarter,
        'total' as reconciliation,
        '{{ amount }}' as subject,
        total.{{ amount }}_gbp as observed,
        sum(line.{{ amount }}_gbp) as expected,
        sum(coalesce(line.rounded_to_gbp, 0)) as base,
        'The total of {{ amount.replace('_', ' ').replace('months', 'the months of the quarter') }} is not '
        || 'the sum of its lines.' as message,
        total.submission_id,
        total.source_file,
        total.source_sheet,
        total.{{ amount }}_place as source_place
    from lines as total
    inner join lines as line
        on total.submission_id = line.submission_id and line.workstream != 'total'
    where total.workstream = 'total' and total.{{ amount }}_gbp is not null
    group by all
    having count(*) = count(line.{{ amount }}_gbp)
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

together as (

    select * from year_to_date
    union all
    select * from within_budget
    union all
    select * from totals

)

select * from together
