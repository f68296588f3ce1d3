{# What a figure's text is where it stands, from its row of stg_returns__numbers. A per cent sign makes a number no count
   and no amount of money, a £ sign no count and no percentage; nothing counted here comes near a million, and nothing
   multiplies a percentage. `unit` is count, percentage or pounds. #}
{% macro value_status(numbers, unit) -%}
    case
        when {{ numbers }}.status is null then 'blank'
        {%- if unit != 'percentage' %}
        when {{ numbers }}.status = 'reported' and {{ numbers }}.has_per_cent_sign then 'unreadable'
        {%- endif %}
        {%- if unit != 'pounds' %}
        when {{ numbers }}.status = 'reported' and {{ numbers }}.has_pound_sign then 'unreadable'
        when {{ numbers }}.multiplier > {{ 1000 if unit == 'count' else 1 }} then 'unreadable'
        {%- endif %}
        else {{ numbers }}.status
    end
{%- endmacro %}
