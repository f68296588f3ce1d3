-- What the releases have shown: a figure as a release had it, and the triangle of a measure over releases.

create macro marts.release_order_of(of_quarter, of_number) as
    coalesce(
        (
            select release.release_order from marts.fct_release as release
            where release.quarter = of_quarter and release.release_number = of_number
        ),
        error('There is no such release here; see select quarter, release_number from marts.fct_release')
    );
comment on macro marts.release_order_of is
    'The place of a release among all that were published; what every _as_released takes.';

create macro marts.fct_figure_as_released(of_quarter, of_number) as table
    select * exclude (from_release_order, until_release_order)
    from marts.fct_released_figure
    where
        quarter <= of_quarter
        and from_release_order <= marts.release_order_of(of_quarter, of_number)
        and coalesce(until_release_order > marts.release_order_of(of_quarter, of_number), true);
comment on macro table marts.fct_figure_as_released is
    'Every figure as a release published it: marts.fct_figure_as_released(''2022-23-Q1'', 1).';

create macro marts.fct_performance_as_released(of_quarter, of_number) as table
    select authority_code, quarter, subject as measure, value, status
    from marts.fct_figure_as_released(of_quarter, of_number)
    where section = 'performance';
comment on macro table marts.fct_performance_as_released is
    'The measures, ratios among them, as a release published them: marts.fct_performance_as_released(''2022-23-Q1'', 1).';

create macro marts.fct_delivery_as_released(of_quarter, of_number) as table
    select authority_code, quarter, subject as activity, part as category, value, status
    from marts.fct_figure_as_released(of_quarter, of_number)
    where section = 'delivery';
comment on macro table marts.fct_delivery_as_released is
    'The activities as a release published them; the category all is the sum of the others.';

create macro marts.fct_finance_as_released(of_quarter, of_number) as table
    select
        authority_code,
        quarter,
        subject as workstream,
        part as funder,
        cast(any_value(value) filter (where field = 'budget') as decimal(18, 2)) as budget_gbp,
        cast(any_value(value) filter (where field = 'actual_in_quarter') as decimal(18, 2)) as actual_in_quarter_gbp,
        cast(any_value(value) filter (where field = 'actual_year_to_date') as decimal(18, 2)) as actual_year_to_date_gbp,
        cast(any_value(value) filter (where field = 'forecast') as decimal(18, 2)) as forecast_gbp
    from marts.fct_figure_as_released(of_quarter, of_number)
    where section = 'finance'
    group by authority_code, quarter, subject, part;
comment on macro table marts.fct_finance_as_released is
    'The money as a release published it; the workstream all and the funder all are sums of the others.';

create macro marts.fct_milestone_as_released(of_quarter, of_number) as table
    select
        authority_code,
        quarter,
        project,
        part as work_area,
        subject as milestone,
        cast(any_value(value_text) filter (where field = 'baseline_date') as date) as baseline_date,
        cast(any_value(value_text) filter (where field = 'forecast_date') as date) as forecast_date,
        cast(any_value(value_text) filter (where field = 'completed_date') as date) as completed_date,
        any_value(value_text) filter (where field = 'rag') as rag
    from marts.fct_figure_as_released(of_quarter, of_number)
    where section = 'milestones'
    group by authority_code, quarter, project, part, subject;
comment on macro table marts.fct_milestone_as_released is 'The milestones as a release published them.';

create macro marts.fct_benefit_as_released(of_quarter, of_number) as table
    select
        authority_code,
        quarter,
        subject as benefit,
        part as financial_year,
        cast(any_value(value) filter (where field = 'planned') as decimal(18, 2)) as planned_gbp,
        cast(any_value(value) filter (where field = 'delivered') as decimal(18, 2)) as delivered_gbp,
        cast(any_value(value) filter (where field = 'forecast') as decimal(18, 2)) as forecast_gbp
    from marts.fct_figure_as_released(of_quarter, of_number)
    where section = 'benefits'
    group by authority_code, quarter, subject, part;
comment on macro table marts.fct_benefit_as_released is
    'The savings as a release published them; the benefit all and the year all are sums of the others.';

create macro marts.release_triangle(of_measure) as table
    with
    measure as (
        select * from seeds.measures
        where
            measure = case
                when of_measure in (select known.measure from seeds.measures as known) then of_measure
                else error('There is no such measure; see select measure, title from seeds.measures')
            end
    )
    select
        figure.authority_code,
        figure.quarter,
        measure.measure,
        release.release_order,
        release.quarter as release_quarter,
        release.release_number,
        release.date as release_date,
        figure.value,
        figure.status,
        figure.value - first_value(figure.value) over through_releases as change_since_first,
        figure.value - lag(figure.value) over through_releases as change_since_previous
    from marts.fct_released_figure as figure
    inner join measure
        on figure.section = 'performance' and figure.subject = measure.measure
    inner join marts.fct_release as release
        on
            figure.quarter <= release.quarter
            and figure.from_release_order <= release.release_order
            and coalesce(figure.until_release_order > release.release_order, true)
    window through_releases as (partition by figure.authority_code, figure.quarter order by release.release_order);
comment on macro table marts.release_triangle is
    'What each release showed of a measure for each quarter, and how it changed: marts.release_triangle(''referrals'').';
