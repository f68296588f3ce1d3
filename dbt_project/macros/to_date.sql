{# Text to a day: ISO, dd/mm/yyyy, a month in words or a serial number of a spreadsheet; null where the text is none, where
   the day does not exist or is of no year a programme has (2000 to 2049), and where it can be read two ways: there its
   column decides (stg_returns__dates). Agrees with sfpc.period.read_date, which tests/dbt_project/test_macros.py holds it
   to. #}
{% macro to_date(text, date_system) -%}
    {{ undisputed_day(
        day_in_order(date_text(text), 'day_first', date_system), day_in_order(date_text(text), 'month_first', date_system)
    ) }}
{%- endmacro %}

{# The one day that the two orders give; null where they give two. #}
{% macro undisputed_day(day_first, month_first) -%}
    case
        when len(list_distinct([{{ day_first }}, {{ month_first }}])) = 1 then coalesce({{ day_first }}, {{ month_first }})
    end
{%- endmacro %}

{# A date's text (date_text) to a day, where a date in figures alone is in that order: day_first or month_first. #}
{% macro day_in_order(written, order, date_system) -%}
    {%- set figures = '^(\\d{1,2})([-/.])(\\d{1,2})([-/.])' ~ plausible_years() ~ '$' -%}
    {%- set day_and_month = '^(\\d{1,2})[- ]?([a-z]{3,9})[- ]?' ~ plausible_years() ~ '$' -%}
    {%- set month_and_day = '^([a-z]{3,9})[- ]?(\\d{1,2})[- ](20[0-4]\\d)$' -%}
    case
        when regexp_matches({{ written }}, '^20[0-4]\d[-/]\d{1,2}[-/]\d{1,2}$')
            then try_cast(replace({{ written }}, '/', '-') as date)
        when
            regexp_matches({{ written }}, '{{ figures }}')
            and {{ part_of(written, figures, 2) }} = {{ part_of(written, figures, 4) }}
            then {{ day_of(
                part_of(written, figures, 5),
                part_of(written, figures, 3 if order == 'day_first' else 1),
                part_of(written, figures, 1 if order == 'day_first' else 3)
            ) }}
        when regexp_matches({{ written }}, '{{ day_and_month }}')
            then {{ day_of(
                part_of(written, day_and_month, 3),
                month_number(part_of(written, day_and_month, 2)),
                part_of(written, day_and_month, 1)
            ) }}
        when regexp_matches({{ written }}, '{{ month_and_day }}')
            then {{ day_of(
                part_of(written, month_and_day, 3),
                month_number(part_of(written, month_and_day, 1)),
                part_of(written, month_and_day, 2)
            ) }}
        -- Excel of Windows counts from 1900 and Excel of old Macs from 1904; both within 2000 to 2049
        when regexp_matches({{ written }}, '^\d{5}(\.\d+)?$') and {{ date_system }} = '1904'
            then case
                when left({{ written }}, 5) between '35064' and '53326'
                    then date '1904-01-01' + try_cast(left({{ written }}, 5) as integer)
            end
        when regexp_matches({{ written }}, '^\d{5}(\.\d+)?$') and left({{ written }}, 5) between '36526' and '54788'
            then date '1899-12-30' + try_cast(left({{ written }}, 5) as integer)
    end
{%- endmacro %}

{# A date without what says nothing of the day: the day of the week, `th` after the day, `of`, commas, a time of day. #}
{% macro date_text(text) -%}
    trim(regexp_replace(
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    lower({{ plain_text(text) }}), '^(mon|tues?|wed(nes)?|thu(rs?)?|fri|sat(ur)?|sun)(day)?\.?,? ', ''
                ),
                '^(.*\d)[t ]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)? ?([ap]m)?(z|[-+]\d{2}:?\d{2})?$', '\1'
            ),
            '\b(\d{1,2})(st|nd|rd|th)\b( of\b)?', '\1'
        ),
        '([a-z])\. ?|, ?', '\1 ', 'g'
    ))
{%- endmacro %}

{# A year of two figures is of this century. #}
{% macro day_of(year, month, day) -%}
    try_cast(right('20' || {{ year }}, 4) || '-' || {{ month }} || '-' || {{ day }} as date)
{%- endmacro %}

{% macro plausible_years() -%}
    (20[0-4]\d|[0-4]\d)
{%- endmacro %}

{% macro part_of(text, pattern, number) -%}
    regexp_extract({{ text }}, '{{ pattern }}', {{ number }})
{%- endmacro %}
