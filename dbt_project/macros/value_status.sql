{# What a figure's text is: a number, one of the symbols that stand for a missing one, nothing, or something else. #}
{% macro value_status(text, symbols) -%}
    case
        when {{ to_number(text) }} is not null then 'reported'
        when {{ text }} is null or {{ text_key(text) }} = '' then 'blank'
        else coalesce({{ symbols }}.status, 'unreadable')
    end
{%- endmacro %}
