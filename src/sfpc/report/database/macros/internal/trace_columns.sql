-- What each figure of the report is made of and how: the terms that trace_operands names, and the arithmetic in words.
create or replace macro marts.trace_columns() as table
select *
from (
    values
    ('rpt_performance', 'value', ['now'], 'as the return gives it; of a ratio, numerator over denominator (times 100 for a percentage)'),
    ('rpt_performance', 'numerator_value', ['numerator'], 'as the return gives it'),
    ('rpt_performance', 'denominator_value', ['denominator'], 'as the return gives it'),
    ('rpt_performance', 'previous_value', ['previous'], 'the figure of the quarter before, as its own return gives it'),
    ('rpt_performance', 'last_year_value', ['last_year'], 'the figure of the same quarter a year before'),
    ('rpt_performance', 'baseline_value', ['baseline'], 'the figure of the baseline quarter'),
    ('rpt_performance', 'change_from_previous', ['now', 'previous'], 'now less the quarter before'),
    ('rpt_performance', 'change_from_last_year', ['now', 'last_year'], 'now less a year before'),
    ('rpt_performance', 'change_from_baseline', ['now', 'baseline'], 'now less the baseline'),
    ('rpt_performance', 'target_value', ['target'], 'the level that the document''s target comes to; of a change, its baseline with the change made'),
    ('rpt_performance', 'lower_value', ['now'], 'lower limit at 95 per cent: Byar''s of a count, Wilson''s of a share'),
    ('rpt_performance', 'upper_value', ['now'], 'upper limit at 95 per cent: Byar''s of a count, Wilson''s of a share'),

    ('rpt_performance_rates', 'value', ['now'], 'as the return gives it'),
    ('rpt_performance_rates', 'population_count', ['population'], 'the estimate of the mid-year'),
    ('rpt_performance_rates', 'rate_per_10000', ['now', 'population'], 'the figure times 10,000 over the population'),
    ('rpt_performance_rates', 'lower_rate_per_10000', ['now', 'population'], 'lower limit of the count at 95 per cent, times 10,000 over the population'),
    ('rpt_performance_rates', 'upper_rate_per_10000', ['now', 'population'], 'upper limit of the count at 95 per cent, times 10,000 over the population'),
    ('rpt_performance_rates', 'four_quarters_value', ['four_quarters'], 'the last four quarters added up'),
    ('rpt_performance_rates', 'four_quarters_rate_per_10000', ['four_quarters', 'population'], 'the last four quarters added up, times 10,000 over the population'),

    ('rpt_changes', 'value', ['now'], 'as the return gives it; of a ratio, numerator over denominator (times 100 for a percentage)'),
    ('rpt_changes', 'compared_value', ['compared'], 'the figure of the quarter it is compared with'),
    ('rpt_changes', 'change', ['now', 'compared'], 'now less then'),
    ('rpt_changes', 'change_percent', ['now', 'compared'], 'now less then, times 100 over then'),
    ('rpt_changes', 'interval_lower', ['now', 'compared'], 'lower limit at 99.8 per cent of the ratio, or of the difference of proportions'),
    ('rpt_changes', 'interval_upper', ['now', 'compared'], 'upper limit at 99.8 per cent of the ratio, or of the difference of proportions'),

    ('rpt_rate_ratios', 'rate_per_10000', ['now', 'population'], 'the figure (of a flow beside England: the last four quarters added up) times 10,000 over the population'),
    ('rpt_rate_ratios', 'compared_rate_per_10000', ['compared', 'compared_population', 'england'], 'the figure of that quarter times 10,000 over its population, or what DfE published for England'),
    ('rpt_rate_ratios', 'ratio', ['now', 'population', 'compared', 'compared_population', 'england'], 'the rate over the one it is compared with'),
    ('rpt_rate_ratios', 'lower_ratio', ['now', 'population', 'compared', 'compared_population', 'england'], 'lower limit of the ratio at 95 per cent'),
    ('rpt_rate_ratios', 'upper_ratio', ['now', 'population', 'compared', 'compared_population', 'england'], 'upper limit of the ratio at 95 per cent'),

    ('rpt_process_limits', 'value', ['now'], 'as the return of that quarter gives it; of a ratio, numerator over denominator (times 100 for a percentage)'),
    ('rpt_process_limits', 'mean_value', ['chart'], 'the mean of the chart''s points since the last break in recording'),
    ('rpt_process_limits', 'lower_limit', ['chart'], 'the mean less 2.66 times the mean moving range, no further than a value can be'),
    ('rpt_process_limits', 'upper_limit', ['chart'], 'the mean and 2.66 times the mean moving range, no further than a value can be'),

    ('rpt_comparators', 'published_value', ['published', 'population'], 'as DfE published it; a count without a published rate, times 10,000 over the population'),
    ('rpt_comparators', 'england_value', ['england', 'england_population'], 'as DfE published it for England; a count without a published rate, times 10,000 over the population'),
    ('rpt_comparators', 'neighbour_median_value', ['neighbours'], 'the median of what DfE published for the statistical neighbours'),

    ('rpt_context', 'value', ['result'], 'as the evaluation gives it'),
    ('rpt_context', 'comparison_value', ['result'], 'as the evaluation gives it'),

    ('rpt_delivery', 'in_quarter_value', ['now'], 'as the return gives it; of all employers, their sum'),
    ('rpt_delivery', 'year_to_date_value', ['year_to_date'], 'the quarters of the financial year so far, added up'),
    ('rpt_delivery', 'cumulative_value', ['since_first'], 'every quarter since the first return, added up'),
    ('rpt_delivery', 'four_quarters_value', ['four_quarters'], 'the last four quarters added up'),
    ('rpt_delivery', 'target_value', ['target'], 'the target of the document'),
    ('rpt_delivery', 'target_reached_percent', ['against_target', 'target'], 'what was done so far times 100 over the target'),

    ('rpt_finance', 'budget_gbp', ['budget'], 'as the return gives it, in pounds; of all lines, their sum'),
    ('rpt_finance', 'actual_in_quarter_gbp', ['actual_in_quarter'], 'as the return gives it, in pounds, or its months added up, or the year to date less the one before; of all lines, their sum'),
    ('rpt_finance', 'actual_year_to_date_gbp', ['actual_year_to_date'], 'as the return gives it, in pounds, or the last one given and the quarters since; of all lines, their sum'),
    ('rpt_finance', 'forecast_gbp', ['forecast'], 'as the return gives it, in pounds; of all lines, their sum'),
    ('rpt_finance', 'variance_gbp', ['forecast', 'budget'], 'the forecast less the budget'),
    ('rpt_finance', 'spent_percent', ['actual_year_to_date', 'budget'], 'spend in the year to date times 100 over the budget'),

    ('rpt_grant', 'amount_gbp', ['grant'], 'the amount of the document; of a profile, its lines of the year added up'),
    ('rpt_grant', 'spend_gbp', ['spend'], 'spend in every quarter of the period so far, added up'),
    ('rpt_grant', 'spent_percent', ['spend', 'grant'], 'spend times 100 over the amount'),
    ('rpt_grant', 'elapsed_percent', ['grant'], 'days of the period so far times 100 over all its days'),
    ('rpt_grant', 'remaining_gbp', ['grant', 'spend'], 'the amount less spend'),
    ('rpt_grant', 'expected_gbp', ['spend', 'forecast', 'actual_year_to_date'], 'spend, and the year''s forecast less spend in the year to date'),
    ('rpt_grant', 'expected_percent', ['spend', 'forecast', 'actual_year_to_date', 'grant'], 'expected spend times 100 over the amount'),

    ('rpt_milestones', 'baseline_date', ['baseline_date'], 'the day that the return gives'),
    ('rpt_milestones', 'forecast_date', ['forecast_date'], 'the day that the return gives'),
    ('rpt_milestones', 'completed_date', ['completed_date'], 'the day that the return gives'),
    ('rpt_milestones', 'rag', ['rag'], 'the rating that the return gives'),
    ('rpt_milestones', 'previous_rag', ['previous_rag'], 'the rating that the return of the quarter before gives'),
    ('rpt_milestones', 'slippage_days', ['baseline_date', 'forecast_date', 'completed_date'], 'days from the baseline to the day completed, or else the forecast'),
    ('rpt_milestones', 'slippage_in_quarter_days', ['forecast_date', 'completed_date', 'previous_forecast_date', 'previous_completed_date'], 'days from the day expected in the quarter before to the one expected now'),
    ('rpt_milestones', 'is_overdue', ['baseline_date', 'completed_date', 'rag'], 'whether on the last day of the quarter the baseline was past, and it was not done'),

    ('rpt_benefits', 'planned_gbp', ['planned'], 'as the return gives it, in pounds; of all lines, their sum'),
    ('rpt_benefits', 'delivered_gbp', ['delivered'], 'as the return gives it, in pounds; of all lines, their sum'),
    ('rpt_benefits', 'forecast_gbp', ['forecast'], 'as the return gives it, in pounds; of all lines, their sum'),
    ('rpt_benefits', 'variance_gbp', ['forecast', 'planned'], 'the forecast less the plan'),
    ('rpt_benefits', 'savings_plan_gbp', ['savings_plan'], 'the savings plan of the document; of all lines, their sum'),

    ('rpt_programme', 'value', ['total'], 'the figures of all authorities added up'),

    ('rpt_restatements', 'from_value', ['first'], 'what the first submission in force said'),
    ('rpt_restatements', 'from_text', ['first'], 'what the first submission in force said'),
    ('rpt_restatements', 'to_value', ['latest'], 'what the submission in force says now'),
    ('rpt_restatements', 'to_text', ['latest'], 'what the submission in force says now'),
    ('rpt_restatements', 'difference', ['first', 'latest'], 'now less first'),
    ('rpt_restatements', 'difference_percent', ['first', 'latest'], 'now less first, times 100 over first')
) as given (table_name, column_name, made_of, arithmetic);
