{# Text to a financial year written as 2021-22: 2021/22, 21/22, FY21/22, 2021-2022, 202122. The years must follow each
   other; 2021 alone is no financial year, although 20 and 21 do. #}
{% macro to_financial_year(text) -%}
    case
        when
            regexp_matches({{ text }}, '{{ _two_years() }}')
            and not regexp_matches(trim({{ text }}), '^20[0-9]{2}$')
            and (try_cast({{ _year_part(text, 1) }} as integer) + 1) % 100 = try_cast({{ _year_part(text, 2) }} as integer)
            then '20' || {{ _year_part(text, 1) }} || '-' || {{ _year_part(text, 2) }}
    end
{%- endmacro %}

{% macro _year_part(text, part) -%}
    regexp_extract({{ text }}, '{{ _two_years() }}', {{ part }})
{%- endmacro %}

{% macro _two_years() -%}
    ^\s*(?i:fy)?\s*(?:20)?(\d{2})\s*[-–/ ]?\s*(?:20)?(\d{2})\s*$
{%- endmacro %}
