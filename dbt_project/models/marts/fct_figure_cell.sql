-- One row per figure or date of an accepted submission and cell it was made from: the text as sent, the row of the
-- seeds that says what its label means, what it was multiplied by, and what it counts for. The figure is the sum of
-- weight times value over its cells; a date or rating is the text of the one with weight 1.
-- A text is left out where it seems to hold personal data, where a mark says that it is suppressed, and where nothing
-- was read from it, unless it is figures and signs alone.
with

cells as (

    select * from {{ ref('int_figures__cells') }}

),

labels as (

    select
        *,
        {{ text_key('label') }} as label_key,
        {{ without_markers('label_key') }} as bare_key
    from {{ ref('labels') }}

),

personal_data as (

    select * from {{ ref('int_findings__personal_data') }}

),

names as (

    select distinct
        authority_code,
        quarter,
        label_list,
        subject,
        value_text,
        label,
        {{ text_key('label') }} as sent_key,
        {{ without_markers('sent_key') }} as bare_key
    from cells
    where label_list is not null and label is not null

),

-- the row by which the label was known: in the very words, else without footnote markers; the authority's own first
known as (

    select
        names.*,
        labels.label as seed_label,
        labels.source as seed_source
    from names
    inner join labels
        on
            names.label_list = labels.list
            and names.bare_key = labels.bare_key
            and case names.label_list when 'rag' then names.value_text else names.subject end = labels.code
            and names.authority_code = coalesce(labels.authority_code, names.authority_code)
            and {{ valid_in('labels', 'names.quarter') }}
    qualify
        row_number() over (
            partition by
                names.authority_code, names.quarter, names.label_list, names.subject, names.value_text, names.label
            order by (names.sent_key = labels.label_key) desc, labels.authority_code asc nulls last, labels.label asc
        ) = 1

),

final as (

    select
        ---------- the figure
        cells.authority_code,
        cells.quarter,
        cells.section,
        cells.subject,
        cells.part,
        cells.project,
        cells.field,
        cells.submission_id,

        ---------- what was read from the cell, and what it counts for
        cells.period_month,
        cells.used_as,
        cast(cells.weight as integer) as weight,
        cells.value,
        cells.value_text,
        cells.status,
        cells.factor,

        ---------- the cell as sent
        case
            when personal_data.place is null
                and (
                    cells.status not in ('unreadable', 'ambiguous')
                    or (
                        regexp_matches(cells.cell_text, '^[0-9 .,£%()<>~≈?*+/-]{1,14}$')
                        and len(regexp_extract_all(cells.cell_text, '[0-9]')) <= 8
                    )
                )
                then cells.cell_text
        end as cell_text,
        cells.source_file,
        cells.source_sheet,
        cells.source_place,

        ---------- what says which figure it is
        cells.label,
        cells.label_place,
        cells.part_label,
        known.seed_label,
        known.seed_source,

        ---------- the row of raw
        cells.raw_table,
        cells.layout_table,
        cast(cells.row_number as bigint) as row_number

    from cells
    left join known
        on
            cells.authority_code = known.authority_code
            and cells.quarter = known.quarter
            and cells.label_list = known.label_list
            and cells.subject = known.subject
            and cells.value_text is not distinct from known.value_text
            and cells.label = known.label
    left join personal_data
        on
            cells.submission_id = personal_data.submission_id
            and cells.source_file = personal_data.source_file
            and coalesce(cells.source_sheet, '') = personal_data.source_sheet
            and cells.source_place = personal_data.place

)

select * from final
