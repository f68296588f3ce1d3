-- One row for every reporting authority, quarter and measure, also where nothing came:
-- the value beside the previous quarter, the same quarter last year and the baseline.
-- A ratio is recomputed from its two parts, never averaged, and is missing when a part is.
-- The interval is of the value alone. Longer than most models because the four comparisons stand or fall together.
with

authorities as (

    select * from {{ ref('dim_authority') }}

),

quarters as (

    select * from {{ ref('dim_quarter') }}

),

measures as (

    select * from {{ ref('dim_measure') }}

),

targets as (

    -- The level a target comes to: of a change, its baseline with the change made.
    select
        targets.authority_code,
        targets.measure,
        quarters.quarter,
        targets.comparator as target_comparator,
        cast(targets.target_date as date) as target_date,
        targets.source as target_source,
        cast(
            case
                when targets.target_type <> 'change_from_baseline'
                    then cast(targets.value as decimal(18, 4))
                when targets.unit = 'per_cent'
                    then
                        cast(targets.baseline_value as decimal(18, 4))
                        * (100 + cast(targets.value as decimal(18, 4))) / 100
                else
                    cast(targets.baseline_value as decimal(18, 4))
                    + cast(targets.value as decimal(18, 4))
            end as decimal(28, 8)
        ) as target_value

    from {{ ref('targets') }} as targets
    inner join measures
        on
            targets.measure = measures.measure
            and (
                targets.unit = measures.unit or targets.target_type = 'change_from_baseline'
            )
    inner join quarters
        on coalesce(cast(targets.start_date as date) <= quarters.quarter_end_date, true)
    -- of those set by then, the one that is due last
    qualify row_number() over (
            partition by targets.authority_code, targets.measure, quarters.quarter
            order by targets.target_date desc nulls first, targets.target_id asc
        ) = 1

),

returns as (

    select * from {{ ref('fct_return') }}

),

performance as (

    select * from {{ ref('fct_performance') }}

),

sent_values as (

    select
        returns.authority_code,
        returns.quarter,
        measures.measure,
        performance.value,
        cast(null as decimal(18, 4)) as numerator_value,
        cast(null as decimal(18, 4)) as denominator_value,
        coalesce(
            performance.status,
            case returns.state when 'accepted' then 'missing' when 'nil' then 'nil_return' else 'no_return' end
        ) as status,
        performance.submission_id,
        performance.source_file,
        performance.source_sheet,
        performance.source_place

    from returns
    cross join measures
    left join performance
        on
            returns.authority_code = performance.authority_code
            and returns.quarter = performance.quarter
            and measures.measure = performance.measure
    where measures.measure_type <> 'ratio'

),

ratios as (

    -- Eight decimals keep the quotient of any two counts below five million on its own
    -- side of a half, so that rounding it later is rounding the exact quotient.
    select
        numerators.authority_code,
        numerators.quarter,
        measures.measure,
        case
            when numerators.status = 'reported' and denominators.status = 'reported'
                then cast(
                        numerators.value * case when measures.unit = 'per_cent' then 100 else 1 end
                        / nullif(denominators.value, 0)
                        as decimal(28, 8)
                    )
        end as value,
        numerators.value as numerator_value,
        denominators.value as denominator_value,
        case
            when numerators.status <> 'reported' then numerators.status
            when denominators.status <> 'reported' then denominators.status
            when denominators.value = 0 then 'not_applicable'
            else 'reported'
        end as status,
        numerators.submission_id,
        cast(null as varchar) as source_file,
        cast(null as varchar) as source_sheet,
        cast(null as varchar) as source_place

    from measures
    inner join sent_values as numerators on measures.numerator = numerators.measure
    inner join sent_values as denominators
        on
            measures.denominator = denominators.measure
            and numerators.authority_code = denominators.authority_code
            and numerators.quarter = denominators.quarter
    where measures.measure_type = 'ratio'

),

all_values as (

    select * from sent_values
    union all by name
    select * from ratios

),

compared as (

    select
        all_values.*,
        quarters.quarter_end_date,
        quarters.previous_quarter,
        previous_values.value as previous_value,
        coalesce(previous_values.status, 'no_return') as previous_status,
        quarters.same_quarter_last_year,
        last_year_values.value as last_year_value,
        coalesce(last_year_values.status, 'no_return') as last_year_status,
        authorities.baseline_quarter,
        baseline_values.value as baseline_value,
        case
            when all_values.quarter <= authorities.baseline_quarter then 'before_start'
            else coalesce(baseline_values.status, 'no_baseline')
        end as baseline_status

    from all_values
    inner join quarters on all_values.quarter = quarters.quarter
    inner join authorities on all_values.authority_code = authorities.authority_code
    left join all_values as previous_values
        on
            all_values.authority_code = previous_values.authority_code
            and all_values.measure = previous_values.measure
            and quarters.previous_quarter = previous_values.quarter
    left join all_values as last_year_values
        on
            all_values.authority_code = last_year_values.authority_code
            and all_values.measure = last_year_values.measure
            and quarters.same_quarter_last_year = last_year_values.quarter
    left join all_values as baseline_values
        on
            all_values.authority_code = baseline_values.authority_code
            and all_values.measure = baseline_values.measure
            and authorities.baseline_quarter = baseline_values.quarter
            -- a quarter's row may not know what came after it
            and all_values.quarter > baseline_values.quarter

),

breaks as (

    select
        authority_code,
        quarter,
        measure,
        string_agg(distinct break_note, '; ' order by break_note) as break_note

    from {{ ref('fct_broken_comparison') }}
    group by all

),

final as (

    select
        ---------- keys
        compared.authority_code,
        compared.quarter,
        compared.measure,

        ---------- what it is
        authorities.authority_name,
        measures.title,
        measures.unit,
        measures.measure_type,
        measures.polarity,
        measures.decimals,

        ---------- now
        cast(compared.value as decimal(28, 8)) as value,
        compared.status,
        compared.numerator_value,
        compared.denominator_value,

        ---------- then
        compared.previous_quarter,
        cast(compared.previous_value as decimal(28, 8)) as previous_value,
        compared.previous_status,
        compared.same_quarter_last_year,
        cast(compared.last_year_value as decimal(28, 8)) as last_year_value,
        compared.last_year_status,
        compared.baseline_quarter,
        cast(compared.baseline_value as decimal(28, 8)) as baseline_value,
        compared.baseline_status,

        ---------- change, in the measure's unit (percentage points for a percentage)
        cast(compared.value - compared.previous_value as decimal(28, 8))
            as change_from_previous,
        cast(compared.value - compared.last_year_value as decimal(28, 8))
            as change_from_last_year,
        cast(compared.value - compared.baseline_value as decimal(28, 8))
            as change_from_baseline,

        ---------- target
        targets.target_value,
        targets.target_comparator,
        targets.target_date,
        targets.target_source,
        case
            when targets.target_value is null then 'no_target'
            when targets.target_date < compared.quarter_end_date then 'date_past'
            else 'in_force'
        end as target_status,

        ---------- what chance alone does, at 95 per cent
        {% for side in ['lower', 'upper'] -%}
        cast(
            case
                when measures.is_count_of_children then {{ event_limit('compared.value', side, '95') }}
                when measures.unit = 'per_cent'
                    then 100 * {{ share_limit('compared.numerator_value', 'compared.denominator_value', side, '95') }}
            end as decimal(28, 6)
        ) as {{ side }}_value,
        {% endfor -%}
        {{ interval_method(
            'lower_value', 'compared.value', "measures.unit = 'per_cent'",
            "coalesce(numerators.measure_type, measures.measure_type) = 'stock'"
        ) }} as interval_method,

        ---------- breaks
        breaks.break_note,

        ---------- lineage
        compared.submission_id,
        compared.source_file,
        compared.source_sheet,
        compared.source_place

    from compared
    inner join authorities on compared.authority_code = authorities.authority_code
    inner join measures on compared.measure = measures.measure
    left join measures as numerators on measures.numerator = numerators.measure
    left join breaks
        on
            compared.authority_code = breaks.authority_code
            and compared.quarter = breaks.quarter
            and compared.measure = breaks.measure
    left join targets
        on
            compared.authority_code = targets.authority_code
            and compared.quarter = targets.quarter
            and compared.measure = targets.measure

)

select * from final
