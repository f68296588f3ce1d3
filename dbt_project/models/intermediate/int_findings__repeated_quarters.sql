-- One row per submission whose figures of performance and delivery are all those of another quarter of the same
-- authority: last year's file under this year's name is caught by it even where its dates have been changed. Money is
-- not asked, for a charge or a grant can be the same in each quarter.
--
-- Eight figures that are not 0 must have been sent, and each of them must stand in the return in force for the other
-- quarter. Of two quarters that are the same, the later is the one told: its figures are the copy.
{% set fewest_figures = 8 %}
with

indicators as (

    select * from {{ ref('int_indicators__quarterly') }}

),

in_force as (

    select * from {{ ref('int_returns__in_force') }}

),

-- what a return says of its own quarter; one restated beside it is its own quarter's
figures as (

    select
        submission_id,
        authority_code,
        quarter,
        list,
        code,
        coalesce(category_code, '') as category_code,
        value,
        source_file,
        source_sheet,
        value_place,
        count(*) over (partition by submission_id) as figure_count
    from indicators
    where quarter = period_quarter and value_status = 'reported' and value != 0

),

of_others as (

    select figures.*
    from figures
    inner join in_force
        on figures.submission_id = in_force.submission_id

),

repeated as (

    select
        figures.submission_id,
        figures.authority_code,
        figures.quarter,
        of_others.quarter as other_quarter,
        any_value(figures.figure_count) as figure_count,
        arg_min(figures.source_file, figures.value_place) as source_file,
        arg_min(figures.source_sheet, figures.value_place) as source_sheet,
        min(figures.value_place) as place
    from figures
    inner join of_others
        on
            figures.authority_code = of_others.authority_code
            and figures.quarter > of_others.quarter
            and figures.list = of_others.list
            and figures.code = of_others.code
            and figures.category_code = of_others.category_code
            and figures.value = of_others.value
    group by figures.submission_id, figures.authority_code, figures.quarter, of_others.quarter
    having count(*) >= {{ fewest_figures }} and count(*) = any_value(figures.figure_count)
    qualify
        row_number() over (
            partition by figures.submission_id
            order by of_others.quarter desc
        ) = 1

),

findings as (

    select
        submission_id,
        authority_code,
        quarter,
        'figures_of_another_quarter' as finding_type,
        'performance' as section,
        source_file,
        source_sheet,
        place,
        'All ' || figure_count || ' figures of performance and delivery that are not 0 are those of the return for '
        || other_quarter || '. Send the figures of ' || quarter || ', or the right return for ' || other_quarter
        || ' if that one was wrong.' as message
    from repeated

)

select * from findings
