"""What a page says of children and families: its tables, as queries over the release's tables.

The views that the queries read are the release's own tables, of the authority that a page is about where it is about
one; `hidden` names the figures of a row that disclosure control took away.
"""

from __future__ import annotations

from tests.page_figures import (
    Figure,
    Kind,
    change,
    counted,
    day,
    interval_of_change,
    of_measure,
    one_decimal,
    ratio,
    target,
    two_decimals,
)

Q = r"\d{4}-\d\d-Q[1-4]"
AUTHORITY = {"Authority": "authority_name"}
MEASURE = {"Measure": "title"}

# ---- children and families

COMPARED = """
    select p.*, r.rate_per_10000, r.lower_rate_per_10000, r.upper_rate_per_10000, r.hidden as rate_hidden,
        c.change, c.change_percent, c.hidden as change_hidden
    from rpt_performance p
    left join rpt_performance_rates r using (authority_code, quarter, measure)
    left join (from rpt_changes where comparison = 'same_quarter_last_year') c using (authority_code, quarter, measure)
    where p.quarter = $quarter
"""
RATE = Figure("rate_per_10000", one_decimal, ("lower_rate_per_10000", "upper_rate_per_10000"))
OVER_TIME = {
    f"(?P<quarter>{Q})": Figure("value", of_measure, ("lower_value", "upper_value")),
    "Per 10,000 children": Figure("rate_per_10000", one_decimal, RATE.limits, hidden="rate_hidden"),
    f"Quarter before(?:, (?P<previous_quarter>{Q}))?": Figure("previous_value", of_measure),
    f"A year before(?:, (?P<same_quarter_last_year>{Q}))?": Figure("last_year_value", of_measure),
    "Change in a year": Figure("change", change, hidden="change_hidden"),
    "Baseline": Figure("baseline_value", of_measure, note=lambda row: row["baseline_quarter"] or ""),
    "Target": Figure(
        "target_value", target, note=lambda row: f"by {day(row, 'target_date')}" if row["target_date"] else "no date"
    ),
}
TOLD = """
    with judged as (
        select *, case
            when list_contains(hidden, 'judgement') or judgement is null then 'suppressed'
            when judgement = 'not_comparable' and coalesce(break_note, '') != '' then 'recording_break'
            else judgement end as called
        from rpt_changes where quarter = $quarter
    ), wanted as (
        select authority_code, max(case comparison when 'same_quarter_last_year' then 2 when 'previous_quarter' then 1
            end) filter (called not in ('not_comparable', 'recording_break')) as how
        from judged group by authority_code
    ), told as (
        select judged.*, case
            when polarity not in ('lower_is_better', 'higher_is_better') then 'none'
            when (polarity = 'lower_is_better') = (called = 'clear_fall') then 'as' else 'not' end as aim
        from judged join wanted using (authority_code)
        where called in ('clear_rise', 'clear_fall')
            and comparison = case how when 2 then 'same_quarter_last_year' when 1 then 'previous_quarter' end
    )
"""
BESIDE = """
    select c.*, r.rate_per_10000, r.ratio, r.lower_ratio, r.upper_ratio, r.hidden as ratio_hidden from rpt_comparators c
    left join (from rpt_rate_ratios where comparison = 'england') r using (authority_code, quarter, measure)
    where c.quarter = $quarter and c.period_end_date is not null
"""
PUBLISHED = {
    "Period ends": Figure("period_end_date", day),
    "Published": Figure("published_value", of_measure),
    "England": Figure("england_value", of_measure),
    "Neighbours’ median": Figure("neighbour_median_value", of_measure),
    "Neighbours with a figure": Figure(
        "neighbour_count",
        lambda row, column: f"{row['neighbours_held_count']} of {row[column]}",
        note=lambda row: f"model {row['model_version']}",
    ),
    "Returned, per 10,000": Figure("rate_per_10000", one_decimal, hidden="ratio_hidden"),
    "Its ratio to England": Figure("ratio", two_decimals, ("lower_ratio", "upper_ratio"), ratio, hidden="ratio_hidden"),
}
CHILDREN = [
    Kind(f"Performance in .+, {Q}", COMPARED, MEASURE, OVER_TIME),
    Kind(f"Measures in brief, {Q}", COMPARED, MEASURE, OVER_TIME, is_part=True),
    Kind(
        f"Clear changes, {Q}",
        f"{TOLD} from told",
        {**MEASURE, **AUTHORITY},
        {
            f"(?P<quarter>{Q})": Figure("value", of_measure),
            "Before": Figure("compared_value", of_measure, note=lambda row: row["compared_quarter"] or ""),
            "Change": Figure("change", change),
            r"99\.8% interval": Figure("interval_lower", interval_of_change),
        },
    ),
    Kind(
        f"For each 10,000 children in .+, {Q}",
        "from rpt_performance_rates where quarter = $quarter",
        MEASURE,
        {
            f"(?P<quarter>{Q})": RATE,
            "Last four quarters": Figure("four_quarters_rate_per_10000", one_decimal),
            "Children aged 0 to 17": Figure("population_count", note=lambda row: f"mid-{row['population_mid_year']}"),
        },
    ),
    Kind(
        r"(?P<title>.+) at or in the year to .+, as published \(.+\)",
        f"from ({BESIDE}) where title = $title",
        AUTHORITY,
        PUBLISHED,
    ),
    Kind(".+ beside England and its statistical neighbours, as published", BESIDE, MEASURE, PUBLISHED),
    Kind(
        f"Usual variation in .+, up to {Q}",
        "from rpt_process_limits where quarter = $quarter and point_quarter = $quarter",
        MEASURE,
        {
            f"(?P<quarter>{Q})": Figure("value", of_measure),
            "Mean": Figure("mean_value", of_measure),
            "Lower limit": Figure("lower_limit", of_measure),
            "Upper limit": Figure("upper_limit", of_measure),
            "Made of": Figure("point_count", counted("point", "points")),
        },
    ),
]
ONE_MEASURE = Kind(f"(?P<title>.+), {Q}", f"from ({COMPARED}) where title = $title", AUTHORITY, OVER_TIME)
"""Its caption is any title, so that it is looked for last."""
RATES_BY_QUARTER = """
    select *, quarter as heading, false as is_level from rpt_performance_rates where {measure}
    union all by name
    select began.*, 'Baseline' as heading, true as is_level from rpt_performance_rates began
    join rpt_performance p on p.quarter = $quarter and p.baseline_quarter = began.quarter
        and (p.authority_code, p.measure) = (began.authority_code, began.measure)
    where began.{measure}
"""
NO_LIMITS_AT_BASELINE = (
    "* replace (if(heading = 'Baseline', null, {0}) as {0}, if(heading = 'Baseline', null, {1}) as {1})"
)
CHILDREN_DRAWN = [
    Kind(
        caption,
        f"select {NO_LIMITS_AT_BASELINE.format(*RATE.limits)} from ({RATES_BY_QUARTER.format(measure=measure)})",
        AUTHORITY,
        {".+": RATE},
        by_cell=True,
    )
    for caption, measure in (
        (
            "Children looked after at the end of each quarter, per 10,000 children under 18",
            "measure = 'cla_at_period_end'",
        ),
        ("(?P<title>.+), per 10,000 children under 18, by quarter", "title = $title"),
    )
] + [
    Kind(
        "(?P<title>.+), by quarter",
        """select *, quarter as heading, false as is_level from rpt_performance where title = $title
        union all by name
        select authority_name, 'Baseline' as heading, true as is_level, baseline_value as value, unit, decimals, hidden,
            null::decimal as lower_value, null::decimal as upper_value
        from rpt_performance where title = $title and quarter = $quarter""",
        AUTHORITY,
        {".+": Figure("value", of_measure, ("lower_value", "upper_value"))},
        by_cell=True,
    ),
    Kind(
        "(?P<title>.+), by quarter, between its process limits",
        """with held as (from rpt_process_limits where title = $title and quarter = $quarter)
        select authority_name, unit, decimals, hidden, point_quarter as heading, value as drawn,
            false as is_level from held
        union all select authority_name, unit, decimals, hidden, unnest([
            if(is_trial, 'Lower trial limit', 'Lower limit'), 'Mean', if(is_trial, 'Upper trial limit', 'Upper limit')
        ]), unnest([lower_limit, mean_value, upper_limit]), true from held where point_quarter = $quarter""",
        AUTHORITY,
        {".+": Figure("drawn", of_measure)},
        by_cell=True,
    ),
]
