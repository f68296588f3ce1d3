-- Nothing of a submission is lost on the way: its cells are those loaded and those set aside, each counted once.
with

counted as (

    select
        submission_id,
        authority_code,
        quarter,
        sum(cell_count) as cells,
        coalesce(sum(cell_count) filter (where is_loaded), 0) as loaded
    from {{ ref('fct_ledger') }}
    group by all

)

select
    submissions.submission_id,
    submissions.authority_code,
    submissions.quarter,
    submissions.values_read,
    submissions.cells_set_aside,
    counted.cells,
    counted.loaded
from {{ ref('stg_returns__submissions') }} as submissions
left join counted
    on
        submissions.submission_id = counted.submission_id
        and submissions.authority_code = counted.authority_code
        and submissions.quarter = counted.quarter
where
    submissions.values_read != coalesce(counted.loaded, 0)
    or submissions.values_read + submissions.cells_set_aside != coalesce(counted.cells, 0)
