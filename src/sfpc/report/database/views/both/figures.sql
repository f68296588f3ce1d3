-- Every figure of every authority and quarter in one shape; the sums over authorities stay in report.rpt_programme.
create view figures as
with

performance as (

    select
        authority_code,
        authority_name,
        quarter,
        'performance' as section,
        measure as subject,
        title,
        cast(null as varchar) as part,
        'rpt_performance' as table_name,
        'value' as field,
        cast(value as decimal(28, 8)) as value,
        unit,
        status,
        false as is_total
    from report.rpt_performance

),

rates as (

    select
        authority_code,
        authority_name,
        quarter,
        'performance' as section,
        measure as subject,
        title,
        cast(null as varchar) as part,
        'rpt_performance_rates' as table_name,
        'rate_per_10000' as field,
        cast(rate_per_10000 as decimal(28, 8)) as value,
        'rate_per_10000' as unit,
        rate_status as status,
        false as is_total
    from report.rpt_performance_rates

),

activities as (

    -- what is counted by employer has a row of all employers beside theirs
    select
        *,
        category = 'all'
        and count(*) over (partition by authority_code, quarter, activity) > 1 as is_total
    from report.rpt_delivery

),

delivery as (

    select
        authority_code,
        authority_name,
        quarter,
        'delivery' as section,
        activity as subject,
        title,
        category as part,
        'rpt_delivery' as table_name,
        cells.field,
        cast(cells.value as decimal(28, 8)) as value,
        unit,
        cells.status,
        is_total
    from activities
    cross join lateral (
        values
        ('in_quarter_value', in_quarter_value, in_quarter_status),
        ('year_to_date_value', year_to_date_value, year_to_date_status),
        ('cumulative_value', cumulative_value, cumulative_status),
        ('four_quarters_value', four_quarters_value, four_quarters_status)
    ) as cells (field, value, status)

),

finance as (

    select
        authority_code,
        authority_name,
        quarter,
        'finance' as section,
        workstream as subject,
        workstream_title as title,
        funder as part,
        'rpt_finance' as table_name,
        cells.field,
        cast(cells.value as decimal(28, 8)) as value,
        'gbp' as unit,
        case when cells.value is null then status else 'reported' end as status,
        workstream = 'all' or funder = 'all' as is_total
    from report.rpt_finance
    cross join lateral (
        values
        ('budget_gbp', budget_gbp),
        ('actual_in_quarter_gbp', actual_in_quarter_gbp),
        ('actual_year_to_date_gbp', actual_year_to_date_gbp),
        ('forecast_gbp', forecast_gbp),
        ('variance_gbp', variance_gbp)
    ) as cells (field, value)

),

grants as (

    select
        authority_code,
        authority_name,
        quarter,
        'grant' as section,
        yardstick as subject,
        concat_ws(': ', yardstick_type, yardstick) as title,
        yardstick_type as part,
        'rpt_grant' as table_name,
        cells.field,
        cast(cells.value as decimal(28, 8)) as value,
        'gbp' as unit,
        case when cells.value is null then cells.status else 'reported' end as status,
        false as is_total
    from report.rpt_grant
    cross join lateral (
        values
        ('amount_gbp', amount_gbp, status),
        ('spend_gbp', spend_gbp, status),
        ('remaining_gbp', remaining_gbp, status),
        ('expected_gbp', expected_gbp, expected_status)
    ) as cells (field, value, status)

),

benefits as (

    select
        authority_code,
        authority_name,
        quarter,
        'benefits' as section,
        benefit as subject,
        benefit as title,
        financial_year as part,
        'rpt_benefits' as table_name,
        cells.field,
        cast(cells.value as decimal(28, 8)) as value,
        'gbp' as unit,
        case when cells.value is null then cells.status else 'reported' end as status,
        benefit = 'all' or financial_year = 'all' as is_total
    from report.rpt_benefits
    cross join lateral (
        values
        ('planned_gbp', planned_gbp, status),
        ('delivered_gbp', delivered_gbp, status),
        ('forecast_gbp', forecast_gbp, status),
        ('variance_gbp', variance_gbp, status),
        ('savings_plan_gbp', savings_plan_gbp, savings_plan_status)
    ) as cells (field, value, status)

)

select * from performance
union all by name
select * from rates
union all by name
select * from delivery
union all by name
select * from finance
union all by name
select * from grants
union all by name
select * from benefits;
