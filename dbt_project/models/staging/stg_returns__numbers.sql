-- One row per text that stands where a figure should, whoever sent it: the number it is, or why it is none. Markers and
-- multipliers that may follow a number are rows of seeds/value_markers.csv, and words for a missing one of
-- seeds/value_symbols.csv; a text that holds anything else is no number, for a guess could be a wrong figure.
{% set fields = {
    'indicators': ['value', 'denominator', 'percentage', 'year_to_date'],
    'finance': ['budget', 'actual_in_month', 'actual_in_quarter', 'actual_year_to_date', 'forecast'],
    'benefits': ['planned', 'delivered', 'forecast']
} %}
with

indicators as (

    select * from {{ source('raw', 'indicators') }}

),

finance as (

    select * from {{ source('raw', 'finance') }}

),

benefits as (

    select * from {{ source('raw', 'benefits') }}

),

symbols as (

    select
        *,
        {{ text_key('symbol') }} as symbol_key
    from {{ ref('value_symbols') }}

),

markers as (

    select * from {{ ref('value_markers') }}

),

sent as (

    {% for table in ['indicators', 'finance', 'benefits'] -%}
    {% set last_table = loop.last -%}
    {% for field in fields[table] -%}
    select {{ field }} as value_text from {{ table }}
    {{ 'union' if not (loop.last and last_table) }}
    {% endfor %}
    {% endfor %}

),

written as (

    select
        value_text,
        {{ text_key('value_text') }} as value_key,
        {{ plain_text('value_text') }} as written
    from sent
    where value_text is not null

),

-- the number at the beginning, and what follows it
parted as (

    select
        *,
        regexp_extract(written, '^(?:{{ written_number() }})') as head,
        lower(trim(substr(written, length(head) + 1))) as tail
    from written

),

-- what follows, piece by piece: what stands between brackets, a word, stars, raised figures, or any one character
pieces as (

    select distinct
        value_text,
        unnest(regexp_extract_all(tail, '\[[^\]]*\]|\([^)]*\)|[a-z]+|\*+|[⁰¹²³⁴-⁹]+|[^ ]')) as piece
    from parted
    where head != '' and tail != ''

),

judged as (

    select
        pieces.value_text,
        bool_and(markers.marker is not null or pieces.piece = '%') as is_known,
        bool_or(pieces.piece = '%') as has_per_cent_sign,
        count(*) filter (where markers.kind = 'multiplier') as multiplier_count,
        max(markers.factor) filter (where markers.kind = 'multiplier') as multiplier,
        string_agg(pieces.piece, ' ' order by pieces.piece) filter (where markers.kind = 'note') as marks,
        string_agg(distinct markers.meaning, ', ' order by markers.meaning) filter (where markers.kind = 'note')
            as marks_meaning,
        max(markers.status) filter (where markers.status != 'reported') as withheld_status
    from pieces
    left join markers
        on
            regexp_replace(regexp_replace(pieces.piece, '[0-9]+', '{number}'), '[⁰¹²³⁴-⁹]+', '{superscript}')
            = markers.marker
    group by pieces.value_text

),

decided as (

    select
        parted.value_text,
        case
            when parted.head != '' and (parted.tail = '' or (judged.is_known and judged.multiplier_count <= 1))
                then {{ number_of('parted.head') }}
        end as written_number,
        coalesce(judged.has_per_cent_sign, false) as has_per_cent_sign,
        contains(parted.written, '£') as has_pound_sign,
        judged.multiplier,
        judged.marks,
        judged.marks_meaning,
        case
            when parted.value_key = '' then 'blank'
            when parted.tail = '' and written_number is not null then 'reported'
            when symbols.status is not null then symbols.status
            -- a multiplied percentage is nothing; a multiplied £ sign is money
            when written_number is null or (judged.has_per_cent_sign and judged.multiplier is not null)
                then 'unreadable'
            else coalesce(judged.withheld_status, 'reported')
        end as number_status,
        case when number_status = 'reported' then coalesce(written_number, 0) end as number,
        symbols.explanation as symbol_meaning,
        case
            when number_status != 'unreadable' then null
            when symbols.status is not null or regexp_matches(parted.written, '^(#[#A-Z0-9/?!_]+|Err:\d+)$')
                then 'error_cell'
            when regexp_matches(parted.written, '^[=@]') then 'formula_without_value'
            when regexp_matches(parted.written, '^[-+]?£? ?\d+([.]\d{3})*,\d{1,2}$') then 'decimal_comma'
            when
                regexp_matches(parted.written, '(?i)^([~≈?]|approx|about|circa|c[. ]|around|roughly|est ).*\d|\d ?\?$')
                then 'approximate'
            when regexp_matches(lower(parted.written), '^[£\d.,]+ ?(-|to|or|and) ?[£\d.,]+$') then 'range'
            when regexp_matches(parted.written, '^[<>≤≥]|\d ?\+$') then 'bound'
            else 'words'
        end as fault
    from parted
    left join judged
        on parted.value_text = judged.value_text
    left join symbols
        on parted.value_key = symbols.symbol_key

)

select
    * exclude (written_number, number_status),
    number_status as status
from decided
