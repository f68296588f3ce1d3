-- One row per total of savings that was sent and the lines it adds up: those of its financial year, or all of them
-- where it names none.
with

benefits as (

    select benefits.*
    from {{ ref('int_benefits__in_pounds') }} as benefits
    inner join {{ ref('int_returns__in_force') }} as in_force
        on benefits.submission_id = in_force.submission_id

),

totals as (

    {% for amount in ['planned', 'delivered', 'forecast'] -%}
    select
        total.authority_code,
        total.quarter,
        'total' as reconciliation,
        '{{ amount }}' || coalesce(', ' || total.financial_year, '') || ', ' || total.benefit_place as subject,
        total.{{ amount }}_gbp as observed,
        sum(line.{{ amount }}_gbp) as expected,
        sum(line.rounded_to_gbp) as base,
        'The total of savings {{ amount }}' || coalesce(' for ' || total.financial_year, '')
        || ' is not the sum of its lines.' as message,
        total.submission_id,
        total.source_file,
        total.source_sheet,
        total.{{ amount }}_place as source_place
    from benefits as total
    inner join benefits as line
        on
            total.submission_id = line.submission_id
            and not line.is_total
            and coalesce(total.financial_year, line.financial_year) = line.financial_year
    where total.is_total and total.{{ amount }}_gbp is not null
    group by all
    having count(*) = count(line.{{ amount }}_gbp)
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from totals
