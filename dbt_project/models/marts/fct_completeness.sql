-- One row per thing a return must hold, and for each return that is owed one for the return itself. One that says there
-- is nothing to report must hold nothing.
with

returns as (

    select * from {{ ref('fct_return') }}

),

performance as (

    select * from {{ ref('fct_performance') }}

),

delivery as (

    select * from {{ ref('fct_delivery') }}

),

finance as (

    select * from {{ ref('fct_finance') }}

),

finance_lines as (

    select * from {{ ref('int_finance__quarterly') }}

),

milestones as (

    select * from {{ ref('fct_milestone') }}

),

benefits as (

    select * from {{ ref('fct_benefit') }}

),

measures as (

    select * from {{ ref('measures') }}

),

activities as (

    select * from {{ ref('activities') }}

),

workstreams as (

    select * from {{ ref('workstreams') }}

),

the_return as (

    select
        authority_code,
        quarter,
        'return' as section,
        'return' as item,
        'The return' as item_title,
        true as is_required,
        case state when 'accepted' then 'reported' else state end as status,
        submission_id,
        cast(null as varchar) as source_file,
        cast(null as varchar) as source_sheet,
        cast(null as varchar) as source_place
    from returns

),

sent as (

    {% for section in ['performance', 'delivery', 'finance', 'milestones', 'benefits'] -%}
    select distinct
        submission_id,
        '{{ section }}' as section
    from {{ section }}
    {{ "where status != 'missing'" if section in ['performance', 'delivery'] }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

sections as (

    {% for section in ['performance', 'delivery', 'finance', 'milestones', 'benefits'] -%}
    select
        returns.authority_code,
        returns.quarter,
        '{{ section }}' as section,
        'section' as item,
        'The {{ section }} section' as item_title,
        true as is_required,
        case when sent.submission_id is null then 'section_missing' else 'reported' end as status,
        returns.submission_id,
        cast(null as varchar) as source_file,
        cast(null as varchar) as source_sheet,
        cast(null as varchar) as source_place
    from returns
    left join sent
        on returns.submission_id = sent.submission_id and sent.section = '{{ section }}'
    where returns.state = 'accepted'
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

present as (

    select
        submission_id,
        section
    from sections
    where status = 'reported'

),

required_measures as (

    select
        performance.authority_code,
        performance.quarter,
        'performance' as section,
        performance.measure as item,
        measures.title as item_title,
        measures.is_required,
        performance.status,
        performance.submission_id,
        performance.source_file,
        performance.source_sheet,
        performance.source_place
    from performance
    inner join measures
        on performance.measure = measures.measure
    inner join present
        on performance.submission_id = present.submission_id and present.section = 'performance'

),

required_activities as (

    select
        delivery.authority_code,
        delivery.quarter,
        'delivery' as section,
        delivery.activity || coalesce(' / ' || delivery.category, '') as item,
        activities.title || coalesce(', ' || replace(delivery.category, '_', ' '), '') as item_title,
        activities.is_required,
        delivery.status,
        delivery.submission_id,
        delivery.source_file,
        delivery.source_sheet,
        delivery.source_place
    from delivery
    inner join activities
        on delivery.activity = activities.activity
    inner join present
        on delivery.submission_id = present.submission_id and present.section = 'delivery'

),

grant_lines as (

    select
        returns.authority_code,
        returns.quarter,
        'finance' as section,
        workstreams.workstream || ' / dfe_grant' as item,
        'The grant line of ' || lower(workstreams.title) as item_title,
        true as is_required,
        case when finance.submission_id is null then 'missing' else 'reported' end as status,
        returns.submission_id,
        finance.source_file,
        finance.source_sheet,
        finance.source_place
    from returns
    inner join present
        on returns.submission_id = present.submission_id and present.section = 'finance'
    cross join workstreams
    left join finance
        on
            returns.submission_id = finance.submission_id
            and workstreams.workstream = finance.workstream
            and finance.funder = 'dfe_grant'

),

amounts as (

    {% for amount, status, value, place in [
        ('budget', 'budget_status', 'budget_gbp', 'budget_place'),
        ('spend in the quarter', 'actual_in_quarter_status', 'in_quarter_gbp', 'own_in_quarter_place'),
        ('spend to date', 'actual_year_to_date_status', 'year_to_date_gbp', 'actual_year_to_date_place'),
        ('forecast', 'forecast_status', 'forecast_gbp', 'forecast_place'),
    ] -%}
    select
        authority_code,
        quarter,
        'finance' as section,
        workstream || ' / ' || funder || ' / {{ amount }}' as item,
        'The {{ amount }} of ''' || workstream_label || ''', ''' || funder_label || '''' as item_title,
        true as is_required,
        case
            when {{ value }} is not null then 'reported'
            when {{ status }} = 'reported' then 'not_available'
            else coalesce({{ status }}, 'not_available')
        end as status,
        submission_id,
        source_file,
        source_sheet,
        {{ place }} as source_place
    from finance_lines
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

savings as (

    {% for amount in ['planned', 'delivered', 'forecast'] -%}
    select
        authority_code,
        quarter,
        'benefits' as section,
        benefit || ' / ' || financial_year || ' / {{ amount }}' as item,
        '''' || benefit || ''' ' || financial_year || ', {{ amount }}' as item_title,
        true as is_required,
        case when {{ amount }}_gbp is null then 'not_available' else 'reported' end as status,
        submission_id,
        source_file,
        source_sheet,
        source_place
    from benefits
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

together as (

    {% for part in [
        'the_return', 'sections', 'required_measures', 'required_activities', 'grant_lines', 'amounts', 'savings'
    ] -%}
    select * from {{ part }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from together
