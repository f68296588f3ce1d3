{# The financial quarter a day falls in, written as 2021-22-Q4. #}
{% macro quarter_of(day) -%}
    strftime({{ day }} - interval 3 month, '%Y') || '-'
    || strftime({{ day }} + interval 9 month, '%y') || '-Q'
    || quarter({{ day }} - interval 3 month)
{%- endmacro %}
