-- One row per milestone sent, with its status coded. Words that seem to hold personal data are withheld.
with

milestones as (

    select * from {{ ref('stg_returns__milestones') }}

),

labels as (

    select
        *,
        {{ text_key('label') }} as label_key,
        {{ without_markers('label_key') }} as bare_key
    from {{ ref('labels') }}

),

rag_matches as (

    {{ labels_matched('labels', ['rag'], 'milestones', 'rag_key') }}

),

personal_data as (

    select * from {{ ref('int_findings__personal_data') }}

),

coded as (

    select
        milestones.* exclude (project, work_area, milestone, comment),
        rag_matches.code as rag,
        {% for name in ['project', 'work_area', 'milestone'] -%}
        case
            when {{ name }}_personal_data.place is null then milestones.{{ name }}
            else 'Withheld (' || milestones.{{ name }}_place || ')'
        end as {{ name }},
        {% endfor -%}
        case when comment_personal_data.place is null then milestones.comment end as comment,
        case
            when milestones.comment is null then 'blank'
            when comment_personal_data.place is null then 'reported'
            else 'withheld'
        end as comment_status
    from milestones
    left join rag_matches
        on
            milestones.authority_code = rag_matches.authority_code
            and milestones.quarter = rag_matches.quarter
            and milestones.rag_key = rag_matches.sent_key
    {% for name in ['project', 'work_area', 'milestone', 'comment'] -%}
    left join personal_data as {{ name }}_personal_data
        on
            milestones.submission_id = {{ name }}_personal_data.submission_id
            and milestones.source_file = {{ name }}_personal_data.source_file
            and coalesce(milestones.source_sheet, '') = {{ name }}_personal_data.source_sheet
            and milestones.{{ name }}_place = {{ name }}_personal_data.place
    {% endfor %}
)

select * from coded
