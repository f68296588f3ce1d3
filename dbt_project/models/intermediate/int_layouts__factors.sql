-- One row per column of figures in a layout: what to multiply by to get pounds, a count, or a percentage.
with

layout_columns as (

    select * from {{ ref('layout_columns') }}

),

factors as (

    select distinct
        authority_code,
        table_name,
        field,
        cast(factor as decimal(18, 6)) as factor,
        first_quarter,
        last_quarter
    from layout_columns
    where factor is not null

)

select * from factors
