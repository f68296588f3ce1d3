-- One row per column of figures in a layout: what to multiply by to get pounds, a count, or a percentage. A layout
-- without an authority (the programme's template) is everybody's.
with

layout_columns as (

    select * from {{ ref('layout_columns') }}

),

authorities as (

    select authority_code from {{ ref('authorities') }}

),

factors as (

    select distinct
        authorities.authority_code,
        layout_columns.table_name,
        layout_columns.field,
        cast(layout_columns.factor as decimal(18, 6)) as factor,
        layout_columns.first_quarter,
        layout_columns.last_quarter
    from layout_columns
    inner join authorities
        on authorities.authority_code = coalesce(layout_columns.authority_code, authorities.authority_code)
    where layout_columns.factor is not null

)

select * from factors
