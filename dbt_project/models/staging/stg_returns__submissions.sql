-- One row per submission that was read.
with

source as (

    select * from {{ source('raw', 'submissions') }}

),

typed as (

    select
        ---------- ids
        submission_id,
        authority_code,
        quarter,

        ---------- what became of it
        -- a submission that was refused never counted: there is nothing to withdraw
        case when withdrawn_at is not null and state != 'rejected' then 'withdrawn' else state end as state,
        state = 'nil' as is_nil,
        cast(received_at as timestamp) as received_at,
        cast(sequence as integer) as submission_sequence,
        content_hash,
        cast(withdrawn_at as timestamp) as withdrawn_at,

        ---------- numbers
        cast(file_count as integer) as file_count,
        cast(values_read as integer) as values_read,
        cast(cells_set_aside as integer) as cells_set_aside

    from source

)

select * from typed
