-- Rows in = rows out: a figure sent is in a set that is used, or has a label or period that a finding names. A label that
-- is valid twice in one quarter would double figures; it shows here too.
with

sent as (

    select
        submission_id,
        count(*) as figure_count
    from {{ ref('stg_returns__indicators') }}
    group by submission_id

),

coded as (

    select
        submission_id,
        count(*) filter (where code is null or is_category_unknown) as unknown_count
    from {{ ref('int_indicators__coded') }}
    group by submission_id

),

used as (

    select
        submission_id,
        sum(row_count) as used_count
    from {{ ref('int_indicators__without_duplicates') }}
    group by submission_id

)

select
    sent.submission_id,
    sent.figure_count,
    coded.unknown_count,
    used.used_count
from sent
left join coded
    on sent.submission_id = coded.submission_id
left join used
    on sent.submission_id = used.submission_id
where sent.figure_count is distinct from coalesce(coded.unknown_count, 0) + coalesce(used.used_count, 0)
