{# The name of a month, whole or cut short to three letters or more, as 1 to 12; null for another word. #}
{% macro month_number(name) -%}
    {%- set months = [
        'january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november',
        'december'
    ] -%}
    case
        when length({{ name }}) >= 3
            then list_position([
                {% for month in months %}starts_with('{{ month }}', {{ name }}){{ ', ' if not loop.last }}{% endfor %}
            ], true)
    end
{%- endmacro %}
