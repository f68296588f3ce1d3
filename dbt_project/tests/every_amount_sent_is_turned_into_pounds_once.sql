-- A column of money without a factor in the layouts would be lost; one with two factors, or a line with two meanings, would
-- count twice.
with

sent as (

    {% for amount in ['budget', 'actual_in_month', 'actual_in_quarter', 'actual_year_to_date', 'forecast'] -%}
    select distinct
        submission_id,
        '{{ amount }}' as amount,
        source_file,
        source_sheet,
        {{ amount }}_place as value_place
    from {{ ref('stg_returns__finance') }}
    where {{ amount }}_place is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

in_pounds as (

    select
        submission_id,
        amount,
        source_file,
        source_sheet,
        value_place
    from {{ ref('int_finance__amounts') }}

)

(
    select * from sent
    except all
    select * from in_pounds
)
union all
(
    select * from in_pounds
    except all
    select * from sent
)
