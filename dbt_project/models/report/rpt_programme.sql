-- One row for every quarter and figure that may be added up over the authorities: the programme as a whole.
-- A total is there only where every return that is owed is in, and every one of them that holds figures holds this
-- one: one that lacks an authority would be a smaller number that looks right. A nil return adds nothing.
with

returns as (

    select
        authority_code,
        quarter,
        state
    from {{ ref('fct_return') }}

),

figures as (

    select
        authority_code,
        quarter,
        'performance' as section,
        measure as figure,
        title,
        unit,
        decimals,
        value,
        status
    from {{ ref('rpt_performance') }}
    where measure_type in ('stock', 'flow')

    union all

    select
        authority_code,
        quarter,
        'delivery' as section,
        activity as figure,
        title,
        unit,
        0 as decimals,
        in_quarter_value as value,
        in_quarter_status as status
    from {{ ref('rpt_delivery') }}
    where category = 'all'

    {% for funder, whose in [('all', 'all funders'), ('dfe_grant', 'DfE grant')] %}
    {% for amount, title in [
        ('budget_gbp', 'Budget of the whole year'),
        ('actual_in_quarter_gbp', 'Spend in the quarter'),
        ('actual_year_to_date_gbp', 'Spend in the year to date'),
        ('forecast_gbp', 'Forecast of the whole year'),
    ] %}
    union all

    select
        authority_code,
        quarter,
        'finance' as section,
        '{{ funder }}_{{ amount }}' as figure,
        '{{ title }}, {{ whose }}' as title,
        'pounds' as unit,
        0 as decimals,
        {{ amount }} as value,
        case when {{ amount }} is null then 'incomplete' else 'reported' end as status
    from {{ ref('rpt_finance') }}
    where workstream = 'all' and funder = '{{ funder }}'
    {% endfor %}
    {% endfor %}

    {% for amount in ['planned', 'delivered', 'forecast'] %}
    union all

    select
        authority_code,
        quarter,
        'benefits' as section,
        '{{ amount }}_gbp' as figure,
        'Savings {{ amount }}, all years' as title,
        'pounds' as unit,
        0 as decimals,
        {{ amount }}_gbp as value,
        case when {{ amount }}_gbp is null then 'incomplete' else 'reported' end as status
    from {{ ref('rpt_benefits') }}
    where benefit = 'all' and financial_year = 'all'
    {% endfor %}

),

catalogue as (

    select distinct
        section,
        figure,
        title,
        unit,
        decimals
    from figures

),

added_up as (

    select
        returns.quarter,
        catalogue.section,
        catalogue.figure,
        catalogue.title,
        catalogue.unit,
        catalogue.decimals,
        count(*) as authority_count,
        count(*) filter (where returns.state = 'accepted') as accepted_count,
        count(*) filter (where returns.state not in ('accepted', 'nil')) as missing_count,
        count(*) filter (
            where returns.state = 'accepted' and (figures.status = 'reported' and figures.value is not null) is not true
        ) as incomplete_count,
        sum(figures.value) filter (where returns.state = 'accepted') as value

    from returns
    cross join catalogue
    left join figures
        on
            returns.authority_code = figures.authority_code
            and returns.quarter = figures.quarter
            and catalogue.section = figures.section
            and catalogue.figure = figures.figure
    group by all

),

judged as (

    select
        *,
        case
            when missing_count > 0 then 'withheld'
            when accepted_count = 0 then 'nil_return'
            when incomplete_count > 0 then 'incomplete'
            else 'reported'
        end as status
    from added_up

),

final as (

    select
        ---------- keys
        quarter,
        section,
        figure,

        ---------- what it is
        title,
        unit,
        decimals,

        ---------- the total, and of how many
        cast(case when status = 'reported' then value end as decimal(28, 4)) as value,
        status,
        cast(authority_count as integer) as authority_count,
        cast(accepted_count as integer) as accepted_count,
        cast(missing_count as integer) as missing_count

    from judged

)

select * from final
