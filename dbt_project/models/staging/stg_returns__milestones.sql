-- One row per milestone sent. A date that cannot be read becomes null with a status.
with

source as (

    select * from {{ source('raw', 'milestones') }}

),

symbols as (

    select
        {{ text_key('symbol') }} as symbol_key,
        status
    from {{ ref('value_symbols') }}

),

typed as (

    select
        ---------- ids
        source.submission_id,
        source.authority_code,
        source.quarter,
        source.table_name,
        source.row_number,

        ---------- what it is about
        trim(source.project) as project,
        source.project_place,
        trim(source.work_area) as work_area,
        source.work_area_place,
        trim(source.milestone) as milestone,
        source.milestone_place,

        ---------- dates, each as sent, as a day, its status and its place
        {% for name in ['baseline_date', 'forecast_date', 'completed_date'] -%}
        {{ to_date('source.' ~ name) }} as {{ name }},
        case
            when {{ to_date('source.' ~ name) }} is not null then 'reported'
            when source.{{ name }} is null or {{ name }}_symbols.status is not null then 'blank'
            else 'unreadable'
        end as {{ name }}_status,
        source.{{ name }}_place,
        {% endfor %}
        ---------- status and words
        source.rag as rag_text,
        {{ text_key('source.rag') }} as rag_key,
        source.rag_place,
        nullif(trim(source.comment), '') as comment,
        source.comment_place,

        ---------- lineage
        source.file as source_file,
        source.sheet as source_sheet

    from source
    {% for name in ['baseline_date', 'forecast_date', 'completed_date'] -%}
    left join symbols as {{ name }}_symbols
        on {{ text_key('source.' ~ name) }} = {{ name }}_symbols.symbol_key
    {% endfor %}

)

select * from typed
