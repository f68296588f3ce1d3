{# Text to a financial year written as 2021-22: 2021/22, 21/22, FY21/22, 2021-2022. Years must follow each other. #}
{% macro to_financial_year(text) -%}
    case
        when
            regexp_matches({{ text }}, '^\s*(?i:fy)?\s*(20)?\d{2}\s*[-/ ]?\s*(20)?\d{2}\s*$')
            and (try_cast({{ _year_part(text, 1) }} as integer) + 1) % 100 = try_cast({{ _year_part(text, 2) }} as integer)
            then '20' || {{ _year_part(text, 1) }} || '-' || {{ _year_part(text, 2) }}
    end
{%- endmacro %}

{% macro _year_part(text, part) -%}
    regexp_extract({{ text }}, '^\s*(?i:fy)?\s*(?:20)?(\d{2})\s*[-/ ]?\s*(?:20)?(\d{2})\s*$', {{ part }})
{%- endmacro %}
