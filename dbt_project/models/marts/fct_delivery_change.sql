-- One row per return in force, activity and, for training, employer, and one for all employers together: its value
-- beside the quarter before, the same quarter a year before, and the most that any employer had in any earlier
-- quarter.
with

delivery as (

    select * from {{ ref('fct_delivery') }}

),

activities as (

    select * from {{ ref('activities') }}

),

return_calendar as (

    select * from {{ ref('return_calendar') }}

),

-- a total of which a part is not known is not known
of_all_employers as (

    select
        authority_code,
        quarter,
        activity,
        'every_employer' as category,
        case when count(*) = count(value) then sum(value) end as value,
        submission_id,
        any_value(source_file) as source_file,
        any_value(source_sheet) as source_sheet,
        string_agg(source_place, '; ' order by category) as source_place
    from delivery
    where category is not null
    group by all

),

together as (

    select
        authority_code,
        quarter,
        activity,
        category,
        value,
        submission_id,
        source_file,
        source_sheet,
        source_place
    from delivery
    union all by name
    select * from of_all_employers

),

most_before as (

    select
        this.authority_code,
        this.quarter,
        this.activity,
        count(distinct earlier.quarter) as earlier_quarter_count,
        max(earlier.value) as most_before_value
    from delivery as this
    inner join delivery as earlier
        on
            this.authority_code = earlier.authority_code
            and this.activity = earlier.activity
            and this.quarter > earlier.quarter
    group by all

),

own_most_before as (

    select
        this.authority_code,
        this.quarter,
        this.activity,
        this.category,
        max(earlier.value) as own_most_before_value
    from delivery as this
    inner join delivery as earlier
        on
            this.authority_code = earlier.authority_code
            and this.activity = earlier.activity
            and coalesce(this.category, '') = coalesce(earlier.category, '')
            and this.quarter > earlier.quarter
    group by all

),

final as (

    select
        together.authority_code,
        together.quarter,
        together.activity,
        together.category,
        activities.title || coalesce(', ' || replace(together.category, '_', ' '), '') as activity_title,
        cast(together.value as decimal(18, 4)) as value,
        return_calendar.previous_quarter,
        cast(previous.value as decimal(18, 4)) as previous_value,
        cast(together.value - previous.value as decimal(18, 4)) as change_count,
        return_calendar.same_quarter_last_year,
        cast(last_year.value as decimal(18, 4)) as last_year_value,
        cast(together.value - last_year.value as decimal(18, 4)) as year_change_count,
        {% for change, earlier in [('change', 'previous'), ('year_change', 'last_year')] %}
        case
            when together.value is not null and {{ earlier }}.value != 0
                then
                    cast(
                        least(1e12, greatest(-1e12, {{ change }}_count / {{ earlier }}.value * 100)) as decimal(18, 4)
                    )
        end as {{ change }}_percent,
        {% endfor %}
        cast(coalesce(most_before.earlier_quarter_count, 0) as integer) as earlier_quarter_count,
        cast(most_before.most_before_value as decimal(18, 4)) as most_before_value,
        cast(own_most_before.own_most_before_value as decimal(18, 4)) as own_most_before_value,
        together.submission_id,
        together.source_file,
        together.source_sheet,
        together.source_place
    from together
    inner join activities
        on together.activity = activities.activity
    inner join return_calendar
        on together.quarter = return_calendar.quarter
    {% for earlier, quarter in [('previous', 'previous_quarter'), ('last_year', 'same_quarter_last_year')] -%}
    left join together as {{ earlier }}
        on
            together.authority_code = {{ earlier }}.authority_code
            and together.activity = {{ earlier }}.activity
            and coalesce(together.category, '') = coalesce({{ earlier }}.category, '')
            and return_calendar.{{ quarter }} = {{ earlier }}.quarter
    {% endfor -%}
    left join most_before
        on
            together.authority_code = most_before.authority_code
            and together.quarter = most_before.quarter
            and together.activity = most_before.activity
    left join own_most_before
        on
            together.authority_code = own_most_before.authority_code
            and together.quarter = own_most_before.quarter
            and together.activity = own_most_before.activity
            and coalesce(together.category, '') = coalesce(own_most_before.category, '')

)

select * from final
