-- Which submission changed which figure, from what to what, and in which cell?
-- Ask: internal
select
    authorities.authority_name,
    restatement.quarter,
    restatement.submission_sequence,
    cast(restatement.received_at as date) as received_date,
    restatement.section,
    restatement.label,
    restatement.change_kind,
    restatement.from_value,
    restatement.to_value,
    restatement.to_source_file,
    restatement.to_source_place
from marts.fct_restatement as restatement
inner join marts.dim_authority as authorities on restatement.authority_code = authorities.authority_code
order by all;
