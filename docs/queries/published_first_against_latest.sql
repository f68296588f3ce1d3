-- Which published figures were revised since they were first published, and by how much?
-- Ask: published or internal
select
    revised.quarter,
    authorities.authority_name,
    revised.section,
    revised.subject,
    revised.field,
    revised.first_release,
    revised.first_value,
    revised.changed_in_release,
    revised.latest_value,
    revised.latest_status,
    revised.difference
from first_against_latest as revised
left join marts.dim_authority as authorities on revised.authority_code = authorities.authority_code
order by revised.quarter, authorities.authority_name, revised.section, revised.subject, revised.field;
