-- One row per figure, date or comment of a submission, and stretch of time in which that submission was in force. The
-- figures as of a date:
--   select * from marts.fct_figure
--   where is_own_quarter and valid_from <= '2021-11-30' and coalesce(valid_until > '2021-11-30', true)
-- A view: it lays two tables side by side, and is asked now and then.
{{ config(materialized='view') }}
with

figures as (

    select * from {{ ref('int_figures__sent') }}

),

through_time as (

    select * from {{ ref('int_returns__through_time') }}

),

final as (

    select
        figures.authority_code,
        figures.quarter,
        figures.section,
        figures.subject,
        figures.part,
        figures.project,
        figures.field,
        figures.period_month,
        figures.label,
        figures.value,
        figures.value_text,
        figures.status,
        figures.return_quarter,
        figures.quarter = figures.return_quarter as is_own_quarter,
        figures.is_sent,
        figures.submission_id,
        through_time.submission_sequence,
        through_time.received_at,
        through_time.valid_from,
        through_time.valid_until,
        figures.source_file,
        figures.source_sheet,
        figures.source_place
    from figures
    left join through_time
        on figures.submission_id = through_time.submission_id

)

select * from final
