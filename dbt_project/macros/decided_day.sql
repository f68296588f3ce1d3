{# Which order a date in figures alone is read in: the one its column proves, else the one the other date columns of its
   table prove, else the one its layout gives, else none. Where a column or table proves both, or another than its layout
   gives, none: one cell in the other order shall not turn round the rest without a word. Each proof is the
   least and the greatest order (by name) that a value there can only be in; sfpc reads them over one submission's table. #}
{% macro order_basis(column_least, column_greatest, table_least, table_greatest, layout_order) -%}
    case
        when {{ column_least }} != {{ column_greatest }} then 'contradiction'
        when {{ column_least }} != {{ layout_order }} then 'contradiction'
        when {{ column_least }} is not null then 'column'
        when {{ table_least }} != {{ table_greatest }} then 'contradiction'
        when {{ table_least }} != {{ layout_order }} then 'contradiction'
        when {{ table_least }} is not null then 'table'
        when {{ layout_order }} is not null then 'layout'
    end
{%- endmacro %}

{# The day of a row of stg_returns__dates, in the order that was decided on that basis; else null. #}
{% macro decided_day(dates, basis, column_order, table_order, layout_order) -%}
    coalesce(
        {{ dates }}.undisputed_date,
        case
            case {{ basis }} when 'column' then {{ column_order }} when 'table' then {{ table_order }}
                when 'layout' then {{ layout_order }}
            end
            when 'day_first' then {{ dates }}.day_first_date
            when 'month_first' then {{ dates }}.month_first_date
        end
    )
{%- endmacro %}
