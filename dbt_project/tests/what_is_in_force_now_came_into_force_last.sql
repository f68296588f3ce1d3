-- Through time and now are worked out apart; they must end at the same submission of every return.
with

last_of_all as (

    select
        authority_code,
        quarter,
        submission_id
    from {{ ref('int_returns__through_time') }}
    where valid_until is null

),

in_force as (

    select
        authority_code,
        quarter,
        submission_id
    from {{ ref('int_returns__in_force') }}

)

(
    select * from last_of_all
    except all
    select * from in_force
)
union all
(
    select * from in_force
    except all
    select * from last_of_all
)
