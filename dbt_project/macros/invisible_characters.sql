{# Characters that nobody sees and that web pages and word processors leave in what is copied from them: the soft hyphen,
   the zero-width space, the word joiner and the byte-order mark. #}
{% macro invisible_characters() -%}
    chr(173) || chr(8203) || chr(8288) || chr(65279)
{%- endmacro %}
