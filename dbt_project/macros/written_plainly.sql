{# A number as people write it, with commas between thousands and no noughts after the point. #}
{% macro written_plainly(number) -%}
    regexp_replace(format('{:,.6f}', cast({{ number }} as double)), '\.?0+$', '')
{%- endmacro %}
