-- What does a measure mean, how does it add up, and what must be known before it is used?
-- Ask: published or internal
select
    kind,
    name,
    title,
    definition,
    arithmetic,
    caveats
from data_dictionary
where kind in ('measure', 'activity') and (title ilike '%re-referral%' or definition ilike '%re-referral%')
order by kind, name;
