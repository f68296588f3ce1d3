{# Text to the first day of a month: Jul-21, Jul 2021, July 2021, or any day of it. Years of two digits are tried first:
   %Y would read 21 as the year 21. #}
{% macro to_month(text) -%}
    coalesce(
        try_strptime(
            '1 ' || {{ short_september("regexp_replace(trim(" ~ text ~ "), '[\\s\\-/'']+', ' ', 'g')") }},
            ['%d %b %y', '%d %B %y', '%d %b %Y', '%d %B %Y']
        )::date,
        date_trunc('month', {{ to_date(text) }})::date
    )
{%- endmacro %}
