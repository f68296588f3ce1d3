-- One row per time that a submission came; sent again after others, it came again.
with

source as (

    select * from {{ source('raw', 'arrivals') }}

),

typed as (

    select
        ---------- ids
        submission_id,
        authority_code,
        quarter,

        ---------- when
        cast(sequence as integer) as submission_sequence,
        cast(received_at as timestamp) as received_at,
        cast(withdrawn_at as timestamp) as withdrawn_at

    from source

)

select * from typed
