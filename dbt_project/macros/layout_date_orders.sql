{# The order in which a layout says that a column writes its dates, one row an authority, quarter, table and field; the
   rows of everybody's layouts count for each authority. None where two rows of a column say two. #}
{% macro layout_date_orders(source, layout_columns) -%}
    select
        sent.authority_code,
        sent.quarter,
        sent.table_name,
        layout.field,
        case when min(layout.date_order) = max(layout.date_order) then min(layout.date_order) end as date_order
    from (select distinct authority_code, quarter, table_name from {{ source }}) as sent
    inner join {{ layout_columns }} as layout
        on
            sent.table_name = layout.table_name
            and sent.authority_code = coalesce(layout.authority_code, sent.authority_code)
            and {{ valid_in('layout', 'sent.quarter') }}
            and layout.date_order is not null
    group by sent.authority_code, sent.quarter, sent.table_name, layout.field
{%- endmacro %}
