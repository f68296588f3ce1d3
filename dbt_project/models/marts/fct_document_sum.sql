-- One row per return that is owed and sum that the documents give for its authority: what is printed, what its parts
-- make, and by how much the two may differ, which is the rounding of each part. The seeds carry the documents, so a sum
-- that is further off was copied wrongly; a smaller miss is the document's own and has a row in document_conflicts.
with

returns as (

    select * from {{ ref('fct_return') }}

),

budgets as (

    select * from {{ ref('programme_budgets') }}

),

-- a total over the workstreams, over the years or over the funders, of everything else alike; its column is blank
budget_sums as (

    {% for over in ['workstream', 'financial_year', 'funder'] -%}
    {% set rest = ['workstream', 'financial_year', 'funder'] | reject('equalto', over) | list -%}
    select
        total.authority_code,
        'programme_budgets' as seed,
        'budget over every {{ over.replace("_", " ") }}: '
        || concat_ws(
            ', ',
            coalesce(total.workstream, 'all'),
            coalesce(total.financial_year, 'all'),
            coalesce(total.funder, 'all')
        ) as subject,
        any_value(total.amount_gbp) as stated_gbp,
        sum(part.amount_gbp) as parts_gbp,
        sum(part.rounded_to_gbp) as tolerance_gbp,
        any_value(total.conflict_id) as conflict_id,
        any_value(total.source) as source
    from budgets as total
    inner join budgets as part
        on
            total.authority_code = part.authority_code
            and total.{{ rest[0] }} is not distinct from part.{{ rest[0] }}
            and total.{{ rest[1] }} is not distinct from part.{{ rest[1] }}
            and part.{{ over }} is not null
    where total.{{ over }} is null
    group by total.authority_code, total.workstream, total.financial_year, total.funder
    union all
    {% endfor -%}
    select
        total.authority_code,
        'grant_profiles' as seed,
        'profile ' || total.profile as subject,
        total.amount_gbp as stated_gbp,
        sum(part.amount_gbp) as parts_gbp,
        sum(part.rounded_to_gbp) as tolerance_gbp,
        total.conflict_id,
        total.source
    from {{ ref('grant_profiles') }} as total
    inner join {{ ref('grant_profiles') }} as part
        on total.authority_code = part.authority_code and total.profile = part.profile
    where total.is_total and not part.is_total and not part.is_of_which
    group by all

),

shares as (

    select
        total.authority_code,
        'funding_shares' as seed,
        'investment of all funders' as subject,
        total.amount_gbp as stated_gbp,
        sum(part.amount_gbp) as parts_gbp,
        sum(part.rounded_to_gbp) as tolerance_gbp,
        total.conflict_id,
        total.source
    from {{ ref('funding_shares') }} as total
    inner join {{ ref('funding_shares') }} as part
        on total.authority_code = part.authority_code
    where total.is_total and not part.is_total
    group by all
    union all
    -- the grant in use is the share of the investment that DfE pays
    select
        grants.authority_code,
        'grants' as seed,
        'grant in use and share of the investment' as subject,
        grants.amount_gbp as stated_gbp,
        sum(part.amount_gbp) as parts_gbp,
        sum(part.rounded_to_gbp) as tolerance_gbp,
        grants.conflict_id,
        grants.source
    from {{ ref('grants') }} as grants
    inner join {{ ref('funding_shares') }} as part
        on grants.authority_code = part.authority_code and part.funder = 'dfe_grant'
    where grants.is_used and not part.is_total
    group by all
    union all
    select
        total.authority_code,
        'savings_plans' as seed,
        'savings of ' || total.financial_year as subject,
        total.planned_gbp as stated_gbp,
        sum(part.planned_gbp) as parts_gbp,
        sum(part.rounded_to_gbp) as tolerance_gbp,
        cast(null as varchar) as conflict_id,
        total.source
    from {{ ref('savings_plans') }} as total
    inner join {{ ref('savings_plans') }} as part
        on total.authority_code = part.authority_code and total.financial_year = part.financial_year
    where total.is_total and not part.is_total
    group by all

),

-- an amount in pounds is the printed figure times its unit; a saving is printed as a cut
pounds as (

    {% for seed, amount, sign in [
        ('programme_budgets', 'amount_gbp', 1), ('grants', 'amount_gbp', 1), ('grant_profiles', 'amount_gbp', 1),
        ('funding_shares', 'amount_gbp', 1), ('savings_plans', 'planned_gbp', -1),
    ] -%}
    select
        authority_code,
        '{{ seed }}' as seed,
        'printed figures in pounds' as subject,
        sum({{ amount }}) as stated_gbp,
        -- faults that make up for each other are faults
        sum({{ amount }}) + sum(abs(
            {{ sign }} * amount_stated
            * case unit when 'gbp' then 1 when 'gbp_thousand' then 1000 when 'gbp_million' then 1000000 end
            - {{ amount }}
        )) as parts_gbp,
        0 as tolerance_gbp,
        cast(null as varchar) as conflict_id,
        'seeds/{{ seed }}.csv' as source
    from {{ ref(seed) }}
    group by authority_code
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

sums as (

    select * from budget_sums
    union all
    select * from shares
    union all
    select * from pounds

),

final as (

    select
        sums.authority_code,
        returns.quarter,
        sums.seed,
        sums.subject,
        cast(sums.stated_gbp as decimal(18, 2)) as stated_gbp,
        cast(sums.parts_gbp as decimal(18, 2)) as parts_gbp,
        cast(sums.parts_gbp - sums.stated_gbp as decimal(18, 2)) as difference_gbp,
        cast(sums.tolerance_gbp as decimal(18, 2)) as tolerance_gbp,
        sums.conflict_id,
        sums.source
    from sums
    inner join returns
        on sums.authority_code = returns.authority_code

)

select * from final
