{# Text of a figure or date as it is read: full-width forms, dashes and spaces of every kind are the plain ones, what nobody
   sees is left out, and so is the apostrophe by which a spreadsheet keeps a number as text. #}
{% macro plain_text(text) -%}
    trim(regexp_replace(
        regexp_replace(
            translate(
                translate({{ text }}, {{ invisible_characters() }}, ''),
                '０１２３４５６７８９．，／－＋％（）￡‐‑‒–—−’‘', '0123456789.,/-+%()£------'''''
            ),
            '[\s\p{Z}\x0b\x1c-\x1f\x{85}]+', ' ', 'g'
        ),
        '^ ?''', ''
    ))
{%- endmacro %}
