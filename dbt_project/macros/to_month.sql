{# Text to the first day of a month: Jul-21, Jul 2021, July 2021, or any day of it. #}
{% macro to_month(text, date_system) -%}
    coalesce({{ named_month(date_text(text)) }}, date_trunc('month', {{ to_date(text, date_system) }})::date)
{%- endmacro %}

{# A date's text (date_text) that names a month and no day of it, to the first day of the month. #}
{% macro named_month(written) -%}
    {%- set month = "^([a-z]{3,9})[- /'']*" ~ plausible_years() ~ "$" -%}
    {{ day_of(part_of(written, month, 2), month_number(part_of(written, month, 1)), "'1'") }}
{%- endmacro %}
