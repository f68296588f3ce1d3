{# Text to a number, the one place that decides: a £ sign, a per cent sign, a plus or a minus and brackets for negatives
   are taken off; commas or spaces, never both, may only stand between thousands, so that a decimal comma is never read
   as a larger number. A number of more than thirteen digits is none: nothing that is counted or paid for here comes
   near it. Twelve decimals keep the pennies of an amount in millions. What may follow a number (markers, multipliers)
   is for stg_returns__numbers to say. #}
{% macro to_number(text) -%}
    case
        when regexp_matches({{ plain_text(text) }}, '^(?:{{ written_number() }}) ?%?$')
            then {{ number_of(plain_text(text)) }}
    end
{%- endmacro %}

{# A number as people write it, as a pattern: `1285`, `1,285.5`, `1 285`, `.5`, `1285.`, `1e-05`, with its sign and £. #}
{% macro written_number() -%}
    \( ?£? ?(?:{{ _digits() }}) ?\)|(?:[-+] ?£? ?|£ ?[-+]? ?)?(?:\d+(?:\.\d+)?[eE][-+]?\d+|{{ _digits() }})
{%- endmacro %}

{# A group of thousands never begins with a nought: `0,123` is a decimal comma. #}
{% macro _digits() -%}
    [1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?|[1-9]\d{0,2}(?: \d{3})+(?:\.\d*)?|\d+(?:\.\d*)?|\.\d+
{%- endmacro %}

{% macro number_of(written) -%}
    try_cast(
        case when {{ written }} like '(%' then '-' else '' end
        || regexp_replace({{ written }}, '[^0-9.eE+-]', '', 'g') as decimal(25, 12)
    )
{%- endmacro %}
