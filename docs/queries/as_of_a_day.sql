-- What did the facts say of children looked after on 1 February 2022, and what do they say now?
-- Ask: internal
select
    authorities.authority_name,
    quarter,
    then_known.value as known_then,
    now_known.value as known_now,
    now_known.value - then_known.value as difference
from marts.fct_performance as now_known
left join marts.fct_performance_as_of('2022-02-01') as then_known using (authority_code, quarter, measure)
inner join marts.dim_authority as authorities using (authority_code)
where measure = 'cla_at_period_end'
order by authorities.authority_name, quarter;
