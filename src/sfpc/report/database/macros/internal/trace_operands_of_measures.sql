-- What the figures of measures are made of: figures of returns, and rows of reference data.
create or replace macro marts.trace_parts_of_measures() as table
select measure, measure as of_measure, 'itself' as part_role
from seeds.measures
where measure_type != 'ratio'
union all
select measure, numerator, 'numerator'
from seeds.measures
where measure_type = 'ratio'
union all
select measure, denominator, 'denominator'
from seeds.measures
where measure_type = 'ratio';

-- The quarters that a figure of four quarters adds up.
create or replace macro marts.trace_four_quarters() as table
select this.quarter, each.quarter as of_quarter
from marts.dim_quarter as this
inner join marts.dim_quarter as each
    on each.quarter_start_date between this.quarter_start_date - interval 9 months and this.quarter_start_date;

create or replace macro marts.trace_operands_of_measures(asked_quarter) as table
with

terms as (

    select
        'rpt_performance' as table_name, authority_code, quarter, 'measure=' || measure as row_key, measure, given.term,
        given.of_quarter
    from report.rpt_performance
    cross join lateral (
        values
        ('now', quarter), ('numerator', quarter), ('denominator', quarter), ('previous', previous_quarter),
        ('last_year', same_quarter_last_year),
        ('baseline', case when baseline_quarter < quarter then baseline_quarter end)
    ) as given (term, of_quarter)
    where quarter = asked_quarter
    union all
    select 'rpt_performance_rates', authority_code, quarter, 'measure=' || measure, measure, 'now', quarter
    from report.rpt_performance_rates
    where quarter = asked_quarter
    union all
    select
        'rpt_performance_rates', rates.authority_code, rates.quarter, 'measure=' || rates.measure, rates.measure,
        'four_quarters', four.of_quarter
    from report.rpt_performance_rates as rates
    inner join marts.trace_four_quarters() as four
        on rates.quarter = four.quarter
    where rates.quarter = asked_quarter and rates.measure_type = 'flow'
    union all
    select
        'rpt_changes', authority_code, quarter, 'measure=' || measure || ', comparison=' || comparison, measure,
        given.term, given.of_quarter
    from report.rpt_changes
    cross join lateral (
        values ('now', quarter), ('compared', case when compared_quarter < quarter then compared_quarter end)
    ) as given (term, of_quarter)
    where quarter = asked_quarter
    union all
    select
        'rpt_rate_ratios', authority_code, quarter, 'measure=' || measure || ', comparison=' || comparison, measure,
        given.term, given.of_quarter
    from report.rpt_rate_ratios
    cross join lateral (
        values ('now', quarter), ('compared', case when compared_quarter < quarter then compared_quarter end)
    ) as given (term, of_quarter)
    where quarter = asked_quarter and not (comparison = 'england' and measure_type = 'flow')
    union all
    select
        'rpt_rate_ratios', ratios.authority_code, ratios.quarter,
        'measure=' || ratios.measure || ', comparison=' || ratios.comparison, ratios.measure, 'now', four.of_quarter
    from report.rpt_rate_ratios as ratios
    inner join marts.trace_four_quarters() as four
        on ratios.quarter = four.quarter
    where ratios.quarter = asked_quarter and ratios.comparison = 'england' and ratios.measure_type = 'flow'
    union all
    select
        'rpt_process_limits', authority_code, quarter, 'measure=' || measure || ', point_quarter=' || point_quarter,
        measure, 'now', point_quarter
    from report.rpt_process_limits
    where quarter = asked_quarter
    union all
    -- the points of one chart: no break in recording lies between them
    select
        'rpt_process_limits', this.authority_code, this.quarter,
        'measure=' || this.measure || ', point_quarter=' || this.point_quarter, this.measure, 'chart',
        point.point_quarter
    from report.rpt_process_limits as this
    inner join report.rpt_process_limits as point
        on
            this.authority_code = point.authority_code
            and this.measure = point.measure
            and this.quarter = point.quarter
    where
        this.quarter = asked_quarter
        and point.value is not null
        and not exists (
            select 1
            from seeds.recording_breaks as breaks
            inner join marts.trace_parts_of_measures() as parts
                on this.measure = parts.measure and breaks.measure in (parts.measure, parts.of_measure)
            where
                breaks.kind = 'recording'
                and coalesce(breaks.authority_code = this.authority_code, true)
                and breaks.from_quarter > least(this.point_quarter, point.point_quarter)
                and breaks.from_quarter <= greatest(this.point_quarter, point.point_quarter)
        )

)

select
    terms.table_name, terms.authority_code, terms.quarter, terms.row_key, terms.term, parts.part_role, 1 as sign,
    terms.authority_code as of_authority_code, terms.of_quarter, 'performance' as of_section,
    parts.of_measure as of_subject, cast(null as varchar) as of_part, cast(null as varchar) as of_project,
    'value' as of_field
from terms
inner join marts.trace_parts_of_measures() as parts using (measure)
where terms.of_quarter is not null and (terms.term not in ('numerator', 'denominator') or terms.term = parts.part_role);
