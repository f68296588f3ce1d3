{# Sept is how many people write it; the date formats know Sep and September. #}
{% macro short_september(text) -%}
    regexp_replace({{ text }}, '(?i)\bsept\b', 'Sep')
{%- endmacro %}
