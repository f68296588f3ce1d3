-- One row per return in force and finance line: spend in the quarter and in the year to date, each as sent where it was
-- sent and else worked out from the other across the quarters of the financial year. A quarter that is missing leaves a
-- gap, never a guess.
with

lines as (

    select lines.*
    from {{ ref('int_finance__lines') }} as lines
    inner join {{ ref('int_returns__in_force') }} as in_force
        on lines.submission_id = in_force.submission_id and lines.quarter = in_force.quarter
    where lines.workstream != 'total'

),

return_calendar as (

    select * from {{ ref('return_calendar') }}

),

{{ finance_across_quarters([]) }}

select * from quarterly
