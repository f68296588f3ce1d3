-- What was worked out, not sent: a year to date is that of the quarter before plus the quarter, and so is the other way
-- round. What was sent on both bases may disagree; the gate judges that.
with

finance as (

    select
        fct_finance.*,
        dim_quarter.previous_quarter,
        dim_quarter.quarter_number
    from {{ ref('fct_finance') }} as fct_finance
    inner join {{ ref('dim_quarter') }} as dim_quarter
        on fct_finance.quarter = dim_quarter.quarter

),

stepped as (

    select
        finance.authority_code,
        finance.quarter,
        finance.workstream,
        finance.funder,
        finance.actual_in_quarter_gbp,
        finance.actual_year_to_date_gbp,
        case
            when finance.quarter_number = 1 then 0
            else previous.actual_year_to_date_gbp
        end as previous_gbp
    from finance
    left join finance as previous
        on
            finance.authority_code = previous.authority_code
            and finance.previous_quarter = previous.quarter
            and finance.workstream = previous.workstream
            and finance.funder = previous.funder
    where
        finance.actual_year_to_date_basis = 'sum_of_quarters'
        or finance.actual_in_quarter_basis = 'difference_of_year_to_date'

)

select * from stepped
where actual_year_to_date_gbp is distinct from previous_gbp + actual_in_quarter_gbp
