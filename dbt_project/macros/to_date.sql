{# Text to a day: ISO, dd/mm/yyyy, a month in words, or an Excel serial number of the 1900 system. British order always. #}
{% macro to_date(text) -%}
    case
        when regexp_matches(trim({{ text }}), '^\d{4}-\d{2}-\d{2}([T ].*)?$')
            then try_cast(substr(trim({{ text }}), 1, 10) as date)
        when regexp_matches(trim({{ text }}), '^\d{1,2}[/.]\d{1,2}[/.]\d{4}$')
            then try_strptime(replace(trim({{ text }}), '.', '/'), '%d/%m/%Y')::date
        when regexp_matches(trim({{ text }}), '^[1-9]\d{4}$')
            then date '1899-12-30' + try_cast(trim({{ text }}) as integer)
        when regexp_matches(trim({{ text }}), '^\d{1,2}[ -][A-Za-z]+[ -]\d{4}$')
            then try_strptime(
                {{ short_september("replace(trim(" ~ text ~ "), '-', ' ')") }}, ['%d %B %Y', '%d %b %Y']
            )::date
    end
{%- endmacro %}
