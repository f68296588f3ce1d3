-- What did the gate find in this quarter's returns, whose is it to put right, and what should be done?
-- Ask: internal
select
    coalesce(authorities.authority_name, 'the programme team') as authority_name,
    types.title,
    types.severity,
    types.responsibility,
    count(*) as findings,
    any_value(types.remedy) as remedy
from marts.fct_finding as finding
inner join seeds.finding_types as types on finding.finding_type = types.finding_type
left join marts.dim_authority as authorities on finding.authority_code = authorities.authority_code
where finding.quarter = (select value from about_release where name = 'quarter')
group by all
order by types.severity, findings desc, authority_name, types.title;
