-- One row per figure, date or comment that a submission changes of the one in force when it came, with both places.
with

restated as (

    select * from {{ ref('int_figures__restated') }}

),

final as (

    select
        authority_code,
        return_quarter,
        submission_id,
        submission_sequence,
        compared_with_submission_id,
        received_at,
        quarter,
        section,
        subject,
        part,
        project,
        field,
        period_month,
        label,
        change_kind,
        from_value,
        from_value_text,
        from_status,
        to_value,
        to_value_text,
        to_status,
        cast(difference as decimal(28, 6)) as difference,
        -- a slip of typing can be past all reason in per cent of nearly nothing
        try_cast(round(100 * difference / nullif(abs(from_value), 0), 2) as decimal(18, 2)) as difference_percent,
        from_source_file,
        from_source_sheet,
        from_source_place,
        to_source_file,
        to_source_sheet,
        to_source_place
    from restated

)

select * from final
