-- One row per return in force and finance line, in pounds.
with

finance as (

    select * from {{ ref('int_finance__quarterly') }}

),

final as (

    select
        authority_code,
        quarter,
        workstream,
        funder,
        budget_gbp,
        cast(in_quarter_gbp as decimal(18, 2)) as actual_in_quarter_gbp,
        cast(year_to_date_gbp as decimal(18, 2)) as actual_year_to_date_gbp,
        forecast_gbp,
        in_quarter_basis as actual_in_quarter_basis,
        year_to_date_basis as actual_year_to_date_basis,
        submission_id,
        source_file,
        source_sheet,
        coalesce(actual_year_to_date_place, own_in_quarter_place, budget_place) as source_place
    from finance

)

select * from final
