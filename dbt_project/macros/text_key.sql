{# The form in which two labels are the same: dashes, quotes, white space and case are folded, and accents written apart
   are put together. As sfpc.text does, but for rarities (full-width letters, ligatures, fractions), which only Python
   folds. #}
{% macro text_key(text) -%}
    lower(trim(regexp_replace(
        translate(nfc_normalize({{ text }}), '‐‑‒–—−’‘“”', '------''''""'),
        '[\s\p{Z}\x0b\x1c-\x1f\x{85}]+', ' ', 'g'
    )))
{%- endmacro %}
