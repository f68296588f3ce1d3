{# The form in which two labels are the same: dashes, quotes, white space and case are folded. As sfpc.text does. #}
{% macro text_key(text) -%}
    lower(trim(regexp_replace(translate({{ text }}, '‐‑‒–—−’‘“”', '------''''""'), '[\s\p{Z}]+', ' ', 'g')))
{%- endmacro %}
