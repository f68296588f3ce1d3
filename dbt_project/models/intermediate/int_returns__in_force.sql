-- One row per authority and quarter with an accepted submission: the one that counts, which is the last one accepted.
with

submissions as (

    select * from {{ ref('stg_returns__submissions') }}

),

in_force as (

    select
        submission_id,
        authority_code,
        quarter,
        received_at,
        submission_sequence
    from submissions
    where state = 'accepted'
    qualify
        row_number() over (
            partition by authority_code, quarter
            order by submission_sequence desc
        ) = 1

)

select * from in_force
