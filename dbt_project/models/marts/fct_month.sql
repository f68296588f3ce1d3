-- One row per return in force that gives months, count and month of its quarter: beside the mean of the other months,
-- the whole it is a part of, and what the quarter makes of both. A slip of one month hides in a sum.
with

in_force as (

    select * from {{ ref('int_returns__in_force') }}

),

figures as (

    select figures.*
    from {{ ref('int_figures__sent') }} as figures
    inner join in_force
        on figures.submission_id = in_force.submission_id
    where
        figures.quarter = figures.return_quarter
        and figures.section in ('performance', 'delivery')
        and figures.field = 'value'

),

kinds as (

    select
        'performance' as section,
        measure as code,
        title,
        measure_type,
        part_of
    from {{ ref('measures') }}
    union all
    select
        'delivery' as section,
        activity as code,
        title,
        measure_type,
        part_of
    from {{ ref('activities') }}

),

months as (

    select
        figures.*,
        kinds.title || coalesce(', ' || replace(figures.part, '_', ' '), '') as title,
        kinds.measure_type,
        kinds.part_of,
        (sum(figures.value) over of_the_quarter - figures.value)
        / nullif(count(figures.value) over of_the_quarter - 1, 0) as other_months_value,
        figures.period_month = max(figures.period_month) over of_the_quarter as is_last_month
    from figures
    inner join kinds
        on
            figures.section = kinds.section
            and figures.subject = kinds.code
    where figures.period_month is not null
    window of_the_quarter as (partition by figures.submission_id, figures.section, figures.subject, figures.part)

),

final as (

    select
        months.authority_code,
        months.quarter,
        months.section,
        months.subject,
        months.part as category,
        months.period_month,
        months.title,
        months.measure_type,
        months.is_last_month,
        cast(months.value as decimal(28, 6)) as value,
        round(cast(months.other_months_value as double), 4) as other_months_value,
        round(100 * cast(months.value - months.other_months_value as double) / nullif(months.other_months_value, 0), 4)
            as change_percent,
        cast(whole.value as decimal(28, 6)) as whole_value,
        whole.label as whole_label,
        whole.source_place as whole_place,
        cast(of_quarter.value as decimal(28, 6)) as quarter_value,
        cast(whole_of_quarter.value as decimal(28, 6)) as whole_quarter_value,
        months.submission_id,
        months.source_file,
        months.source_sheet,
        months.source_place
    from months
    left join figures as of_quarter
        on
            months.submission_id = of_quarter.submission_id
            and months.section = of_quarter.section
            and months.subject = of_quarter.subject
            and coalesce(months.part, '') = coalesce(of_quarter.part, '')
            and of_quarter.period_month is null
    {% for name, month in [('whole', 'months.period_month'), ('whole_of_quarter', 'null')] -%}
    left join figures as {{ name }}
        on
            months.submission_id = {{ name }}.submission_id
            and months.section = {{ name }}.section
            and months.part_of = {{ name }}.subject
            and coalesce(months.part, '') = coalesce({{ name }}.part, '')
            and {{ name }}.period_month is not distinct from {{ month }}
    {% endfor %}

)

select * from final
