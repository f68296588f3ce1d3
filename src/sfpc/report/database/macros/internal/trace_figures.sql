-- Every figure that the report of a quarter shows: its table and column, what tells its row from others, and as text.
create or replace macro marts.trace_text(number) as
case when contains(cast(number as varchar), '.') then rtrim(rtrim(cast(number as varchar), '0'), '.') else cast(number as varchar) end;

create or replace macro marts.trace_figures(asked_quarter) as table
with

published as (

    select
        'rpt_performance' as table_name, authority_code, quarter, 'measure=' || measure as row_key,
        'performance' as section, measure as subject, cast(null as varchar) as part, cast(null as varchar) as project,
        title, [
            {'column_name': 'value', 'figure': marts.trace_text(value), 'status': status},
            {'column_name': 'numerator_value', 'figure': marts.trace_text(numerator_value), 'status': case when measure_type = 'ratio' then status else 'not_applicable' end},
            {'column_name': 'denominator_value', 'figure': marts.trace_text(denominator_value), 'status': case when measure_type = 'ratio' then status else 'not_applicable' end},
            {'column_name': 'previous_value', 'figure': marts.trace_text(previous_value), 'status': previous_status},
            {'column_name': 'last_year_value', 'figure': marts.trace_text(last_year_value), 'status': last_year_status},
            {'column_name': 'baseline_value', 'figure': marts.trace_text(baseline_value), 'status': baseline_status},
            {'column_name': 'change_from_previous', 'figure': marts.trace_text(change_from_previous), 'status': status},
            {'column_name': 'change_from_last_year', 'figure': marts.trace_text(change_from_last_year), 'status': status},
            {'column_name': 'change_from_baseline', 'figure': marts.trace_text(change_from_baseline), 'status': status},
            {'column_name': 'target_value', 'figure': marts.trace_text(target_value), 'status': target_status},
            {'column_name': 'lower_value', 'figure': marts.trace_text(lower_value), 'status': interval_method},
            {'column_name': 'upper_value', 'figure': marts.trace_text(upper_value), 'status': interval_method}
        ] as figures
    from report.rpt_performance
    where quarter = asked_quarter
    union all
    select
        'rpt_performance_rates', authority_code, quarter, 'measure=' || measure, 'performance', measure, null, null,
        title, [
            {'column_name': 'value', 'figure': marts.trace_text(value), 'status': rate_status},
            {'column_name': 'population_count', 'figure': marts.trace_text(population_count), 'status': rate_status},
            {'column_name': 'rate_per_10000', 'figure': marts.trace_text(rate_per_10000), 'status': rate_status},
            {'column_name': 'lower_rate_per_10000', 'figure': marts.trace_text(lower_rate_per_10000), 'status': interval_method},
            {'column_name': 'upper_rate_per_10000', 'figure': marts.trace_text(upper_rate_per_10000), 'status': interval_method},
            {'column_name': 'four_quarters_value', 'figure': marts.trace_text(four_quarters_value), 'status': four_quarters_status},
            {'column_name': 'four_quarters_rate_per_10000', 'figure': marts.trace_text(four_quarters_rate_per_10000), 'status': four_quarters_status}
        ]
    from report.rpt_performance_rates
    where quarter = asked_quarter
    union all
    select
        'rpt_changes', authority_code, quarter, 'measure=' || measure || ', comparison=' || comparison, 'performance',
        measure, comparison, null, title, [
            {'column_name': 'value', 'figure': marts.trace_text(value), 'status': status},
            {'column_name': 'compared_value', 'figure': marts.trace_text(compared_value), 'status': compared_status},
            {'column_name': 'change', 'figure': marts.trace_text(change), 'status': judgement},
            {'column_name': 'change_percent', 'figure': marts.trace_text(change_percent), 'status': judgement},
            {'column_name': 'interval_lower', 'figure': marts.trace_text(interval_lower), 'status': judgement},
            {'column_name': 'interval_upper', 'figure': marts.trace_text(interval_upper), 'status': judgement}
        ]
    from report.rpt_changes
    where quarter = asked_quarter
    union all
    select
        'rpt_rate_ratios', authority_code, quarter, 'measure=' || measure || ', comparison=' || comparison,
        'performance', measure, comparison, null, title, [
            {'column_name': 'rate_per_10000', 'figure': marts.trace_text(rate_per_10000), 'status': rate_status},
            {'column_name': 'compared_rate_per_10000', 'figure': marts.trace_text(compared_rate_per_10000), 'status': compared_status},
            {'column_name': 'ratio', 'figure': marts.trace_text(ratio), 'status': status},
            {'column_name': 'lower_ratio', 'figure': marts.trace_text(lower_ratio), 'status': interval_method},
            {'column_name': 'upper_ratio', 'figure': marts.trace_text(upper_ratio), 'status': interval_method}
        ]
    from report.rpt_rate_ratios
    where quarter = asked_quarter
    union all
    select
        'rpt_process_limits', authority_code, quarter, 'measure=' || measure || ', point_quarter=' || point_quarter,
        'performance', measure, point_quarter, null, title, [
            {'column_name': 'value', 'figure': marts.trace_text(value), 'status': status},
            {'column_name': 'mean_value', 'figure': marts.trace_text(mean_value), 'status': limits_status},
            {'column_name': 'lower_limit', 'figure': marts.trace_text(lower_limit), 'status': limits_status},
            {'column_name': 'upper_limit', 'figure': marts.trace_text(upper_limit), 'status': limits_status}
        ]
    from report.rpt_process_limits
    where quarter = asked_quarter
    union all
    select
        'rpt_comparators', authority_code, quarter, 'measure=' || measure, 'performance', measure, null, null, title, [
            {'column_name': 'published_value', 'figure': marts.trace_text(published_value), 'status': published_status},
            {'column_name': 'england_value', 'figure': marts.trace_text(england_value), 'status': england_status},
            {'column_name': 'neighbour_median_value', 'figure': marts.trace_text(neighbour_median_value), 'status': neighbour_median_status}
        ]
    from report.rpt_comparators
    where quarter = asked_quarter
    union all
    select
        'rpt_context', authority_code, quarter, 'result=' || result, 'context', result, null, null, title, [
            {'column_name': 'value', 'figure': marts.trace_text(value), 'status': status},
            {'column_name': 'comparison_value', 'figure': marts.trace_text(comparison_value), 'status': status}
        ]
    from report.rpt_context
    where quarter = asked_quarter
    union all
    select
        'rpt_delivery', authority_code, quarter, 'activity=' || activity || ', category=' || category, 'delivery',
        activity, category, null, title || ', ' || category_title, [
            {'column_name': 'in_quarter_value', 'figure': marts.trace_text(in_quarter_value), 'status': in_quarter_status},
            {'column_name': 'year_to_date_value', 'figure': marts.trace_text(year_to_date_value), 'status': year_to_date_status},
            {'column_name': 'cumulative_value', 'figure': marts.trace_text(cumulative_value), 'status': cumulative_status},
            {'column_name': 'four_quarters_value', 'figure': marts.trace_text(four_quarters_value), 'status': four_quarters_status},
            {'column_name': 'target_value', 'figure': marts.trace_text(target_value), 'status': target_status},
            {'column_name': 'target_reached_percent', 'figure': marts.trace_text(target_reached_percent), 'status': target_status}
        ]
    from report.rpt_delivery
    where quarter = asked_quarter
    union all
    select
        'rpt_finance', authority_code, quarter, 'workstream=' || workstream || ', funder=' || funder, 'finance',
        workstream, funder, null, workstream_title || ', ' || funder_title, [
            {'column_name': 'budget_gbp', 'figure': marts.trace_text(budget_gbp), 'status': status},
            {'column_name': 'actual_in_quarter_gbp', 'figure': marts.trace_text(actual_in_quarter_gbp), 'status': status},
            {'column_name': 'actual_year_to_date_gbp', 'figure': marts.trace_text(actual_year_to_date_gbp), 'status': status},
            {'column_name': 'forecast_gbp', 'figure': marts.trace_text(forecast_gbp), 'status': status},
            {'column_name': 'variance_gbp', 'figure': marts.trace_text(variance_gbp), 'status': status},
            {'column_name': 'spent_percent', 'figure': marts.trace_text(spent_percent), 'status': status}
        ]
    from report.rpt_finance
    where quarter = asked_quarter
    union all
    select
        'rpt_grant', authority_code, quarter, 'yardstick_type=' || yardstick_type || ', yardstick=' || yardstick, 'grant',
        yardstick, yardstick_type, null,
        case yardstick_type when 'none' then 'Grant' when 'grant' then 'Grant, ' || yardstick else 'Profile, ' || yardstick end, [
            {'column_name': 'amount_gbp', 'figure': marts.trace_text(amount_gbp), 'status': status},
            {'column_name': 'spend_gbp', 'figure': marts.trace_text(spend_gbp), 'status': status},
            {'column_name': 'spent_percent', 'figure': marts.trace_text(spent_percent), 'status': status},
            {'column_name': 'elapsed_percent', 'figure': marts.trace_text(elapsed_percent), 'status': status},
            {'column_name': 'remaining_gbp', 'figure': marts.trace_text(remaining_gbp), 'status': status},
            {'column_name': 'expected_gbp', 'figure': marts.trace_text(expected_gbp), 'status': expected_status},
            {'column_name': 'expected_percent', 'figure': marts.trace_text(expected_percent), 'status': expected_status}
        ]
    from report.rpt_grant
    where quarter = asked_quarter
    union all
    select
        'rpt_milestones', authority_code, quarter,
        'project=' || coalesce(project, '') || ', work_area=' || coalesce(work_area, '') || ', milestone=' || milestone, 'milestones', milestone,
        work_area, project, milestone, [
            {'column_name': 'baseline_date', 'figure': cast(baseline_date as varchar), 'status': presence},
            {'column_name': 'forecast_date', 'figure': cast(forecast_date as varchar), 'status': presence},
            {'column_name': 'completed_date', 'figure': cast(completed_date as varchar), 'status': presence},
            {'column_name': 'rag', 'figure': rag, 'status': presence},
            {'column_name': 'previous_rag', 'figure': previous_rag, 'status': presence},
            {'column_name': 'slippage_days', 'figure': cast(slippage_days as varchar), 'status': presence},
            {'column_name': 'slippage_in_quarter_days', 'figure': cast(slippage_in_quarter_days as varchar), 'status': presence},
            {'column_name': 'is_overdue', 'figure': cast(is_overdue as varchar), 'status': presence}
        ]
    from report.rpt_milestones
    where quarter = asked_quarter
    union all
    select
        'rpt_benefits', authority_code, quarter, 'benefit=' || benefit || ', financial_year=' || financial_year,
        'benefits', benefit, financial_year, null, benefit || ', ' || financial_year, [
            {'column_name': 'planned_gbp', 'figure': marts.trace_text(planned_gbp), 'status': status},
            {'column_name': 'delivered_gbp', 'figure': marts.trace_text(delivered_gbp), 'status': status},
            {'column_name': 'forecast_gbp', 'figure': marts.trace_text(forecast_gbp), 'status': status},
            {'column_name': 'variance_gbp', 'figure': marts.trace_text(variance_gbp), 'status': status},
            {'column_name': 'savings_plan_gbp', 'figure': marts.trace_text(savings_plan_gbp), 'status': savings_plan_status}
        ]
    from report.rpt_benefits
    where quarter = asked_quarter
    union all
    select
        'rpt_programme', null, quarter, 'section=' || section || ', figure=' || figure, section, figure, null, null, title,
        [{'column_name': 'value', 'figure': marts.trace_text(value), 'status': status}]
    from report.rpt_programme
    where quarter = asked_quarter
    union all
    select
        'rpt_restatements', authority_code, quarter,
        'restated_quarter=' || restated_quarter || ', section=' || section || ', subject=' || subject || ', part='
        || coalesce(part, '') || ', project=' || coalesce(project, '') || ', field=' || field,
        section, subject, part, project, title, [
            {'column_name': 'from_value', 'figure': marts.trace_text(from_value), 'status': from_status},
            {'column_name': 'from_text', 'figure': from_text, 'status': from_status},
            {'column_name': 'to_value', 'figure': marts.trace_text(to_value), 'status': to_status},
            {'column_name': 'to_text', 'figure': to_text, 'status': to_status},
            {'column_name': 'difference', 'figure': marts.trace_text(difference), 'status': to_status},
            {'column_name': 'difference_percent', 'figure': marts.trace_text(difference_percent), 'status': to_status}
        ]
    from report.rpt_restatements
    where quarter = asked_quarter

)

select
    table_name, authority_code, quarter, row_key, section, subject, part, project, title,
    unnest(figures, recursive := true)
from published;
