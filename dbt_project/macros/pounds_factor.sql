{# What an amount of money is multiplied by to be pounds: what its own text says (`£1.2m`) goes before the unit of its
   column, with the column's sign. In a column of pence a £ sign contradicts the column, and a bare `k` could be either:
   neither is an amount. #}
{% macro pounds_factor(text, multiplier, factor) -%}
    case
        when {{ multiplier }} is null and not (abs({{ factor }}) < 1 and coalesce(contains({{ text }}, '£'), false))
            then {{ factor }}
        when {{ multiplier }} is not null and (abs({{ factor }}) >= 1 or coalesce(contains({{ text }}, '£'), false))
            then sign({{ factor }}) * {{ multiplier }}
    end
{%- endmacro %}
