-- One row per figure or date of a submission and cell that says something of it, with what was made of that cell: the
-- figure is the sum of its cells, each times its weight. A cell that was looked at and not used (an earlier month of a
-- stock, a row sent twice, two figures that contradict each other) keeps its row with weight 0.
{% set indicators = ['value', 'denominator', 'percentage', 'year_to_date'] %}
with

kinds as (

    select
        'measure' as list,
        measure as code,
        measure_type
    from {{ ref('measures') }}
    union all
    select
        'activity' as list,
        activity as code,
        measure_type
    from {{ ref('activities') }}

),

indicators as (

    select
        coded.*,
        kinds.measure_type,
        cast(date_trunc('month', return_calendar.quarter_end_date) as date) as last_month,
        row_number() over same_period as repetition,
        min(coalesce(cast(coded.value as varchar), coded.value_status)) over same_period
        != max(coalesce(cast(coded.value as varchar), coded.value_status)) over same_period as is_conflicting
    from {{ ref('int_indicators__coded') }} as coded
    inner join kinds
        on coded.list = kinds.list and coded.code = kinds.code
    inner join {{ ref('return_calendar') }} as return_calendar
        on coded.quarter = return_calendar.quarter
    where not coded.is_category_unknown and coded.period_quarter = coded.quarter
    window
        same_period as (
            partition by coded.submission_id, coded.list, coded.code, coded.category_code, coded.period_month
            order by coded.row_number, coded.value_place
            rows between unbounded preceding and unbounded following
        )

),

amounts as (

    select
        *,
        case amount when 'actual_in_month' then 'actual_in_quarter' else amount end as field,
        row_number() over same_amount as repetition,
        min(coalesce(cast(value_gbp as varchar), value_status)) over same_amount
        != max(coalesce(cast(value_gbp as varchar), value_status)) over same_amount as is_conflicting,
        -- months count where the line has no amount of the quarter that can be used
        amount = 'actual_in_month'
        and count(case when amount = 'actual_in_quarter' then value_gbp end) over same_line > 0 as is_given_whole
    from {{ ref('int_finance__amounts') }}
    where
        workstream is not null
        and not is_funder_unknown
        and (amount != 'actual_in_month' or {{ quarter_of('period_month') }} = quarter)
    window
        same_line as (partition by submission_id, workstream, funder),
        same_amount as (
            partition by submission_id, workstream, funder, amount, period_month
            order by row_number, value_place
            rows between unbounded preceding and unbounded following
        )

),

milestones as (

    select
        *,
        row_number() over (
            partition by submission_id, project, work_area, milestone
            order by row_number
        ) as repetition
    from {{ ref('int_milestones__coded') }}

),

benefits as (

    select
        *,
        row_number() over (
            partition by submission_id, benefit, financial_year
            order by row_number
        ) as repetition
    from {{ ref('int_benefits__in_pounds') }}
    where financial_year is not null and not is_total

),

cells as (

    {% for field in indicators -%}
    select
        submission_id,
        authority_code,
        quarter,
        case list when 'activity' then 'delivery' else 'performance' end as section,
        code as subject,
        category_code as part,
        cast(null as varchar) as project,
        '{{ field }}' as field,
        period_month,
        case
            {% if field == 'value' -%}
            when is_conflicting then 'contradicted'
            {% endif -%}
            when repetition > 1 then 'said_again'
            when period_month is null then 'as_sent'
            {% if field in ['value', 'denominator'] -%}
            when measure_type = 'flow' then 'month_added'
            {% endif -%}
            when period_month = last_month then 'last_month'
            else 'earlier_month'
        end as used_as,
        list as label_list,
        label,
        label_place,
        case when category_code is not null then category end as part_label,
        'indicators' as raw_table,
        table_name as layout_table,
        row_number,
        case when not is_marked_suppressed then {{ field }}_text end as cell_text,
        cast(null as decimal(18, 6)) as factor,
        cast(round({{ field }}, 6) as decimal(28, 6)) as value,
        cast(null as varchar) as value_text,
        {{ field }}_status as status,
        source_file,
        source_sheet,
        {{ field }}_place as source_place
    from indicators
    where {{ field }}_place is not null
    union all by name
    {% endfor %}
    select
        submission_id,
        authority_code,
        quarter,
        'finance' as section,
        workstream as subject,
        funder as part,
        field,
        period_month,
        case
            when is_conflicting then 'contradicted'
            when repetition > 1 then 'said_again'
            when is_given_whole then 'month_beside_whole'
            when period_month is not null then 'month_added'
            else 'as_sent'
        end as used_as,
        'workstream' as label_list,
        workstream_label as label,
        workstream_place as label_place,
        funder_label as part_label,
        'finance' as raw_table,
        table_name as layout_table,
        row_number,
        value_text as cell_text,
        cast(pounds_factor as decimal(18, 6)) as factor,
        value_gbp as value,
        value_status as status,
        source_file,
        source_sheet,
        value_place as source_place
    from amounts

    {% for field in ['baseline_date', 'forecast_date', 'completed_date', 'rag'] -%}
    union all by name
    select
        submission_id,
        authority_code,
        quarter,
        'milestones' as section,
        milestone as subject,
        work_area as part,
        project,
        '{{ field }}' as field,
        case when repetition > 1 then 'said_again' else 'as_sent' end as used_as,
        {% if field == 'rag' -%}
        'rag' as label_list,
        case when rag is not null then rag_text end as label,
        case when rag is not null then rag_place end as label_place,
        {% else -%}
        milestone as label,
        milestone_place as label_place,
        {% endif -%}
        'milestones' as raw_table,
        table_name as layout_table,
        row_number,
        {{ field }}_text as cell_text,
        {% if field == 'rag' -%}
        rag as value_text,
        case when rag is not null then 'reported' when rag_text is null then 'blank' else 'unreadable' end as status,
        {% else -%}
        cast({{ field }} as varchar) as value_text,
        {{ field }}_status as status,
        {% endif -%}
        source_file,
        source_sheet,
        {{ field }}_place as source_place
    from milestones
    where {{ field }}_place is not null
    {% endfor %}
    {% for field in ['planned', 'delivered', 'forecast'] -%}
    union all by name
    select
        submission_id,
        authority_code,
        quarter,
        'benefits' as section,
        benefit as subject,
        financial_year as part,
        '{{ field }}' as field,
        case when repetition > 1 then 'said_again' else 'as_sent' end as used_as,
        benefit as label,
        benefit_place as label_place,
        financial_year as part_label,
        'benefits' as raw_table,
        table_name as layout_table,
        row_number,
        {{ field }}_text as cell_text,
        cast({{ field }}_factor as decimal(18, 6)) as factor,
        {{ field }}_gbp as value,
        {{ field }}_status as status,
        source_file,
        source_sheet,
        {{ field }}_place as source_place
    from benefits
    where {{ field }}_place is not null
    {% endfor %}

)

select
    *,
    case when used_as in ('as_sent', 'month_added', 'last_month') then 1 else 0 end as weight
from cells
