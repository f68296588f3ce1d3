-- Do families come back? The share of referrals within 12 months of an earlier one, quarter by quarter.
-- Ask: published or internal
select
    authority_name,
    quarter,
    numerator_value as re_referrals,
    denominator_value as referrals,
    round(value, 1) as per_cent,
    round(lower_value, 1) as lower,
    round(upper_value, 1) as upper,
    status
from report.rpt_performance
where measure = 'rereferrals_within_12_months_percent'
order by authority_name, quarter;
