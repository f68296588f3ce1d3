-- One row per authority and quarter with a submission that counts: the last one accepted, or that said there is nothing
-- to report, and that was not withdrawn.
with

submissions as (

    select * from {{ ref('stg_returns__submissions') }}

),

in_force as (

    select
        submission_id,
        authority_code,
        quarter,
        state,
        received_at,
        submission_sequence
    from submissions
    where state in ('accepted', 'nil')
    qualify
        row_number() over (
            partition by authority_code, quarter
            order by submission_sequence desc
        ) = 1

)

select * from in_force
