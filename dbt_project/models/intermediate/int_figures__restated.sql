-- One row per figure, date or comment that a submission changes: it differs from what the submission in force before it
-- said, or only one of the two has it. A blank says nothing, and neither does a cell that has moved.
{% set key = ['quarter', 'section', 'subject', 'part', 'project', 'field', 'period_month'] %}
{% set what = ['value', 'value_text', 'status', 'source_file', 'source_sheet', 'source_place'] %}
with

submissions as (

    select
        *,
        row(submission_id, submission_sequence) as arrival
    from {{ ref('int_submissions__compared') }}
    where state != 'rejected' and compared_with_submission_id is not null

),

figures as (

    select * from {{ ref('int_figures__sent') }}
    where is_sent and status != 'blank'

),

both_sides as (

    select
        submissions.arrival,
        true as is_after,
        figures.*
    from submissions
    inner join figures
        on submissions.submission_id = figures.submission_id
    union all
    select
        submissions.arrival,
        false as is_after,
        figures.*
    from submissions
    inner join figures
        on submissions.compared_with_submission_id = figures.submission_id

),

-- each figure once: a side that does not have it leaves nulls
side_by_side as (

    select
        arrival,
        authority_code,
        return_quarter,
        {% for name in key -%}
        {{ name }},
        {% endfor -%}
        {% for name in what -%}
        any_value({{ name }}) filter (where not is_after) as from_{{ name }},
        any_value({{ name }}) filter (where is_after) as to_{{ name }},
        {% endfor -%}
        coalesce(any_value(label) filter (where is_after), any_value(label)) as label
    from both_sides
    group by arrival, authority_code, return_quarter, {{ key | join(', ') }}

),

restated as (

    select
        side_by_side.* exclude (side_by_side.arrival),
        submissions.submission_id,
        submissions.submission_sequence,
        submissions.received_at,
        submissions.compared_with_submission_id,
        case
            when side_by_side.from_status is null then 'added'
            when side_by_side.to_status is null then 'removed'
            else 'changed'
        end as change_kind,
        side_by_side.to_value - side_by_side.from_value as difference
    from side_by_side
    inner join submissions
        on side_by_side.arrival = submissions.arrival
    where
        side_by_side.from_status is distinct from side_by_side.to_status
        or side_by_side.from_value is distinct from side_by_side.to_value
        or side_by_side.from_value_text is distinct from side_by_side.to_value_text

)

select * from restated
