-- One row per figure sent in a performance or delivery table, with the measure or activity its label stands for, and
-- the quarter it is of. A label that is not known keeps its row, without a code.
--
-- A percentage is told from a fraction (23.4 from 0.234) by its column as a whole, which is what one submission has
-- under one heading. Only numbers without a per cent sign are asked, for a sign says what its number is:
-- * beside a value and its denominator, the scale that gives their ratio (within a percentage point or a twentieth) is
--   proven, if the other does not give it too; a number above 1 can only be a percentage;
-- * the column has the scale its layout says (per cent, where it says none), unless no number of it proves that scale
--   and either three prove the other, or, where per cent is said, there are three different ones, none 0 or above 1;
-- * in the column's scale, a number that proves the other is not used, nor one of up to 1 among percentages: 0.8 could
--   be 0.8 or 80 per cent.
with

indicators as (

    select * from {{ ref('stg_returns__indicators') }}

),

labels as (

    select
        *,
        {{ text_key('label') }} as label_key,
        {{ without_markers('label_key') }} as bare_key
    from {{ ref('labels') }}

),

return_calendar as (

    select * from {{ ref('return_calendar') }}

),

factors as (

    select * from {{ ref('int_layouts__factors') }}

),

label_matches as (

    {{ labels_matched('labels', ['measure', 'activity'], 'indicators', 'label_key') }}

),

category_matches as (

    {{ labels_matched('labels', ['category'], 'indicators', 'category_key') }}

),

-- what a number without a sign proves of its scale, and what its layout says
weighed as (

    select
        indicators.*,
        case when coalesce(percentage_factors.factor, 1) = 1 then 'per_cent' else 'fraction' end as layout_scale,
        indicators.percentage_text like '%\%%' escape '\' as is_signed,
        cast(case when indicators.denominator > 0 then 100 * indicators.value / indicators.denominator end as double)
            as ratio,
        greatest(1, ratio / 20) as tolerance,
        abs(indicators.percentage - ratio) <= tolerance as is_ratio_as_per_cent,
        abs(100 * indicators.percentage - ratio) <= tolerance as is_ratio_as_fraction,
        case
            when is_signed or coalesce(indicators.percentage, 0) = 0 then null
            when is_ratio_as_per_cent and not is_ratio_as_fraction then 'per_cent'
            when is_ratio_as_fraction and not is_ratio_as_per_cent then 'fraction'
            when indicators.percentage > 1 then 'per_cent'
        end as proven_scale,
        case when not is_signed and indicators.percentage != 0 then indicators.percentage end as unsigned_percentage
    from indicators
    left join factors as percentage_factors
        on
            indicators.authority_code = percentage_factors.authority_code
            and indicators.table_name = percentage_factors.table_name
            and percentage_factors.field = 'percentage'
            and {{ valid_in('percentage_factors', 'indicators.quarter') }}

),

-- one row a column of percentages
scaled_columns as (

    select
        submission_id,
        table_name,
        source_file,
        source_sheet,
        any_value(layout_scale) as column_layout_scale,
        count(distinct percentage_place) filter (where proven_scale = 'per_cent') as per_cent_count,
        count(distinct percentage_place) filter (where proven_scale = 'fraction') as fraction_count,
        count(distinct unsigned_percentage) as different_count,
        case
            when column_layout_scale = 'fraction' and fraction_count = 0 and per_cent_count >= 3 then 'per_cent'
            when
                column_layout_scale = 'per_cent' and per_cent_count = 0
                and (fraction_count >= 3 or (different_count >= 3 and max(abs(unsigned_percentage)) <= 1))
                then 'fraction'
            else column_layout_scale
        end as column_scale
    from weighed
    where percentage is not null
    group by submission_id, table_name, source_file, source_sheet

),

coded as (

    select
        weighed.* exclude (percentage, percentage_status, value, value_status),
        label_matches.list,
        label_matches.code,
        coalesce(label_matches.category, category_matches.code) as category_code,
        weighed.category is not null and category_matches.code is null as is_category_unknown,
        -- a number beside a mark of suppression is not for use; a thousand million of anything is a slip of typing
        case
            when not weighed.is_marked_suppressed and abs(weighed.value) < 1e9 then weighed.value
        end as value,
        case
            when weighed.is_marked_suppressed then 'suppressed'
            when abs(weighed.value) >= 1e9 then 'unreadable'
            else weighed.value_status
        end as value_status,
        case
            when weighed.percentage is null or weighed.is_signed or weighed.percentage = 0 then null
            when weighed.proven_scale != scaled_columns.column_scale then 'contradiction'
            when weighed.proven_scale is null and scaled_columns.column_scale = 'per_cent' then 'unclear'
            when scaled_columns.column_scale = weighed.layout_scale then 'layout'
            else 'column'
        end as percentage_basis,
        case when percentage_basis in ('contradiction', 'unclear') then 'unclear' else weighed.percentage_status end
            as percentage_status,
        case
            when percentage_basis in ('contradiction', 'unclear') then null
            when weighed.is_signed or scaled_columns.column_scale = 'per_cent' then weighed.percentage
            else weighed.percentage * 100
        end as percentage,
        case
            when weighed.period_month is not null then {{ quarter_of('weighed.period_month') }}
            when weighed.period_quarter_number is not null
                then return_calendar.financial_year || '-Q' || weighed.period_quarter_number
            when weighed.period is null then weighed.quarter
        end as period_quarter
    from weighed
    inner join return_calendar
        on weighed.quarter = return_calendar.quarter
    left join scaled_columns
        on
            weighed.submission_id = scaled_columns.submission_id
            and weighed.table_name = scaled_columns.table_name
            and weighed.source_file = scaled_columns.source_file
            and weighed.source_sheet is not distinct from scaled_columns.source_sheet
    left join label_matches
        on
            weighed.authority_code = label_matches.authority_code
            and weighed.quarter = label_matches.quarter
            and weighed.label_key = label_matches.sent_key
    left join category_matches
        on
            weighed.authority_code = category_matches.authority_code
            and weighed.quarter = category_matches.quarter
            and weighed.category_key = category_matches.sent_key

)

select
    * exclude (
        layout_scale, is_signed, ratio, tolerance, is_ratio_as_per_cent, is_ratio_as_fraction, proven_scale,
        unsigned_percentage
    )
from coded
