-- Five kinds of nothing stay apart from a number: a value has the status reported, and nothing else has.
with

facts as (

    select
        'fct_performance' as fact,
        authority_code,
        quarter,
        measure as subject,
        value,
        status
    from {{ ref('fct_performance') }}
    union all
    select
        'fct_delivery' as fact,
        authority_code,
        quarter,
        activity as subject,
        value,
        status
    from {{ ref('fct_delivery') }}

)

select * from facts
where (value is not null) != (status = 'reported')
