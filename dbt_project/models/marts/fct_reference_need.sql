-- One row per return that is owed and piece of reference data that its figures need, with whether it is there.
with

returns as (

    select * from {{ ref('fct_return') }}

),

return_calendar as (

    select
        *,
        cast(left(financial_year, 4) as integer) as mid_year
    from {{ ref('return_calendar') }}

),

layout_tables as (

    select * from {{ ref('layout_tables') }}

),

owed as (

    select
        returns.authority_code,
        returns.quarter,
        authorities.dfe_code,
        return_calendar.mid_year,
        return_calendar.quarter_end_date,
        returns.due_date
    from returns
    inner join return_calendar
        on returns.quarter = return_calendar.quarter
    inner join {{ ref('authorities') }} as authorities
        on returns.authority_code = authorities.authority_code

),

needs as (

    {% for section in ['performance', 'delivery', 'finance', 'milestones', 'benefits'] -%}
    select
        owed.authority_code,
        owed.quarter,
        'layout of {{ section }}' as need,
        'seeds/layout_tables.csv' as seed,
        count(layout_tables.table_name) > 0 as is_there,
        'a table for the {{ section }} section in the quarter, the authority''s own or everybody''s' as what_is_needed
    from owed
    left join layout_tables
        on
            owed.authority_code = coalesce(layout_tables.authority_code, owed.authority_code)
            and {{ valid_in('layout_tables', 'owed.quarter') }}
            and list_contains(string_split(layout_tables.sections, ' '), '{{ section }}')
    group by owed.authority_code, owed.quarter
    union all
    {% endfor -%}
    select
        owed.authority_code,
        owed.quarter,
        'names' as need,
        'seeds/authority_names.csv' as seed,
        count(authority_names.name) > 0 as is_there,
        'a name by which the authority calls itself, so that another''s return is noticed' as what_is_needed
    from owed
    left join {{ ref('authority_names') }} as authority_names
        on owed.authority_code = authority_names.authority_code
    group by owed.authority_code, owed.quarter
    union all
    select
        owed.authority_code,
        owed.quarter,
        'population' as need,
        'seeds/population.csv' as seed,
        count(population.mid_year) > 0 as is_there,
        'the children under 18 at mid-' || any_value(owed.mid_year) || ' or in the two years before' as what_is_needed
    from owed
    left join {{ ref('population') }} as population
        on
            owed.authority_code = population.authority_code
            -- estimates come out a year after their day; older ones than two years are of other children
            and population.mid_year between owed.mid_year - 2 and owed.mid_year
            and population.population_0_17 > 0
    group by owed.authority_code, owed.quarter
    union all
    select
        owed.authority_code,
        owed.quarter,
        'statistical neighbours' as need,
        'seeds/statistical_neighbours.csv' as seed,
        count(neighbours.neighbour_dfe_code) > 0 as is_there,
        'the ten authorities most like it, in one version of DfE''s model' as what_is_needed
    from owed
    left join {{ ref('statistical_neighbours') }} as neighbours
        on owed.dfe_code = neighbours.authority_dfe_code
    group by owed.authority_code, owed.quarter
    union all
    select
        owed.authority_code,
        owed.quarter,
        'bank holidays' as need,
        'seeds/bank_holidays.csv' as seed,
        count(bank_holidays.bank_holiday_date) > 0 as is_there,
        'the bank holidays of ' || any_value(year(owed.due_date)) || ', to count working days by' as what_is_needed
    from owed
    left join {{ ref('bank_holidays') }} as bank_holidays
        on year(owed.due_date) = year(bank_holidays.bank_holiday_date)
    group by owed.authority_code, owed.quarter
    union all
    select
        owed.authority_code,
        owed.quarter,
        'next quarter' as need,
        'seeds/return_calendar.csv' as seed,
        count(next_quarter.quarter) > 0 as is_there,
        'the quarter that follows and the day on which its returns are due' as what_is_needed
    from owed
    left join return_calendar as next_quarter
        on owed.quarter = next_quarter.previous_quarter and owed.due_date < next_quarter.due_date
    group by owed.authority_code, owed.quarter

)

select * from needs
