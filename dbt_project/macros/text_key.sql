{# The form in which two labels are the same: dashes, quotes, white space and case are folded, accents written apart are
   put together and what nobody sees is left out. As sfpc.text does, but for rarities (full-width letters, ligatures,
   fractions), which only Python folds. #}
{% macro text_key(text) -%}
    lower(trim(regexp_replace(
        translate(
            nfc_normalize(translate({{ text }}, {{ invisible_characters() }}, '')), '‐‑‒–—−’‘“”', '------''''""'
        ),
        '[\s\p{Z}\x0b\x1c-\x1f\x{85}]+', ' ', 'g'
    )))
{%- endmacro %}
