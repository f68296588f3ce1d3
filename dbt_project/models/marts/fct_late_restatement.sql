-- One row per figure of an earlier quarter that a quarter's report is read against, and that was sent otherwise
-- since: what was and what is. The quarters are the one before, the same one a year before, and those of the year so
-- far. A correction is late when the quarter after the one corrected had ended. It is told in the report that was
-- still to come when it arrived, and in none that came later: those readers have seen the figures as they stand.
with

restated as (

    select * from {{ ref('fct_restatement') }}
    where
        quarter = return_quarter -- what a later return says of an earlier quarter is a finding, and changes no figure
        and section != 'milestones'
        and field in (
            'value', 'budget', 'actual_in_month', 'actual_in_quarter', 'actual_year_to_date', 'forecast', 'planned',
            'delivered'
        )

),

return_calendar as (

    select * from {{ ref('return_calendar') }}

),

in_force as (

    select * from {{ ref('int_returns__in_force') }}

),

-- of a figure restated again, the first words and the last
gathered as (

    select
        authority_code,
        quarter,
        section,
        subject,
        part,
        field,
        period_month,
        arg_max(label, submission_sequence) as label,
        arg_min(from_value, submission_sequence) as from_value,
        arg_min(from_status, submission_sequence) as from_status,
        arg_max(to_value, submission_sequence) as to_value,
        arg_max(to_status, submission_sequence) as to_status,
        max(received_at) as received_at,
        arg_max(submission_id, submission_sequence) as restating_submission_id,
        arg_max(to_source_file, submission_sequence) as source_file,
        arg_max(to_source_sheet, submission_sequence) as source_sheet,
        arg_max(to_source_place, submission_sequence) as source_place
    from restated
    group by all

),

final as (

    select
        in_force.submission_id || ' / ' || gathered.quarter || ' / '
        || concat_ws(
            ' / ', gathered.section, gathered.subject, gathered.part, gathered.field,
            strftime(gathered.period_month, '%Y-%m')
        ) as late_restatement_id,
        in_force.authority_code,
        in_force.quarter,
        gathered.quarter as restated_quarter,
        gathered.section,
        gathered.label || coalesce(' (' || replace(gathered.part, '_', ' ') || ')', '') as title,
        gathered.field,
        gathered.period_month,
        gathered.from_value,
        gathered.from_status,
        gathered.to_value,
        gathered.to_status,
        cast(gathered.received_at as date) as received_date,
        -- that of the quarter asked about: a correction of another quarter is told beside it
        in_force.submission_id,
        gathered.restating_submission_id,
        gathered.source_file,
        gathered.source_sheet,
        gathered.source_place
    from in_force
    inner join return_calendar
        on in_force.quarter = return_calendar.quarter
    inner join return_calendar as before
        on return_calendar.previous_quarter = before.quarter
    inner join gathered
        on in_force.authority_code = gathered.authority_code
    inner join return_calendar as restated_calendar
        on gathered.quarter = restated_calendar.quarter
    inner join return_calendar as next_calendar
        on restated_calendar.quarter = next_calendar.previous_quarter
    where
        restated_calendar.quarter_end_date < return_calendar.quarter_start_date
        and (
            gathered.quarter in (return_calendar.previous_quarter, return_calendar.same_quarter_last_year)
            or restated_calendar.financial_year = return_calendar.financial_year
        )
        and cast(gathered.received_at as date) > next_calendar.quarter_end_date
        and cast(gathered.received_at as date) > before.due_date
        and (
            gathered.from_value is distinct from gathered.to_value
            or gathered.from_status is distinct from gathered.to_status
        )

)

select * from final
