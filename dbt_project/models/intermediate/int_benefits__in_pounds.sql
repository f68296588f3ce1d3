-- One row per benefit and financial year sent, in pounds; a saving is positive however it was written.
with

benefits as (

    select * from {{ ref('stg_returns__benefits') }}

),

factors as (

    select * from {{ ref('int_layouts__factors') }}

),

in_pounds as (

    select
        benefits.* exclude (planned, delivered, forecast),
        {% for amount in ['planned', 'delivered', 'forecast'] -%}
        cast(round(benefits.{{ amount }} * {{ amount }}_factors.factor, 2) as decimal(18, 2)) as {{ amount }}_gbp
        {{- ',' if not loop.last }}
        {% endfor %}
    from benefits
    {% for amount in ['planned', 'delivered', 'forecast'] -%}
    left join factors as {{ amount }}_factors
        on
            benefits.authority_code = {{ amount }}_factors.authority_code
            and benefits.table_name = {{ amount }}_factors.table_name
            and {{ amount }}_factors.field = '{{ amount }}'
            and {{ valid_in(amount ~ '_factors', 'benefits.quarter') }}
    {% endfor %}

)

select * from in_pounds
