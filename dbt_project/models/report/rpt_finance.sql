-- One row for every authority, quarter, workstream and funder that the authority has reported
-- on by then, with totals under workstream 'all' and funder 'all'. A total is none when one of
-- its lines is. The variance is the full-year forecast less the full-year budget.
with

authorities as (

    select * from {{ ref('dim_authority') }}

),

workstreams as (

    select * from {{ ref('workstreams') }}

),

funders as (

    select * from {{ ref('funders') }}

),

returns as (

    select * from {{ ref('fct_return') }}

),

finance as (

    select * from {{ ref('fct_finance') }}

),

first_seen as (

    select
        authority_code,
        workstream,
        funder,
        min(quarter) as first_quarter

    from finance
    group by authority_code, workstream, funder

),

lines as (

    select
        returns.authority_code,
        returns.quarter,
        first_seen.workstream,
        first_seen.funder,
        finance.budget_gbp,
        finance.actual_in_quarter_gbp,
        finance.actual_year_to_date_gbp,
        finance.forecast_gbp,
        finance.actual_in_quarter_basis,
        finance.actual_year_to_date_basis,
        case
            when
                finance.budget_gbp is not null
                and finance.actual_in_quarter_gbp is not null
                and finance.actual_year_to_date_gbp is not null
                and finance.forecast_gbp is not null
                then 'reported'
            when finance.authority_code is not null then 'incomplete'
            when returns.state = 'accepted' then 'missing'
            when returns.state = 'nil' then 'nil_return'
            else 'no_return'
        end as status,
        finance.submission_id,
        finance.source_file,
        finance.source_sheet,
        finance.source_place

    from returns
    inner join first_seen
        on
            returns.authority_code = first_seen.authority_code
            and returns.quarter >= first_seen.first_quarter
    left join finance
        on
            returns.authority_code = finance.authority_code
            and returns.quarter = finance.quarter
            and first_seen.workstream = finance.workstream
            and first_seen.funder = finance.funder

),

totals as (

    select
        authority_code,
        quarter,
        'all' as workstream,
        coalesce(funder, 'all') as funder,
        {% for amount in [
            'budget_gbp', 'actual_in_quarter_gbp', 'actual_year_to_date_gbp', 'forecast_gbp'
        ] %}
        case when count({{ amount }}) = count(*) then sum({{ amount }}) end as {{ amount }},
        {% endfor %}
        case when bool_and(status = 'reported') then 'reported' else 'incomplete' end as status,
        min(submission_id) as submission_id

    from lines
    group by grouping sets (
        (authority_code, quarter, funder),
        (authority_code, quarter)
    )

),

all_lines as (

    select * from lines
    union all by name
    select * from totals

),

final as (

    select
        ---------- keys
        all_lines.authority_code,
        all_lines.quarter,
        all_lines.workstream,
        all_lines.funder,

        ---------- what it is
        authorities.authority_name,
        coalesce(workstreams.title, 'All workstreams') as workstream_title,
        coalesce(funders.title, 'All funders') as funder_title,

        ---------- money
        cast(all_lines.budget_gbp as decimal(18, 2)) as budget_gbp,
        cast(all_lines.actual_in_quarter_gbp as decimal(18, 2)) as actual_in_quarter_gbp,
        cast(all_lines.actual_year_to_date_gbp as decimal(18, 2)) as actual_year_to_date_gbp,
        cast(all_lines.forecast_gbp as decimal(18, 2)) as forecast_gbp,
        cast(all_lines.forecast_gbp - all_lines.budget_gbp as decimal(18, 2)) as variance_gbp,
        cast(
            all_lines.actual_year_to_date_gbp * 100 / nullif(all_lines.budget_gbp, 0)
            as decimal(28, 8)
        ) as spent_percent,
        all_lines.status,
        all_lines.actual_in_quarter_basis,
        all_lines.actual_year_to_date_basis,

        ---------- lineage
        all_lines.submission_id,
        all_lines.source_file,
        all_lines.source_sheet,
        all_lines.source_place

    from all_lines
    inner join authorities on all_lines.authority_code = authorities.authority_code
    left join workstreams on all_lines.workstream = workstreams.workstream
    left join funders on all_lines.funder = funders.funder

)

select * from final
