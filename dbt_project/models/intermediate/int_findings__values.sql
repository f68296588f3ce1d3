-- One row per figure whose text is no number where it stands, or a number with something beside it that was read away.
-- A cell's text is quoted only where it is figures and signs, too few of them for a date or a number of a person's.
{% set indicators = {'value': 'count', 'denominator': 'count', 'percentage': 'percentage', 'year_to_date': 'count'} %}
with

indicators as (

    select * from {{ ref('int_indicators__coded') }}

),

amounts as (

    select * from {{ ref('int_finance__amounts') }}

),

benefits as (

    select * from {{ ref('int_benefits__in_pounds') }}

),

numbers as (

    select * from {{ ref('stg_returns__numbers') }}

),

-- a label that is not known is not quoted: it could be anything
figures as (

    {% for figure, unit in indicators.items() -%}
    select
        submission_id,
        authority_code,
        quarter,
        case list when 'activity' then 'delivery' else 'performance' end as section,
        source_file,
        source_sheet,
        {{ figure }}_place as place,
        case when code is null then 'A figure' else '''' || label || '''' end || ', {{ figure.replace('_', ' ') }},'
            as subject,
        '{{ unit }}' as unit,
        {{ figure }}_text,
        {{ figure }}_status as figure_status,
        case when is_marked_suppressed then null else {{ figure }} end as figure_read
    from indicators
    where {{ figure }}_text is not null
    union all
    {% endfor -%}
    select
        submission_id,
        authority_code,
        quarter,
        'finance' as section,
        source_file,
        source_sheet,
        value_place as place,
        case
            when workstream is null or is_funder_unknown then 'An amount'
            else '''' || workstream_label || coalesce(''', ''' || funder_label, '') || ''''
        end || ', ' || replace(amount, '_', ' ') || ',' as subject,
        'pounds' as unit,
        value_text,
        value_status as figure_status,
        value_gbp as figure_read
    from amounts
    where value_text is not null
    {% for amount in ['planned', 'delivered', 'forecast'] -%}
    union all
    select
        submission_id,
        authority_code,
        quarter,
        'benefits' as section,
        source_file,
        source_sheet,
        {{ amount }}_place as place,
        '''' || benefit || ''', {{ amount }},' as subject,
        'pounds' as unit,
        {{ amount }}_text as value_text,
        {{ amount }}_status as figure_status,
        {{ amount }}_gbp as figure_read
    from benefits
    where {{ amount }}_text is not null
    {% endfor %}

),

told as (

    select distinct
        figures.*,
        numbers.status,
        numbers.number,
        numbers.multiplier,
        numbers.marks,
        numbers.marks_meaning,
        numbers.symbol_meaning,
        numbers.has_per_cent_sign,
        numbers.has_pound_sign,
        numbers.fault,
        coalesce(numbers.fault, '') != 'error_cell'
        and regexp_matches(figures.value_text, '^[0-9 .,£%()<>~≈?*+/-]{1,14}$')
        and len(regexp_extract_all(figures.value_text, '[0-9]')) <= 7
        and not regexp_matches(figures.value_text, '[0-9][-/. ][0-9]{1,2}[-/. ][0-9]') as is_quotable,
        case when is_quotable then '''' || trim(figures.value_text) || '''' else 'a text' end as found,
        case figures.unit
            when 'pounds' then 'an amount of money'
            when 'percentage' then 'a percentage'
            else 'a number'
        end as expected
    from figures
    inner join numbers
        on figures.value_text = numbers.value_text
    where
        figures.figure_status = 'unreadable'
        or numbers.marks is not null
        or numbers.multiplier is not null
        or (numbers.symbol_meaning is not null and numbers.status = 'reported')

),

judged as (

    select
        *,
        case
            when figure_status = 'unreadable' and fault in ('error_cell', 'formula_without_value') then fault
            when figure_status = 'unreadable' then 'unreadable_value'
            when figure_status = 'reported' and multiplier is not null and unit = 'count' then 'value_rounded'
            when figure_status = 'reported' and multiplier is not null then 'value_multiplied'
            when marks is not null then 'value_marked'
            when figure_status = 'reported' and symbol_meaning is not null then 'zero_in_words'
        end as finding_type
    from told

),

findings as (

    select
        submission_id,
        authority_code,
        quarter,
        finding_type,
        section,
        source_file,
        source_sheet,
        place,
        subject || case finding_type
            when 'error_cell'
                then ' should be ' || expected || '; there is ' || case
                        when symbol_meaning is not null then trim(value_text) || ', an error: ' || symbol_meaning
                        when
                            value_text like '##%'
                            then 'a row of #, which a column too narrow leaves when saved as text'
                        else 'an error of the spreadsheet'
                    end || '. Mend the formula or write the figure, save the file and send it again.'
            when 'formula_without_value'
                then ' should be ' || expected || '; there is a formula without its result. Open the file in the '
                    || 'spreadsheet, let it work the formula out, save it and send it again; or write the figure.'
            when 'unreadable_value'
                then ' should be ' || expected || '; ' || case
                        when status = 'reported' and has_per_cent_sign and unit != 'percentage'
                            then found || ' is a percentage'
                        when status = 'reported' and multiplier is not null and unit = 'count'
                            then found || ' is a rounded number of millions'
                        when status = 'reported' and has_pound_sign and unit = 'pounds'
                            then found || ' is in pounds, and its column is in another unit'
                        when status = 'reported' and has_pound_sign then found || ' is an amount of money'
                        when status = 'reported' and multiplier is not null
                            then found || ' is multiplied, and its column is no such unit'
                        when status = 'reported' then found || ' is too large to be one'
                        when
                            fault = 'decimal_comma'
                            then found || ' could be a decimal comma or a slip between thousands'
                        when fault = 'approximate' then found || ' is about a number, not a number'
                        when fault = 'range' then found || ' is a range, not one number'
                        when fault = 'bound' then found || ' is a bound, not a number'
                        when is_quotable then found || ' is none'
                        else 'the text there is none'
                    end || '. Write ' || case unit
                        when 'percentage' then 'it as 23.4%'
                        when 'pounds' then 'the amount in the unit of its column, as 1,285.50'
                        else 'one whole number, as 1,285'
                    end || '; leave the cell blank where it is not known.'
            when 'value_rounded'
                then ' is a rounded count; ' || {{ written_plainly('figure_read') }}
                    || ' was read. Write the count to the last one.'
            when 'value_multiplied'
                then ' says its own unit; £' || {{ written_plainly('figure_read') }}
                    || ' was read, whatever the unit of its column. Write amounts in the unit of the column.'
            when 'value_marked'
                then ' has ' || marks || ' beside it (' || marks_meaning || '); ' || case
                        when figure_status = 'reported'
                            then {{ written_plainly('coalesce(figure_read, number)') }} || ' was read.'
                        else 'its number was not used.'
                    end
            when 'zero_in_words'
                then ' is given in a word, which was read as 0. Leave the cell blank if the figure is not known.'
        end as message
    from judged
    where finding_type is not null

)

select * from findings
