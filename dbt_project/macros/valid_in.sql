{# Whether a dated row of a seed holds in a quarter; a blank date means always. #}
{% macro valid_in(seed, quarter) -%}
    coalesce({{ seed }}.first_quarter, '') <= {{ quarter }}
    and coalesce({{ seed }}.last_quarter, '9999-99-Q4') >= {{ quarter }}
{%- endmacro %}
