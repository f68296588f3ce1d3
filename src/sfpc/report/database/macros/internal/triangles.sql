-- The revision triangle of a measure: what each quarter's figure was after each submission of its authority.

create macro marts.revision_triangle(of_measure) as table
    with
    measure as (
        select * from seeds.measures
        where
            measure = case
                when of_measure in (select known.measure from seeds.measures as known) then of_measure
                else error('There is no such measure; see select measure, title from seeds.measures')
            end
    ),
    moments as (
        select authority_code, valid_from as as_of from marts.fct_in_force
        union
        select authority_code, valid_until from marts.fct_in_force where valid_until is not null
    ),
    vintages as (
        select *, row_number() over (partition by authority_code order by as_of) as vintage from moments
    ),
    counts as (
        select * from marts.fct_figure
        where
            section = 'performance' and field = 'value' and is_own_quarter and part is null and period_month is null
    ),
    told as (
        select
            vintages.authority_code,
            in_force.quarter,
            measure.measure,
            vintages.vintage,
            vintages.as_of,
            case
                when measure.measure_type <> 'ratio' then cast(counted.value as double)
                when counted.value >= 0 and divisor.value >= 0
                    then
                        round(
                            case when measure.unit = 'per_cent' then 100 else 1 end
                            * cast(counted.value as double) / nullif(cast(divisor.value as double), 0), 4
                        )
            end as value,
            case
                when coalesce(counted.status, 'missing') <> 'reported' then coalesce(counted.status, 'missing')
                when measure.measure_type = 'ratio' then coalesce(divisor.status, 'missing')
                else counted.status
            end as status,
            in_force.submission_id
        from vintages
        cross join measure
        inner join marts.fct_in_force as in_force
            on
                vintages.authority_code = in_force.authority_code
                and vintages.as_of >= in_force.valid_from
                and coalesce(vintages.as_of < in_force.valid_until, true)
                and in_force.state <> 'nil'
        left join counts as counted
            on
                in_force.submission_id = counted.submission_id
                and in_force.valid_from = counted.valid_from
                and counted.subject = coalesce(measure.numerator, measure.measure)
        left join counts as divisor
            on
                in_force.submission_id = divisor.submission_id
                and in_force.valid_from = divisor.valid_from
                and divisor.subject = measure.denominator
    )
    select
        *,
        value - first_value(value) over through_time as change_since_first,
        value - lag(value) over through_time as change_since_previous
    from told
    window through_time as (partition by authority_code, quarter order by vintage);
comment on macro table marts.revision_triangle is
    'What each quarter''s figure of a measure was after each submission of its authority (a vintage), and how it changed: marts.revision_triangle(''referrals'').';
