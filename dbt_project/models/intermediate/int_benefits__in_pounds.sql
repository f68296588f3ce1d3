-- One row per benefit and financial year sent, in pounds; a saving is positive however it was written. Rows that add
-- others up are marked, to be checked and left out.
with

benefits as (

    select * from {{ ref('stg_returns__benefits') }}

),

labels as (

    select
        *,
        {{ text_key('label') }} as label_key,
        {{ without_markers('label_key') }} as bare_key
    from {{ ref('labels') }}

),

names as (

    select
        authority_code,
        quarter,
        {{ text_key('benefit') }} as benefit_key
    from benefits

),

totals as (

    {{ labels_matched('labels', ['benefit'], 'names', 'benefit_key') }}

),

factors as (

    select * from {{ ref('int_layouts__factors') }}

),

personal_data as (

    select * from {{ ref('int_findings__personal_data') }}

),

in_pounds as (

    select
        ---------- ids
        benefits.submission_id,
        benefits.authority_code,
        benefits.quarter,
        benefits.table_name,
        benefits.row_number,

        ---------- what it is about
        case
            when personal_data.place is null then benefits.benefit
            else 'Withheld (' || benefits.benefit_place || ')'
        end as benefit,
        benefits.benefit_place,
        totals.code is not null as is_total,
        benefits.financial_year,
        benefits.financial_year_place,

        ---------- amounts, each with its status and place
        {% for amount in ['planned', 'delivered', 'forecast'] -%}
        {{ pounds_factor(
            'benefits.' ~ amount ~ '_text', 'benefits.' ~ amount ~ '_multiplier', amount ~ '_factors.factor'
        ) }} as {{ amount }}_factor,
        cast(
            try_cast(round(benefits.{{ amount }} * {{ amount }}_factor, 2) as decimal(16, 2)) as decimal(18, 2)
        ) as {{ amount }}_gbp,
        case
            when benefits.{{ amount }}_status = 'reported' and {{ amount }}_gbp is null then 'unreadable'
            else benefits.{{ amount }}_status
        end as {{ amount }}_status,
        benefits.{{ amount }}_place,
        benefits.{{ amount }}_text,
        {% endfor %}
        -- what the last digit sent is worth, as for finance
        cast(
            abs(coalesce(planned_factors.factor, 1))
            * power(10, -length(regexp_extract(benefits.planned_text, '\.(\d+)', 1))) as decimal(18, 6)
        ) as rounded_to_gbp,

        ---------- lineage
        benefits.source_file,
        benefits.source_sheet
    from benefits
    left join totals
        on
            benefits.authority_code = totals.authority_code
            and benefits.quarter = totals.quarter
            and {{ text_key('benefits.benefit') }} = totals.sent_key
    left join personal_data
        on
            benefits.submission_id = personal_data.submission_id
            and benefits.source_file = personal_data.source_file
            and coalesce(benefits.source_sheet, '') = personal_data.source_sheet
            and benefits.benefit_place = personal_data.place
    {% for amount in ['planned', 'delivered', 'forecast'] -%}
    left join factors as {{ amount }}_factors
        on
            benefits.authority_code = {{ amount }}_factors.authority_code
            and benefits.table_name = {{ amount }}_factors.table_name
            and {{ amount }}_factors.field = '{{ amount }}'
            and {{ valid_in(amount ~ '_factors', 'benefits.quarter') }}
    {% endfor %}

)

select * from in_pounds
