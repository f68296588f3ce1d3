-- One row per amount of money sent, in pounds, with its line (workstream and funder, or the total) and month.
{% set amounts = ['budget', 'actual_in_month', 'actual_in_quarter', 'actual_year_to_date', 'forecast'] %}
with

finance as (

    select * from {{ ref('stg_returns__finance') }}

),

labels as (

    select
        *,
        {{ text_key('label') }} as label_key,
        {{ without_markers('label_key') }} as bare_key
    from {{ ref('labels') }}

),

workstream_matches as (

    {{ labels_matched('labels', ['workstream'], 'finance', 'workstream_key') }}

),

funder_matches as (

    {{ labels_matched('labels', ['funder'], 'finance', 'funder_key') }}

),

factors as (

    select * from {{ ref('int_layouts__factors') }}

),

sent as (

    {% for amount in amounts -%}
    select
        submission_id,
        authority_code,
        quarter,
        table_name,
        row_number,
        workstream as workstream_label,
        workstream_key,
        workstream_place,
        funder as funder_label,
        funder_key,
        case when '{{ amount }}' = 'actual_in_month' then period_month end as period_month,
        case when '{{ amount }}' = 'actual_in_month' then period_place end as period_place,
        case when '{{ amount }}' = 'actual_in_month' then period_basis end as period_basis,
        '{{ amount }}' as amount,
        {{ amount }}_text as value_text,
        {{ amount }} as value,
        {{ amount }}_multiplier as multiplier,
        {{ amount }}_status as value_status,
        {{ amount }}_place as value_place,
        source_file,
        source_sheet
    from finance
    where {{ amount }}_place is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

coded as (

    select distinct
        sent.* exclude (value_status),
        workstreams.code as workstream,
        funders.code as funder,
        -- only a total needs no funder
        funders.code is null
        and (sent.funder_label is not null or coalesce(workstreams.code, '') != 'total') as is_funder_unknown,
        {{ pounds_factor('sent.value_text', 'sent.multiplier', 'factors.factor') }} as pounds_factor,
        -- a hundred million million pounds are a slip of typing, and room is left to add amounts up
        cast(try_cast(round(sent.value * pounds_factor, 2) as decimal(16, 2)) as decimal(18, 2)) as value_gbp,
        case
            when sent.value_status = 'reported' and value_gbp is null then 'unreadable'
            else sent.value_status
        end as value_status,
        -- what the last digit sent is worth: a total of rounded lines may miss by one of these a line; a decimal,
        -- because sums of floating point differ with the order of the rows
        cast(
            abs(pounds_factor) * power(10, -length(regexp_extract(sent.value_text, '\.(\d+)', 1))) as decimal(18, 6)
        ) as rounded_to_gbp
    from sent
    left join workstream_matches as workstreams
        on
            sent.authority_code = workstreams.authority_code
            and sent.quarter = workstreams.quarter
            and sent.workstream_key = workstreams.sent_key
    left join funder_matches as funders
        on
            sent.authority_code = funders.authority_code
            and sent.quarter = funders.quarter
            and sent.funder_key = funders.sent_key
    inner join factors
        on
            sent.authority_code = factors.authority_code
            and sent.table_name = factors.table_name
            and sent.amount = factors.field
            and {{ valid_in('factors', 'sent.quarter') }}

)

select * from coded
