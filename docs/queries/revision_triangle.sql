-- How did each quarter's figure move from release to release? A row for each quarter, a column for each release.
-- Ask: published or internal
pivot (
    select
        authorities.authority_name,
        triangle.quarter,
        'release ' || triangle.release_order as release,
        triangle.value
    from marts.release_triangle('referrals') as triangle
    inner join marts.dim_authority as authorities on triangle.authority_code = authorities.authority_code
)
on release
using any_value(value)
order by authority_name, quarter;
