-- One row per amount of money sent, in pounds, with its line (workstream and funder, or the total) and month.
{% set amounts = ['budget', 'actual_in_month', 'actual_in_quarter', 'actual_year_to_date', 'forecast'] %}
with

finance as (

    select * from {{ ref('stg_returns__finance') }}

),

labels as (

    select
        *,
        {{ text_key('label') }} as label_key
    from {{ ref('labels') }}

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
        '{{ amount }}' as amount,
        {{ amount }}_text as value_text,
        {{ amount }} as value,
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
        -- a hundred million million pounds are a slip of typing, and room is left to add amounts up
        cast(try_cast(round(sent.value * factors.factor, 2) as decimal(16, 2)) as decimal(18, 2)) as value_gbp,
        case
            when sent.value_status = 'reported' and value_gbp is null then 'unreadable'
            else sent.value_status
        end as value_status,
        -- what the last digit sent is worth: a total of rounded lines may miss by one of these a line; a decimal,
        -- because sums of floating point differ with the order of the rows
        cast(
            abs(factors.factor) * power(10, -length(regexp_extract(sent.value_text, '\.(\d+)', 1))) as decimal(18, 6)
        ) as rounded_to_gbp
    from sent
    left join labels as workstreams
        on
            sent.workstream_key = workstreams.label_key
            and workstreams.list = 'workstream'
            and sent.authority_code = coalesce(workstreams.authority_code, sent.authority_code)
            and {{ valid_in('workstreams', 'sent.quarter') }}
    left join labels as funders
        on
            sent.funder_key = funders.label_key
            and funders.list = 'funder'
            and sent.authority_code = coalesce(funders.authority_code, sent.authority_code)
            and {{ valid_in('funders', 'sent.quarter') }}
    inner join factors
        on
            sent.authority_code = factors.authority_code
            and sent.table_name = factors.table_name
            and sent.amount = factors.field
            and {{ valid_in('factors', 'sent.quarter') }}

)

select * from coded
