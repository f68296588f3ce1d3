{# The labels that a return's text keys stand for, one row a key sent by an authority in a quarter: the label of that very
   key, else the one known label that is the same without footnote markers. `labels` and `sent` are names of CTEs;
   `labels` has label_key and bare_key. #}
{% macro labels_matched(labels, lists, sent, key) -%}
    select
        sent.authority_code,
        sent.quarter,
        sent.sent_key,
        known.list,
        known.code,
        known.category
    from (
        select distinct
            authority_code,
            quarter,
            {{ key }} as sent_key,
            {{ without_markers(key) }} as bare_key
        from {{ sent }}
        where {{ key }} is not null
    ) as sent
    inner join {{ labels }} as known
        on
            sent.bare_key = known.bare_key
            and known.list in ({% for list in lists %}'{{ list }}'{{ ', ' if not loop.last }}{% endfor %})
            and sent.authority_code = coalesce(known.authority_code, sent.authority_code)
            and {{ valid_in('known', 'sent.quarter') }}
    window same_key as (partition by sent.authority_code, sent.quarter, sent.sent_key)
    qualify
        case
            when bool_or(sent.sent_key = known.label_key) over same_key then sent.sent_key = known.label_key
            else min(known.label_key) over same_key = max(known.label_key) over same_key
        end
{%- endmacro %}
