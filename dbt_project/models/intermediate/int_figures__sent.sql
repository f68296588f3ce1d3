-- One row per submission and figure, date or comment in it, of whatever quarter it is, as sent; and, where a return
-- gives months, what they come to. Every accepted submission has its rows, also one that another has replaced: what one
-- says is compared with what another said.
{% set section = "case list when 'activity' then 'delivery' else 'performance' end" %}
with

indicators as (

    select
        *,
        {{ section }} as section
    from {{ ref('int_indicators__without_duplicates') }}

),

-- a column for each quarter of the year is blank for those that have not come
quarters as (

    select
        *,
        {{ section }} as section
    from {{ ref('int_indicators__quarterly') }}
    where not (period_quarter > quarter and value_status = 'blank')

),

denominators as (

    select
        *,
        {{ section }} as section
    from {{ ref('int_indicators__coded') }}
    where code is not null and not is_category_unknown and period_quarter = quarter and denominator_place is not null
    qualify
        row_number() over (
            partition by submission_id, list, code, category_code, period_month
            order by row_number, denominator_place
        ) = 1

),

-- two different amounts for one thing are none
amounts as (

    select
        submission_id,
        authority_code,
        quarter,
        workstream,
        funder,
        amount,
        period_month,
        count(distinct coalesce(cast(value_gbp as varchar), value_status)) > 1 as is_conflicting,
        any_value(value_gbp) as value_gbp,
        any_value(value_status) as value_status,
        min(value_place) as value_place,
        min(workstream_label || coalesce(', ' || funder_label, '')) as label,
        min(source_file) as source_file,
        min(source_sheet) as source_sheet
    from {{ ref('int_finance__amounts') }}
    where workstream is not null and not is_funder_unknown
    group by all

),

finance_lines as (

    select * from {{ ref('int_finance__lines') }}
    where month_count > 0 and actual_in_quarter_place is null

),

-- one that stands twice is a finding; the first one sent counts, as in the facts
milestones as (

    select * from {{ ref('int_milestones__coded') }}
    qualify
        row_number() over (
            partition by submission_id, project, work_area, milestone
            order by row_number
        ) = 1

),

benefits as (

    select * from {{ ref('int_benefits__in_pounds') }}
    where financial_year is not null and not is_total
    qualify
        row_number() over (
            partition by submission_id, benefit, financial_year
            order by row_number
        ) = 1

),

sent as (

    ---------- performance and delivery
    select
        submission_id,
        authority_code,
        quarter as return_quarter,
        period_quarter as quarter,
        section,
        code as subject,
        category_code as part,
        cast(null as varchar) as project,
        'value' as field,
        cast(null as date) as period_month,
        label,
        cast(value as decimal(28, 6)) as value,
        cast(null as varchar) as value_text,
        value_status as status,
        source_file,
        source_sheet,
        value_place as source_place,
        is_sent_by_quarter as is_sent
    from quarters
    union all by name
    {% for table, figure, kept in [
        ('indicators', 'value', 'period_month is not null'),
        ('indicators', 'percentage', 'percentage_place is not null and period_quarter = quarter'),
        ('denominators', 'denominator', 'true'),
    ] -%}
    select
        submission_id,
        authority_code,
        quarter as return_quarter,
        period_quarter as quarter,
        section,
        code as subject,
        category_code as part,
        '{{ figure }}' as field,
        period_month,
        label,
        cast(round({{ figure }}, 6) as decimal(28, 6)) as value,
        {% if figure == 'percentage' -%}
        case when percentage is null then 'blank' else 'reported' end as status,
        {% else -%}
        {{ figure }}_status as status,
        {% endif -%}
        source_file,
        source_sheet,
        {{ figure }}_place as source_place,
        true as is_sent
    from {{ table }}
    where {{ kept }}
    union all by name
    {% endfor -%}
    select
        submission_id,
        authority_code,
        quarter as return_quarter,
        quarter,
        section,
        code as subject,
        category_code as part,
        'year_to_date' as field,
        label,
        cast(year_to_date as decimal(28, 6)) as value,
        year_to_date_status as status,
        source_file,
        source_sheet,
        year_to_date_place as source_place,
        true as is_sent
    from indicators
    where year_to_date_place is not null and period_quarter = quarter
    -- beside months, the year to date of the last of them
    qualify
        row_number() over (
            partition by submission_id, list, code, category_code
            order by period_month desc nulls first
        ) = 1
    union all by name

    ---------- finance
    select
        submission_id,
        authority_code,
        quarter as return_quarter,
        coalesce({{ quarter_of('period_month') }}, quarter) as quarter,
        'finance' as section,
        workstream as subject,
        funder as part,
        amount as field,
        period_month,
        label,
        case when not is_conflicting then value_gbp end as value,
        case when is_conflicting then 'conflicting' else value_status end as status,
        source_file,
        source_sheet,
        value_place as source_place,
        true as is_sent
    from amounts
    union all by name
    select
        submission_id,
        authority_code,
        quarter as return_quarter,
        quarter,
        'finance' as section,
        workstream as subject,
        funder as part,
        'actual_in_quarter' as field,
        workstream_label || coalesce(', ' || funder_label, '') as label,
        cast(months_gbp as decimal(28, 6)) as value,
        case when months_gbp is null then 'not_available' else 'reported' end as status,
        source_file,
        source_sheet,
        months_place as source_place,
        false as is_sent
    from finance_lines
    union all by name

    ---------- milestones
    {% for field, text, status in [
        ('baseline_date', 'cast(baseline_date as varchar)', 'baseline_date_status'),
        ('forecast_date', 'cast(forecast_date as varchar)', 'forecast_date_status'),
        ('completed_date', 'cast(completed_date as varchar)', 'completed_date_status'),
        (
            'rag', 'rag',
            "case when rag is not null then 'reported' when rag_text is null then 'blank' else 'unreadable' end",
        ),
        ('comment', 'comment', 'comment_status'),
    ] -%}
    select
        submission_id,
        authority_code,
        quarter as return_quarter,
        quarter,
        'milestones' as section,
        milestone as subject,
        work_area as part,
        project,
        '{{ field }}' as field,
        milestone as label,
        {{ text }} as value_text,
        {{ status }} as status,
        source_file,
        source_sheet,
        coalesce({{ field }}_place, milestone_place) as source_place,
        true as is_sent
    from milestones
    union all by name
    {% endfor %}
    ---------- benefits
    {% for field in ['planned', 'delivered', 'forecast'] -%}
    select
        submission_id,
        authority_code,
        quarter as return_quarter,
        quarter,
        'benefits' as section,
        benefit as subject,
        financial_year as part,
        '{{ field }}' as field,
        benefit || ', ' || financial_year as label,
        {{ field }}_gbp as value,
        {{ field }}_status as status,
        source_file,
        source_sheet,
        coalesce({{ field }}_place, benefit_place) as source_place,
        true as is_sent
    from benefits
    {{ 'union all by name' if not loop.last }}
    {% endfor %}

)

select * from sent
