-- One row per return in force and pair of figures, of one section or of two, that should stand in a plausible
-- proportion: families to conferences, children to families, spend to conferences. What is plausible the gate
-- decides. Beside the pairs: what was done so far against the pace of a target that is still in force.
with

performance as (

    select * from {{ ref('fct_performance') }}

),

delivery as (

    select * from {{ ref('fct_delivery') }}

),

finance as (

    select * from {{ ref('fct_finance') }}

),

return_calendar as (

    select * from {{ ref('return_calendar') }}

),

-- of a sum of which a part is not known, nothing is known
figures as (

    select
        submission_id,
        authority_code,
        quarter,
        'performance' as section,
        measure as code,
        cast(value as double) as value,
        source_file,
        source_sheet,
        source_place
    from performance
    union all by name
    select
        submission_id,
        authority_code,
        quarter,
        'performance' as section,
        'looked_after_or_on_a_plan' as code,
        case when count(value) = 2 then cast(sum(value) as double) end as value,
        any_value(source_file) as source_file,
        any_value(source_sheet) as source_sheet,
        string_agg(source_place, '; ' order by measure) as source_place
    from performance
    where measure in ('cla_at_period_end', 'cpp_at_period_end')
    group by all
    union all by name
    select
        submission_id,
        authority_code,
        quarter,
        'delivery' as section,
        activity as code,
        case when count(*) = count(value) then cast(sum(value) as double) end as value,
        any_value(source_file) as source_file,
        any_value(source_sheet) as source_sheet,
        string_agg(source_place, '; ' order by category) as source_place
    from delivery
    group by all
    union all by name
    select
        submission_id,
        authority_code,
        quarter,
        'finance' as section,
        workstream as code,
        case
            when count(*) = count(actual_in_quarter_gbp) then cast(sum(actual_in_quarter_gbp) as double)
        end as value,
        any_value(source_file) as source_file,
        any_value(source_sheet) as source_sheet,
        string_agg(source_place, '; ' order by funder) as source_place
    from finance
    group by all

),

titles as (

    select
        measure as code,
        title
    from {{ ref('measures') }}
    union all
    select
        activity as code,
        title
    from {{ ref('activities') }}
    union all
    select
        workstream as code,
        'Spend on ' || lower(title) as title
    from {{ ref('workstreams') }}
    union all
    select
        'looked_after_or_on_a_plan' as code,
        'Children looked after and children on a plan' as title

),

pairs as (

    select pairs.*
    from (
        values
        ('families_to_a_conference', 'fgc_families', 'fgc_held'),
        ('children_in_a_family', 'fgc_children', 'fgc_families'),
        ('responses_of_a_family', 'survey_responses', 'fgc_families'),
        ('positives_of_responses', 'survey_positive', 'survey_responses'),
        ('conferences_of_referrals', 'fgc_held', 'fgc_referred'),
        ('conferences_before_initial_conferences', 'fgc_before_icpc', 'icpcs_held'),
        ('deep_dive_to_awareness', 'training_deep_dive', 'training_awareness'),
        ('commissioned_families_of_children_in_need', 'families_supported_commissioned', 'cin_at_period_end'),
        ('cases_to_children_in_need', 'cases_held', 'cin_at_period_end'),
        ('children_in_care_or_on_a_plan_of_children_in_need', 'looked_after_or_on_a_plan', 'cin_at_period_end'),
        ('plans_of_initial_conferences', 'cpp_started', 'icpcs_held'),
        ('initial_conferences_of_enquiries', 'icpcs_held', 'section_47_started'),
        ('assessments_of_referrals', 'assessments_completed', 'referrals'),
        ('cost_of_a_conference', 'family_group_conferencing', 'fgc_held')
    ) as pairs (cross_check, code, compared_code)

),

of_pairs as (

    select
        this.authority_code,
        this.quarter,
        this.section,
        pairs.cross_check,
        titles.title,
        compared_titles.title as compared_title,
        this.value as observed,
        compared.value as compared_with,
        compared.source_place as compared_place,
        this.submission_id,
        this.source_file,
        this.source_sheet,
        this.source_place
    from pairs
    inner join figures as this
        on pairs.code = this.code
    inner join figures as compared
        on
            this.submission_id = compared.submission_id
            and pairs.compared_code = compared.code
    inner join titles
        on pairs.code = titles.code
    inner join titles as compared_titles
        on pairs.compared_code = compared_titles.code

),

targets as (

    select
        target_id,
        authority_code,
        target,
        activity,
        target_type,
        cast(value as double) as value,
        cast(start_date as date) as start_date,
        cast(target_date as date) as target_date
    from {{ ref('targets') }}
    where
        activity is not null
        and target_type in ('level_in_a_year', 'total_over_the_programme')
        and unit != 'times_baseline'

),

-- a level in a year is held against the quarters of the year so far, a total against all that returns hold
of_targets as (

    select
        this.authority_code,
        this.quarter,
        'delivery' as section,
        case targets.target_type
            when 'level_in_a_year' then 'year_so_far_to_target'
            else 'programme_so_far_to_target'
        end || ' / ' || targets.target_id as cross_check,
        any_value(titles.title) || case targets.target_type
            when 'level_in_a_year' then ', in the year so far'
            else ', in all returns so far'
        end as title,
        any_value(targets.target) as compared_title,
        case when count(*) = count(earlier.value) then sum(earlier.value) end as observed,
        any_value(targets.value) * case targets.target_type
            when 'level_in_a_year' then any_value(calendar.quarter_number) / 4.0
            else 1
        end as compared_with,
        cast(null as varchar) as compared_place,
        this.submission_id,
        any_value(this.source_file) as source_file,
        any_value(this.source_sheet) as source_sheet,
        any_value(this.source_place) as source_place
    from targets
    inner join figures as this
        on
            targets.authority_code = this.authority_code
            and targets.activity = this.code
    inner join return_calendar as calendar
        on
            this.quarter = calendar.quarter
            and targets.start_date <= calendar.quarter_start_date
            and coalesce(targets.target_date, calendar.quarter_end_date) >= calendar.quarter_end_date
    inner join return_calendar as earlier_calendar
        on
            calendar.quarter_start_date >= earlier_calendar.quarter_start_date
            and targets.start_date <= earlier_calendar.quarter_start_date
            and (targets.target_type != 'level_in_a_year' or calendar.financial_year = earlier_calendar.financial_year)
    inner join figures as earlier
        on
            this.authority_code = earlier.authority_code
            and this.code = earlier.code
            and earlier_calendar.quarter = earlier.quarter
    inner join titles
        on targets.activity = titles.code
    group by this.authority_code, this.quarter, this.submission_id, targets.target_id, targets.target_type
    -- a year of which a quarter's return is not there has no pace
    having
        targets.target_type != 'level_in_a_year'
        or count(*) = any_value(calendar.quarter_number)

),

together as (

    select * from of_pairs
    union all by name
    select * from of_targets

),

final as (

    select
        submission_id || ' / ' || cross_check as cross_check_id,
        authority_code,
        quarter,
        section,
        split_part(cross_check, ' / ', 1) as cross_check,
        title,
        compared_title,
        observed,
        compared_with,
        round(observed / nullif(compared_with, 0), 4) as ratio,
        compared_place,
        submission_id,
        source_file,
        source_sheet,
        source_place
    from together

)

select * from final
