-- One row per figure of a quarter that was revised: what its return first said, what it says now, and how often that
-- changed. First is what came into force first, not what a report first printed: a release keeps its own figures. Of
-- months there is what they come to; of a quarter that a later return gives again there is nothing.
{% set key = ['authority_code', 'quarter', 'section', 'subject', 'part', 'project', 'field'] %}
with

through_time as (

    select
        *,
        max(stretch_number) over (partition by authority_code, quarter) as stretch_count
    from {{ ref('int_returns__through_time') }}

),

figures as (

    select * from {{ ref('int_figures__sent') }}
    where quarter = return_quarter and period_month is null and status != 'blank'

),

told as (

    select
        figures.*,
        through_time.stretch_number,
        through_time.received_at,
        through_time.valid_until,
        row(figures.value, figures.value_text, figures.status) as what_it_says
    from figures
    inner join through_time
        on figures.submission_id = through_time.submission_id
    where through_time.stretch_count > 1

),

-- a submission that does not have the figure is a change, and the next one that has it is another
compared as (

    select
        *,
        row_number() over (figure order by stretch_number) = 1 as is_first,
        row_number() over (figure order by stretch_number desc) = 1 as is_last,
        case
            when lag(stretch_number) over (figure order by stretch_number) < stretch_number - 1 then 2
            when lag(what_it_says) over (figure order by stretch_number) != what_it_says then 1
            else 0
        end as change_count
    from told
    window figure as (partition by {{ key | join(', ') }})

),

counted as (

    select
        {% for name in key -%}
        {{ name }},
        {% endfor -%}
        sum(change_count) + max(case when is_last and valid_until is not null then 1 else 0 end) as revision_count
    from compared
    group by {{ key | join(', ') }}

),

final as (

    select
        {% for name in key -%}
        earliest.{{ name }},
        {% endfor -%}
        latest.label,
        cast(counted.revision_count as integer) as revision_count,
        earliest.value as first_value,
        earliest.value_text as first_value_text,
        earliest.status as first_status,
        earliest.submission_id as first_submission_id,
        earliest.received_at as first_received_at,
        {% for name in ['value', 'value_text'] -%}
        case when latest.valid_until is null then latest.{{ name }} end as latest_{{ name }},
        {% endfor -%}
        case when latest.valid_until is null then latest.status else 'missing' end as latest_status,
        latest.submission_id as latest_submission_id,
        latest.received_at as latest_received_at
    from counted
    inner join compared as earliest
        on
            earliest.is_first
            {% for name in key -%}
            and counted.{{ name }} is not distinct from earliest.{{ name }}
            {% endfor %}
    inner join compared as latest
        on
            latest.is_last
            {% for name in key -%}
            and counted.{{ name }} is not distinct from latest.{{ name }}
            {% endfor %}
    where counted.revision_count > 0

),

sized as (

    select
        *,
        cast(latest_value - first_value as decimal(28, 6)) as difference,
        try_cast(
            round(100 * (latest_value - first_value) / nullif(abs(first_value), 0), 2) as decimal(18, 2)
        ) as difference_percent
    from final

)

select * from sized
