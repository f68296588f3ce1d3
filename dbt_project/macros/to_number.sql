{# Text to a number, the one place that decides: £ and % signs and brackets for negatives are taken off; commas or
   spaces may only stand between thousands, so that a decimal comma is never read as a larger number. A number of more
   than thirteen digits is none: nothing that is counted or paid for here comes near it. #}
{% macro to_number(text) -%}
    try_cast(
        case
            when regexp_matches({{ _bare_number(text) }}, '^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$')
                then {{ _bare_number(text) }}
            when regexp_matches({{ _bare_number(text) }}, '^-?[0-9]{1,3}([, \p{Z}][0-9]{3})+(\.[0-9]+)?$')
                then regexp_replace({{ _bare_number(text) }}, '[, \p{Z}]', '', 'g')
        end as decimal(19, 6)
    )
{%- endmacro %}

{% macro _bare_number(text) -%}
    regexp_replace(
        regexp_replace(
            regexp_replace(translate({{ text }}, '−–' || {{ invisible_characters() }}, '--'), '^[\s\p{Z}£]+|[\s\p{Z}%]+$', '', 'g'),
            '^-[\s\p{Z}]*£', '-'
        ),
        '^\([\s\p{Z}£]*([0-9][0-9.,\p{Z}]*?)[\s\p{Z}]*\)$', '-\1'
    )
{%- endmacro %}
