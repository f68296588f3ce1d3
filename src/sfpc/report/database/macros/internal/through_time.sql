-- What the facts said as of a day or a moment: what was in force then, by when submissions came and were withdrawn.

create macro marts.moment_of(as_of) as
    case
        when as_of is null then error('As of when? Give a day, ''2022-02-01'', or a moment in UTC, ''2022-02-01 09:30''')
        when regexp_full_match(cast(as_of as varchar), '\d{4}-\d{2}-\d{2}')
            then cast(as_of as timestamp) + interval 1 day - interval 1 microsecond
        else cast(as_of as timestamp)
    end;
comment on macro marts.moment_of is
    'The moment that is meant by a day (its end, UTC) or by a moment; what every _as_of takes.';

create macro marts.fct_in_force_as_of(as_of) as table
    select authority_code, quarter, submission_id, submission_sequence, state, received_at, valid_from
    from marts.fct_in_force
    where valid_from <= marts.moment_of(as_of) and coalesce(valid_until > marts.moment_of(as_of), true);
comment on macro table marts.fct_in_force_as_of is
    'Which submission of each return counted as of a day (its end, UTC) or a moment.';

create macro marts.fct_figure_as_of(as_of) as table
    select * exclude (is_own_quarter, valid_until)
    from marts.fct_figure
    where
        is_own_quarter
        and valid_from <= marts.moment_of(as_of)
        and coalesce(valid_until > marts.moment_of(as_of), true);
comment on macro table marts.fct_figure_as_of is
    'Every figure, date and comment that counted for its quarter as of a day (its end, UTC) or a moment, with its place.';

create macro marts.fct_performance_as_of(as_of) as table
    select
        in_force.authority_code,
        in_force.quarter,
        measures.measure,
        cast(figures.value as decimal(18, 4)) as value,
        coalesce(figures.status, 'missing') as status,
        in_force.submission_id,
        figures.source_file,
        figures.source_sheet,
        figures.source_place
    from marts.fct_in_force_as_of(as_of) as in_force
    cross join seeds.measures as measures
    left join marts.fct_figure_as_of(as_of) as figures
        on
            in_force.submission_id = figures.submission_id
            and figures.section = 'performance'
            and figures.field = 'value'
            and figures.subject = measures.measure
            and figures.part is null
            and figures.period_month is null
    where
        in_force.state <> 'nil'
        and measures.measure_type <> 'ratio'
        and (measures.is_required or figures.subject is not null);
comment on macro table marts.fct_performance_as_of is
    'marts.fct_performance as it was as of a day (its end, UTC) or a moment: marts.fct_performance_as_of(''2022-02-01'').';

create macro marts.fct_ratio_as_of(as_of) as table
    select
        numerator.authority_code,
        numerator.quarter,
        measures.measure,
        cast(numerator.value as double) as numerator_value,
        cast(denominator.value as double) as denominator_value,
        round(
            case when measures.unit = 'per_cent' then 100 else 1 end
            * cast(numerator.value as double) / nullif(cast(denominator.value as double), 0), 4
        ) as value,
        numerator.submission_id
    from seeds.measures as measures
    inner join marts.fct_performance_as_of(as_of) as numerator
        on measures.numerator = numerator.measure and numerator.value >= 0
    inner join marts.fct_performance_as_of(as_of) as denominator
        on
            measures.denominator = denominator.measure
            and numerator.submission_id = denominator.submission_id
            and denominator.value >= 0
    where measures.measure_type = 'ratio';
comment on macro table marts.fct_ratio_as_of is
    'The ratios of marts.fct_ratio, worked out from their parts as of a day (its end, UTC) or a moment.';

create macro marts.fct_delivery_as_of(as_of) as table
    select
        in_force.authority_code,
        in_force.quarter,
        activities.activity,
        sectors.category,
        cast(figures.value as decimal(18, 4)) as value,
        coalesce(figures.status, 'missing') as status,
        in_force.submission_id,
        figures.source_file,
        figures.source_sheet,
        figures.source_place
    from marts.fct_in_force_as_of(as_of) as in_force
    cross join seeds.activities as activities
    left join seeds.employer_sectors as sectors
        on activities.by_employer
    left join marts.fct_figure_as_of(as_of) as figures
        on
            in_force.submission_id = figures.submission_id
            and figures.section = 'delivery'
            and figures.field = 'value'
            and figures.subject = activities.activity
            and figures.part is not distinct from sectors.category
            and figures.period_month is null
    where in_force.state <> 'nil';
comment on macro table marts.fct_delivery_as_of is
    'marts.fct_delivery as it was as of a day (its end, UTC) or a moment.';

create macro marts.fct_finance_as_of(as_of) as table
    select * exclude (valid_from, valid_until)
    from marts.fct_finance_through_time
    where valid_from <= marts.moment_of(as_of) and coalesce(valid_until > marts.moment_of(as_of), true);
comment on macro table marts.fct_finance_as_of is
    'marts.fct_finance as it was as of a day (its end, UTC) or a moment; spend worked out from other quarters too.';

create macro marts.fct_milestone_as_of(as_of) as table
    select
        authority_code,
        quarter,
        project,
        part as work_area,
        subject as milestone,
        cast(any_value(value_text) filter (where field = 'baseline_date') as date) as baseline_date,
        cast(any_value(value_text) filter (where field = 'forecast_date') as date) as forecast_date,
        cast(any_value(value_text) filter (where field = 'completed_date') as date) as completed_date,
        any_value(value_text) filter (where field = 'rag') as rag,
        any_value(value_text) filter (where field = 'comment') as comment,
        any_value(status) filter (where field = 'comment') as comment_status,
        submission_id,
        any_value(source_file) as source_file,
        any_value(source_sheet) as source_sheet
    from marts.fct_figure_as_of(as_of)
    where section = 'milestones'
    group by authority_code, quarter, project, part, subject, submission_id;
comment on macro table marts.fct_milestone_as_of is
    'marts.fct_milestone as it was as of a day (its end, UTC) or a moment; fct_figure_as_of has the place of each date.';

create macro marts.fct_benefit_as_of(as_of) as table
    select
        authority_code,
        quarter,
        subject as benefit,
        part as financial_year,
        cast(any_value(value) filter (where field = 'planned') as decimal(18, 2)) as planned_gbp,
        cast(any_value(value) filter (where field = 'delivered') as decimal(18, 2)) as delivered_gbp,
        cast(any_value(value) filter (where field = 'forecast') as decimal(18, 2)) as forecast_gbp,
        submission_id,
        any_value(source_file) as source_file,
        any_value(source_sheet) as source_sheet
    from marts.fct_figure_as_of(as_of)
    where section = 'benefits'
    group by authority_code, quarter, subject, part, submission_id;
comment on macro table marts.fct_benefit_as_of is
    'marts.fct_benefit as it was as of a day (its end, UTC) or a moment; fct_figure_as_of has the place of each amount.';
