{# A label's text key without its footnote markers, as sfpc.text.without_markers leaves them out; a text that is a marker
   alone keeps itself. #}
{% macro without_markers(key) -%}
    {%- set notes = '(?:[0-9]{1,2}|[a-z])(?:(?: ?[,;&/] ?| and )(?:[0-9]{1,2}|[a-z]))*' -%}
    coalesce(
        nullif(trim(regexp_replace(
            {% for _ in range(4) %}regexp_replace({% endfor %}translate({{ key }}, '⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾ªºᵃᵇᶜᵈᵉᶠᵍ', repeat('*', 21)),
                ' ?[\[(](?:see )?(?:foot)?notes?[ .:]?{{ notes }}[\])]', '', 'g'),
                ' ?\[{{ notes }}\]', '', 'g'),
                ' ?\((?:{{ notes }}|\*+)\)$', '', 'g'),
                '(?: ?[-,;:.])? (?:see )?(?:foot)?notes? {{ notes }}$', '', 'g'),
            '[*†‡§¶#^]+', '', 'g'
        )), ''),
        {{ key }}
    )
{%- endmacro %}
