-- One row per authority and column of figures in a layout: what to multiply by to get pounds, a count, or a percentage.
-- A row of no authority is everybody's; in a table that an authority lays out itself, its own rows alone count.
with

layout_columns as (

    select * from {{ ref('layout_columns') }}

),

authorities as (

    select * from {{ ref('authorities') }}

),

own as (

    select
        authority_code,
        table_name,
        field,
        factor,
        first_quarter,
        last_quarter
    from layout_columns
    where authority_code is not null

),

everybodys as (

    select
        authorities.authority_code,
        layout_columns.table_name,
        layout_columns.field,
        layout_columns.factor,
        layout_columns.first_quarter,
        layout_columns.last_quarter
    from layout_columns
    cross join authorities
    left join own
        on authorities.authority_code = own.authority_code and layout_columns.table_name = own.table_name
    where layout_columns.authority_code is null and own.table_name is null

),

together as (

    select * from own
    union all
    select * from everybodys

),

factors as (

    select distinct
        authority_code,
        table_name,
        field,
        cast(factor as decimal(18, 6)) as factor,
        first_quarter,
        last_quarter
    from together
    where factor is not null

)

select * from factors
