-- One row per figure sent in a performance or delivery table, with the measure or activity its label stands for, and
-- the quarter it is of. A label that is not known keeps its row, without a code.
with

indicators as (

    select * from {{ ref('stg_returns__indicators') }}

),

labels as (

    select
        *,
        {{ text_key('label') }} as label_key
    from {{ ref('labels') }}

),

return_calendar as (

    select * from {{ ref('return_calendar') }}

),

factors as (

    select * from {{ ref('int_layouts__factors') }}

),

coded as (

    select
        indicators.* exclude (percentage, value, value_status),
        labels.list,
        labels.code,
        coalesce(labels.category, categories.code) as category_code,
        indicators.category is not null and categories.code is null as is_category_unknown,
        -- a number beside a mark of suppression is not for use; a thousand million of anything is a slip of typing
        case
            when not indicators.is_marked_suppressed and abs(indicators.value) < 1e9 then indicators.value
        end as value,
        case
            when indicators.is_marked_suppressed then 'suppressed'
            when abs(indicators.value) >= 1e9 then 'unreadable'
            else indicators.value_status
        end as value_status,
        -- a per cent sign says what the number is, whatever the column holds otherwise
        indicators.percentage * case
            when indicators.percentage_text like '%\%%' escape '\' then 1
            else coalesce(percentage_factors.factor, 1)
        end as percentage,
        case
            when indicators.period_month is not null then {{ quarter_of('indicators.period_month') }}
            when indicators.period_quarter_number is not null
                then return_calendar.financial_year || '-Q' || indicators.period_quarter_number
            when indicators.period is null then indicators.quarter
        end as period_quarter
    from indicators
    inner join return_calendar
        on indicators.quarter = return_calendar.quarter
    left join labels
        on
            indicators.label_key = labels.label_key
            and labels.list in ('measure', 'activity')
            and indicators.authority_code = coalesce(labels.authority_code, indicators.authority_code)
            and {{ valid_in('labels', 'indicators.quarter') }}
    left join labels as categories
        on
            indicators.category_key = categories.label_key
            and categories.list = 'category'
            and indicators.authority_code = coalesce(categories.authority_code, indicators.authority_code)
            and {{ valid_in('categories', 'indicators.quarter') }}
    left join factors as percentage_factors
        on
            indicators.authority_code = percentage_factors.authority_code
            and indicators.table_name = percentage_factors.table_name
            and percentage_factors.field = 'percentage'
            and {{ valid_in('percentage_factors', 'indicators.quarter') }}

)

select * from coded
