-- One row per finding of reading, as it was written down.
with

source as (

    select * from {{ source('raw', 'findings') }}

)

select * from source
