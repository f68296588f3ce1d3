-- One row per thing that a reader of two submissions must know: that one restates what the one before said, or
-- leaves it out; that a later return gives a figure of an earlier quarter otherwise; that spend is worked out as
-- the difference to a quarter restated since. A finding, and never a figure: a quarter's figures are those of its
-- own return.
with

-- a submission that came again after others is told of once, as it came last
restated as (

    select * from {{ ref('int_figures__restated') }}
    qualify submission_sequence = max(submission_sequence) over (partition by submission_id)

),

figures as (

    select
        *,
        case
            when status = 'reported' then regexp_replace(cast(value as varchar), '\.?0+$', '')
            else replace(status, '_', ' ')
        end as in_words
    from {{ ref('int_figures__sent') }}
    where value_text is null

),

finance as (

    select * from {{ ref('int_finance__quarterly') }}
    where in_quarter_basis = 'difference_of_year_to_date' and quarter_number > 1

),

return_calendar as (

    select * from {{ ref('return_calendar') }}

),

through_time as (

    select * from {{ ref('int_returns__through_time') }}

),

in_force as (

    select * from through_time
    where valid_until is null

),

-- each return in force with each earlier one: what is in force of that now, and what was when the later one came
pairs as (

    select
        later.submission_id,
        later.authority_code,
        later.quarter,
        earlier.quarter as earlier_quarter,
        earlier.submission_id as submission_now,
        earlier.received_at,
        earlier_then.submission_id as submission_then
    from in_force as later
    inner join in_force as earlier
        on later.authority_code = earlier.authority_code and later.quarter > earlier.quarter
    left join through_time as earlier_then
        on
            earlier.authority_code = earlier_then.authority_code
            and earlier.quarter = earlier_then.quarter
            and later.received_at >= earlier_then.valid_from
            and coalesce(later.received_at < earlier_then.valid_until, true)

),

restating_submissions as (

    select
        submission_id,
        authority_code,
        return_quarter as quarter,
        'restated' as finding_type,
        cast(null as varchar) as section,
        cast(null as varchar) as source_file,
        cast(null as varchar) as source_sheet,
        cast(null as varchar) as place,
        'This submission restates ' || count(*) || case when count(*) = 1 then ' figure' else ' figures' end
        || ' of the one that was in force when it came (' || any_value(compared_with_submission_id) || '): '
        || concat_ws(
            ', ',
            nullif(count(*) filter (where change_kind = 'changed'), 0) || ' changed',
            nullif(count(*) filter (where change_kind = 'added'), 0) || ' added',
            nullif(count(*) filter (where change_kind = 'removed'), 0) || ' taken out'
        )
        || '. `sfpc diff` lists each, from, to and where. Nothing need be done if the changes are meant.' as message
    from restated
    group by submission_id, submission_sequence, authority_code, return_quarter

),

-- what half a return leaves out would else be missed: no check asks for a milestone or a line of savings
figures_taken_out as (

    select
        submission_id,
        authority_code,
        return_quarter as quarter,
        'figures_taken_out' as finding_type,
        section,
        cast(null as varchar) as source_file,
        cast(null as varchar) as source_sheet,
        cast(null as varchar) as place,
        'Of ' || section || ', this submission no longer has ' || count(*)
        || case when count(*) = 1 then ' figure' else ' figures' end || ' of the one that was in force when it came ('
        || any_value(compared_with_submission_id) || '), among them '''
        || arg_min(label || ''' (' || from_source_place || ')', label || from_source_place)
        || '. `sfpc diff` lists them. Send the return again with them if they were left out by mistake.' as message
    from restated
    where change_kind = 'removed' and (from_value is not null or field = 'rag')
    group by submission_id, submission_sequence, authority_code, return_quarter, section

),

-- a figure that is neither what its own quarter's return says nor what it said when the later return came
earlier_quarters as (

    select
        stated.submission_id,
        stated.authority_code,
        stated.return_quarter as quarter,
        'earlier_quarter_restated' as finding_type,
        stated.section,
        stated.source_file,
        stated.source_sheet,
        stated.source_place as place,
        '''' || stated.label || coalesce(''' (' || replace(stated.part, '_', ' ') || ')', '''') || ' for '
        || stated.quarter || ' is ' || stated.in_words || ' here and ' || coalesce(own_now.in_words, 'blank')
        || ' in the return of that quarter' || coalesce(' (' || own_now.source_place || ')', '') || ', received on '
        || strftime(pairs.received_at, '%d/%m/%Y') || ', which stays in force. Send the return of ' || stated.quarter
        || ' again if the figure has changed, or put it back here.' as message
    from pairs
    inner join figures as stated
        on pairs.submission_id = stated.submission_id and pairs.earlier_quarter = stated.quarter
    {% for which in ['now', 'then'] -%}
    left join figures as own_{{ which }}
        on
            pairs.submission_{{ which }} = own_{{ which }}.submission_id
            and stated.quarter = own_{{ which }}.quarter
            and stated.section = own_{{ which }}.section
            and stated.subject = own_{{ which }}.subject
            and coalesce(stated.part, '') = coalesce(own_{{ which }}.part, '')
            and stated.field = own_{{ which }}.field
            and coalesce(stated.period_month, date '0001-01-01')
            = coalesce(own_{{ which }}.period_month, date '0001-01-01')
    {% endfor -%}
    where
        stated.status not in ('blank', 'unreadable', 'conflicting')
        -- where months are compared, what they come to is not
        and (stated.is_sent or (own_now.is_sent and stated.status != 'not_available'))
        and (stated.period_month is null or own_now.submission_id is not null)
        and row(stated.value, stated.status) is distinct from row(own_now.value, own_now.status)
        and (
            pairs.submission_then is null
            or row(stated.value, stated.status) is distinct from row(own_then.value, own_then.status)
        )

),

differences as (

    select
        finance.submission_id,
        finance.authority_code,
        finance.quarter,
        'spend_follows_restatement' as finding_type,
        'finance' as section,
        finance.source_file,
        finance.source_sheet,
        finance.actual_year_to_date_place as place,
        'The spend of ''' || finance.workstream_label || ''', ''' || finance.funder_label || ''', in '
        || finance.quarter || ' is worked out as the spend to date here less that of ' || pairs.earlier_quarter
        || ', which was £' || own_then.in_words || ' when this return came and is £' || own_now.in_words || ' ('
        || own_now.source_place || ') since ' || strftime(pairs.received_at, '%d/%m/%Y')
        || '. See whether the spend to date here still stands, and send this return again if it does not.' as message
    from finance
    inner join return_calendar
        on finance.quarter = return_calendar.quarter
    inner join pairs
        on
            finance.submission_id = pairs.submission_id
            and return_calendar.previous_quarter = pairs.earlier_quarter
    {% for which in ['now', 'then'] -%}
    inner join figures as own_{{ which }}
        on
            pairs.submission_{{ which }} = own_{{ which }}.submission_id
            and pairs.earlier_quarter = own_{{ which }}.quarter
            and own_{{ which }}.section = 'finance'
            and own_{{ which }}.field = 'actual_year_to_date'
            and finance.workstream = own_{{ which }}.subject
            and finance.funder = own_{{ which }}.part
    {% endfor -%}
    where own_now.value != own_then.value

),

together as (

    {% for part in ['restating_submissions', 'figures_taken_out', 'earlier_quarters', 'differences'] -%}
    select * from {{ part }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from together
