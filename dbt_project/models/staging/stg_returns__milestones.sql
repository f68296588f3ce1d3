-- One row per milestone sent. A date that can be read two ways is decided by its column, the other date columns of its
-- table or the layout, in this order; one that cannot be read or decided becomes null with a status.
{% set fields = ['baseline_date', 'forecast_date', 'completed_date'] %}
with

source as (

    select * from {{ source('raw', 'milestones') }}

),

dates as (

    select * from {{ ref('stg_returns__dates') }}

),

layout_columns as (

    select * from {{ ref('layout_columns') }}

),

layout_orders as (

    {{ layout_date_orders('source', 'layout_columns') }}

),

-- the orders that each date column of a submission's table proves
proven as (

    select
        source.*,
        {% for name in fields -%}
        min({{ name }}_dates.proves_order) over same_table as {{ name }}_least,
        max({{ name }}_dates.proves_order) over same_table as {{ name }}_greatest,
        {% endfor -%}
        least(
            {% for name in fields -%}
            {{ name }}_least{{ ',' if not loop.last }}
            {% endfor -%}
        ) as table_least,
        greatest(
            {% for name in fields -%}
            {{ name }}_greatest{{ ',' if not loop.last }}
            {% endfor -%}
        ) as table_greatest
    from source
    {% for name in fields -%}
    left join dates as {{ name }}_dates
        on
            source.{{ name }} = {{ name }}_dates.date_text
            and coalesce(source.date_system, '1900') = {{ name }}_dates.date_system
    {% endfor -%}
    window same_table as (partition by source.submission_id, source.table_name, source.file, source.sheet)

),

typed as (

    select
        ---------- ids
        proven.submission_id,
        proven.authority_code,
        proven.quarter,
        proven.table_name,
        proven.row_number,

        ---------- what it is about
        trim(proven.project) as project,
        proven.project_place,
        trim(proven.work_area) as work_area,
        proven.work_area_place,
        trim(proven.milestone) as milestone,
        proven.milestone_place,

        ---------- dates, each as sent, as a day, its status, how the day was decided, and its place
        {% for name in fields -%}
        proven.{{ name }} as {{ name }}_text,
        case
            when {{ name }}_dates.month_start_date is not null then 'end_of_month'
            when {{ name }}_dates.is_disputed then coalesce({{ order_basis(
                'proven.' ~ name ~ '_least', 'proven.' ~ name ~ '_greatest', 'proven.table_least', 'proven.table_greatest',
                name ~ '_layout.date_order'
            ) }}, 'none')
        end as {{ name }}_basis,
        case
            when {{ name }}_basis = 'end_of_month' then last_day({{ name }}_dates.month_start_date)
            else {{ decided_day(
                name ~ '_dates', name ~ '_basis', 'proven.' ~ name ~ '_least', 'proven.table_least',
                name ~ '_layout.date_order'
            ) }}
        end as {{ name }},
        case
            when proven.{{ name }} is null or {{ name }}_dates.is_no_date then 'blank'
            when {{ name }}_basis in ('contradiction', 'none') then 'ambiguous'
            when {{ name }}_basis is not null or {{ name }}_dates.undisputed_date is not null then 'reported'
            else 'unreadable'
        end as {{ name }}_status,
        proven.{{ name }}_place,
        {% endfor %}
        ---------- status and words
        proven.rag as rag_text,
        {{ text_key('proven.rag') }} as rag_key,
        proven.rag_place,
        nullif(trim(proven.comment), '') as comment,
        proven.comment_place,

        ---------- lineage
        proven.file as source_file,
        proven.sheet as source_sheet

    from proven
    {% for name in fields -%}
    left join dates as {{ name }}_dates
        on
            proven.{{ name }} = {{ name }}_dates.date_text
            and coalesce(proven.date_system, '1900') = {{ name }}_dates.date_system
    left join layout_orders as {{ name }}_layout
        on
            proven.authority_code = {{ name }}_layout.authority_code
            and proven.quarter = {{ name }}_layout.quarter
            and proven.table_name = {{ name }}_layout.table_name
            and {{ name }}_layout.field = '{{ name }}'
    {% endfor %}

)

select * from typed
