"""What a page says of delivery, money, milestones and savings: its tables, as queries over the release's tables."""

from __future__ import annotations

from tests.page_figures import (
    Figure,
    Kind,
    activity_target,
    as_it_is,
    comparator,
    day,
    days,
    half_up,
    percent,
    pounds,
    reached,
    signed_pounds,
    whole_percent,
)
from tests.page_tables import AUTHORITY, Q

# ---- what the programme did

DELIVERED = "from rpt_delivery where quarter = $quarter and category = 'all'"
SPANS = {
    f"(?P<quarter>{Q})": Figure("in_quarter_value"),
    "Year to date": Figure("year_to_date_value"),
    "Since its first return": Figure("cumulative_value", note=lambda row: f"from {row['cumulative_from_quarter']}"),
    f"Since (?P<cumulative_from_quarter>{Q})": Figure("cumulative_value"),
    "Last four quarters": Figure("four_quarters_value"),
    "Target": Figure("target_value", activity_target, note=reached),
    "By": Figure("target_date", day),
    "Document and place": Figure("target_source", as_it_is),
}


def beside_the_target(row, column):
    """A target itself, or people trained `of` it with why the two cannot be compared."""
    if row["heading"].endswith(": target") or row["target_value"] is None:
        return half_up(row[column])
    why = "" if row["target_status"] == "comparable" else f" ({row['target_status'].replace('_', ' ')})"
    aim = f"{comparator(row)} {half_up(row['target_value'])}".strip()
    return f"{half_up(row[column])} of {aim}{why}"


DELIVERY = [
    Kind(rf"(?P<title>.+), {Q} \(.+\)", f"{DELIVERED} and title = $title", AUTHORITY, SPANS),
    Kind(f"Delivery in .+, {Q}", DELIVERED, {"Activity": "title"}, SPANS),
    Kind(f"Delivery against targets, {Q}", DELIVERED, {"Activity": "title"}, SPANS, is_part=True),
    Kind("Targets of the documents for .+", f"{DELIVERED} and target_value is not null", {"Activity": "title"}, SPANS),
    Kind(
        f"Training by employer in .+, {Q}",
        "from rpt_delivery where quarter = $quarter and category != 'all'",
        {"Training": "title", "Employer": "category_title"},
        SPANS,
    ),
    *(
        Kind(
            caption,
            "select *, category_title as heading from rpt_delivery "
            "where quarter = $quarter and title = $title and category != 'all'",
            AUTHORITY,
            {".+": Figure(column)},
            by_cell=True,
        )
        for caption, column in (
            (f"(?P<title>.+) by employer, in {Q}", "in_quarter_value"),
            ("(?P<title>.+) by employer, since each authority’s first return", "cumulative_value"),
        )
    ),
    Kind(
        "(?P<title>.+) in each quarter",
        "select *, quarter as heading from rpt_delivery where title = $title and category = 'all'",
        AUTHORITY,
        {".+": Figure("in_quarter_value")},
        by_cell=True,
    ),
    Kind(
        "People trained since each authority’s first return, beside the target",
        f"""with trained as ({DELIVERED.replace("from", "select * from", 1)} and activity in
            (select activity from rpt_delivery where category != 'all'))
        select *, title as heading,
            if(target_type = 'level_in_a_year', four_quarters_value, cumulative_value) as drawn from trained
        union all select *, title || ': target', target_value from trained""",
        AUTHORITY,
        {".+": Figure("drawn", beside_the_target)},
        by_cell=True,
    ),
]

# ---- money, milestones, savings

AMOUNTS = {
    "Budget": Figure("budget_gbp", pounds),
    "In the quarter": Figure("actual_in_quarter_gbp", pounds),
    "Year to date": Figure("actual_year_to_date_gbp", pounds),
    "Spent": Figure("spent_percent", percent),
    "Forecast": Figure("forecast_gbp", pounds),
    "Forecast less budget": Figure("variance_gbp", signed_pounds),
}
SPENT = "from rpt_finance where quarter = $quarter"


def held_against(row):
    if row["yardstick_type"] == "none":
        return "no grant on record"
    if row["yardstick_type"] == "profile":
        return f"Profile for {row['yardstick'].rpartition(', ')[2]} {period(row)}"
    qualifier = f", {row['amount_qualifier'].replace('_', ' ')}" if row["amount_qualifier"] else ""
    return f"Grant, {row['yardstick']}{qualifier}{'' if row['is_used'] else ', not used'} {period(row)}".strip()


def period(row):
    if row["period_start_date"] is None:
        return ""
    end = day(row, "period_end_date") if row["period_end_date"] else "an end not on record"
    return f"{day(row, 'period_start_date')} to {end}"


COVERED = (
    """authority_name || ': ' || case covers when 'dfe_grant' then 'DfE grant' else replace(covers, '_', ' ') end"""
)
MONEY = [
    Kind(
        f"Money, {Q}: .+, all workstreams",
        f"{SPENT} and workstream = 'all'",
        {**AUTHORITY, "Funder": "funder_title"},
        AMOUNTS,
    ),
    Kind(
        f"Money in .+, {Q}: [^,]+, spend in pounds",
        SPENT,
        {"Workstream": "workstream_title", "Funder": "funder_title"},
        AMOUNTS,
    ),
    Kind(
        f"Money in .+, {Q}, all workstreams: .+",
        f"{SPENT} and workstream = 'all'",
        {"Funder": "funder_title"},
        AMOUNTS,
    ),
    Kind(
        "Spend to date against each version of the grant and its profile",
        "from rpt_grant where quarter = $quarter",
        {**AUTHORITY, "Held against": held_against},
        {
            "Amount": Figure("amount_gbp", pounds),
            "Spend": Figure("spend_gbp", pounds),
            "Spent": Figure("spent_percent", percent),
            "Time gone": Figure("elapsed_percent", percent),
            "Left": Figure("remaining_gbp", pounds),
            "Expected by the year’s end": Figure("expected_gbp", pounds),
        },
        is_part=True,
    ),
    Kind(
        "DfE grant spent in the financial year so far, as a percentage of the full-year budget",
        f"{SPENT} and workstream = 'all' and funder = 'dfe_grant'",
        AUTHORITY,
        {"Spent": Figure("spent_percent", whole_percent)},
    ),
    *(
        Kind(
            caption,
            f"select *, workstream_title as heading {SPENT} and funder_title = $funder",
            AUTHORITY,
            {".+": Figure(column, write)},
            by_cell=True,
        )
        for caption, column, write in (
            (f"(?P<funder>.+): spend in the year to date, {Q}", "actual_year_to_date_gbp", pounds),
            (f"(?P<funder>.+): forecast less budget of the full year, {Q}", "variance_gbp", signed_pounds),
        )
    ),
    Kind(
        "Spend in the financial year to date, and the year’s profile",
        f"""with held as (select *, {COVERED} as whose from rpt_grant where yardstick_type = 'profile')
        select whose, hidden, quarter as heading, spend_gbp as drawn, false as is_level from held
        union all select distinct whose, [], 'Profile, ' || quarter[:7], amount_gbp, true from held
            where amount_gbp is not null""",
        {"Authority": "whose"},
        {".+": Figure("drawn", pounds)},
        by_cell=True,
    ),
    Kind(
        "Spend to date, and each version of the grant",
        f"""with held as (select *, {COVERED} as whose from rpt_grant where yardstick_type not in ('profile', 'none')),
        drawn as (select whose from held where is_used and spend_gbp is not null)
        select whose, hidden, quarter as heading, spend_gbp as drawn, false as is_level
        from held where is_used and whose in (from drawn)
        union all select whose, [],
            upper(yardstick[1]) || yardstick[2:] || coalesce(' (' || amount_qualifier || ')', ''), amount_gbp, true
        from held where quarter = $quarter and amount_gbp is not null and whose in (from drawn)""",
        {"Authority": "whose"},
        {".+": Figure("drawn", pounds)},
        by_cell=True,
    ),
]
STANDING = """
    select any_value(authority_name) as authority_name, any_value(quarter) as quarter, any_value(project) as project,
        count(*) filter (rag = 'complete') as complete, count(*) filter (rag = 'green') as green,
        count(*) filter (rag = 'amber') as amber, count(*) filter (rag = 'red') as red,
        count(*) filter (rag not in ('complete', 'green', 'amber', 'red')) as unrated,
        count(*) filter (is_overdue) as overdue, count(*) filter (slippage_in_quarter_days > 0) as slipped
    from rpt_milestones where quarter = $quarter group by authority_code
"""
STANDING_COUNTS = {
    "Complete": Figure("complete"),
    "Green": Figure("green"),
    "Amber": Figure("amber"),
    "Red": Figure("red"),
    "Not reported": Figure("unrated"),
    "Overdue": Figure("overdue"),
    "Slipped in the quarter": Figure("slipped"),
}
MILESTONES_NOW = (
    "select *, coalesce(completed_date, forecast_date) as expected_date from rpt_milestones where quarter = $quarter"
)
DATES = {
    "Planned": Figure("baseline_date", day),
    "Done or expected": Figure("expected_date", day),
    "Slippage": Figure(
        "slippage_days",
        days,
        note=lambda row: (
            f"{half_up(row['slippage_in_quarter_days'], signed=True)} in the quarter"
            if row["slippage_in_quarter_days"]
            else ""
        ),
    ),
}
IN_FULL = {"Milestone": lambda row: f"{row['milestone']} {row['project']}: {row['work_area']}"}
BRIEFLY = {"Milestone": lambda row: f"{row['milestone']} {row['project']}"}
MILESTONES = [
    Kind(f"Milestones in {Q}", STANDING, AUTHORITY, STANDING_COUNTS),
    Kind(f"Milestones in {Q}", STANDING, {"Quarter": "quarter"}, STANDING_COUNTS),
    Kind(f"Milestones by project in .+, {Q}", f"{STANDING}, project", {"Project": "project"}, STANDING_COUNTS),
    Kind(f"Milestones overdue at the end of {Q}", f"{MILESTONES_NOW} and is_overdue", {**AUTHORITY, **IN_FULL}, DATES),
    Kind(f"Milestones in .+, {Q}", MILESTONES_NOW, IN_FULL, DATES, words=("Comment",)),
    Kind(
        f"Comments on milestones, {Q}", MILESTONES_NOW, {**AUTHORITY, **IN_FULL}, {}, words=("Comment",), is_part=True
    ),
    Kind("Overdue", f"{MILESTONES_NOW} and is_overdue", BRIEFLY, DATES, is_part=True),
    Kind(
        f"Expected next, in {Q}, and not overdue",
        f"{MILESTONES_NOW} and completed_date is null",
        BRIEFLY,
        DATES,
        is_part=True,
    ),
    Kind(
        "Milestones in .+: planned, and done or expected",
        MILESTONES_NOW,
        {"Authority": "milestone"},
        DATES,
        is_part=True,
    ),
]
SAVED = {
    "Planned": Figure("planned_gbp", pounds),
    "Delivered": Figure("delivered_gbp", pounds),
    "Forecast": Figure("forecast_gbp", pounds),
    "Forecast less planned": Figure("variance_gbp", signed_pounds),
    "Savings plan": Figure("savings_plan_gbp", pounds),
}
SAVINGS_NOW = """
    select *, case benefit when 'all' then 'All benefits' else benefit end as benefit_shown,
        case financial_year when 'all' then 'all years' else financial_year end as year_shown
    from rpt_benefits where quarter = $quarter
"""
SAVINGS = [
    Kind(
        f"Savings, all benefits, as of {Q}",
        f"{SAVINGS_NOW} and benefit = 'all'",
        {**AUTHORITY, "Year": "year_shown"},
        SAVED,
        is_part=True,
    ),
    Kind(
        f"Savings, all benefits, as of {Q}",
        f"{SAVINGS_NOW} and benefit = 'all'",
        {"Year": "year_shown"},
        SAVED,
        is_part=True,
    ),
    Kind(
        f"Savings in .+, as of {Q}",
        SAVINGS_NOW,
        {"Benefit": "benefit_shown", "Year": "year_shown"},
        SAVED,
        is_part=True,
    ),
]
