"""What a page says of the release as a whole, of returns and of the quality of the data; and every kind of table."""

from __future__ import annotations

from tests.page_figures import Figure, Kind, counted, day, loose, percent, pounds, signed_pounds, total
from tests.page_tables import AUTHORITY, CHILDREN, CHILDREN_DRAWN, ONE_MEASURE, TOLD, Q
from tests.page_tables_programme import DELIVERY, MILESTONES, MONEY, SAVINGS

SEVERITIES = (
    "case severity when 'info' then 'for information' when 'reject' then 'rejected the submission' else severity end"
)


def lateness(row, column):
    told = counted("working day", "working days")(row, column)
    return f"{told} {'late' if row['state'] in ('accepted', 'nil') else 'overdue'}"


def against(row):
    """What a result of the evaluation is held against; a number that its words tell is not told again."""
    held = row["comparison_value"]
    if held is None or loose({"unit": "", "value": held}, "value") in row["comparison"]:
        return row["comparison"] or ""
    return f"{row['comparison']}: {loose(row, 'comparison_value')}"


RECEIVED = {
    "Received": Figure("received_at", day),
    "Due": Figure("due_date", day),
    "Timing": Figure("days_late", lateness),
    "Values read": Figure("values_read"),
    "Critical": Figure("critical_count"),
    "Warnings": Figure("warning_count"),
    "For information": Figure("info_count"),
    "State": Figure("nothing", note=lambda row: counted("submission", "submissions")(row, "submission_count")),
}
RETURNS = "select *, nullif(working_days_late, 0) as days_late, null as nothing from rpt_returns"


def size(row, column):
    if row["unit"] == "gbp":
        return pounds(row, column)
    if row["unit"] == "per_cent":
        return loose(row, column)
    return loose({**row, "unit": ""}, column)


RELEASE = [
    Kind(
        f"Each authority in brief, {Q}",
        f"""{TOLD}
        select r.authority_name, [] as hidden,
            if(is_in and r.authority_code in (select authority_code from judged), as_count, null) as as_count,
            if(is_in and r.authority_code in (select authority_code from judged), not_count, null) as not_count,
            if(is_in and r.authority_code in (select authority_code from judged), none_count, null) as none_count,
            f.spent_percent, f.variance_gbp, if(is_in, m.overdue_count, null) as overdue_count, b.delivered_gbp
        from (select *, state in ('accepted', 'nil') as is_in from rpt_returns) r
        left join (select authority_code, count(*) filter (aim = 'as') as as_count,
            count(*) filter (aim = 'not') as not_count, count(*) filter (aim = 'none') as none_count
            from rpt_returns left join told using (authority_code, quarter)
            where quarter = $quarter group by all) t using (authority_code)
        left join (from rpt_finance where quarter = $quarter and workstream = 'all' and funder = 'dfe_grant') f
            using (authority_code)
        left join (select authority_code, count(*) filter (is_overdue) as overdue_count from rpt_milestones
            where quarter = $quarter group by all) m using (authority_code)
        left join (from rpt_benefits where quarter = $quarter and benefit = 'all' and financial_year = 'all') b
            using (authority_code)
        where r.quarter = $quarter""",
        AUTHORITY,
        {
            "Clear changes as aimed": Figure("as_count"),
            "Not as aimed": Figure("not_count"),
            "Without an aim": Figure("none_count"),
            "Grant budget spent": Figure("spent_percent", percent),
            "Grant forecast less budget": Figure("variance_gbp", signed_pounds),
            "Milestones overdue": Figure("overdue_count"),
            "Savings delivered": Figure("delivered_gbp", pounds),
        },
    ),
    Kind(
        f"(?P<heading>.+), all authorities together, {Q}",
        """select *, case when status = 'reported' then authority_count end as added_count from rpt_programme
        where quarter = $quarter and section = case $heading
            when 'Children and families' then 'performance' when 'What the programme did' then 'delivery'
            when 'Money' then 'finance' when 'Savings' then 'benefits' end""",
        {"Figure": "title"},
        {
            "Total": Figure("value", total),
            "Added up": Figure(
                "added_count",
                lambda row, column: (
                    (f"{row['accepted_count']} of " if row["accepted_count"] < row[column] else "")
                    + counted("authority", "authorities")(row, column)
                ),
            ),
        },
    ),
    Kind(f"Returns for {Q}", f"{RETURNS} where quarter = $quarter", AUTHORITY, RECEIVED),
    Kind("Returns of .+", RETURNS, {"Quarter": "quarter"}, RECEIVED),
    Kind(
        f"Findings in the returns of {Q}",
        f"""select coalesce(authority_name, 'no one authority') as whose, {SEVERITIES} as severity_shown,
            replace(finding_type, '_', ' ') as kind, count(*) as finding_count, [] as hidden
        from rpt_data_quality where quarter = $quarter and is_current group by all""",
        {"Authority": "whose", "Severity": "severity_shown", "Kind": "kind"},
        {"Findings": Figure("finding_count")},
    ),
    Kind(
        f"Restated figures shown in the report of {Q}",
        """select *, coalesce(title, subject) as shown_title from rpt_restatements where quarter = $quarter""",
        {**AUTHORITY, "Quarter": "restated_quarter", "Figure": "shown_title"},
        {"First held as": Figure("from_value", loose), "Now": Figure("to_value", loose)},
        is_part=True,
    ),
    Kind(
        "What the evaluation of the Innovation Programme found",
        "from rpt_context where quarter = $quarter",
        {"Finding": "title", "Where": "authority_name"},
        {
            "Size": Figure(
                "value",
                size,
                note=against,
            ),
            "Period": Figure(
                "period_start_date", lambda row, column: f"{day(row, column)} to {day(row, 'period_end_date')}"
            ),
        },
    ),
]
QUOTED = [
    Kind(
        "Checks of the gate that did not pass",
        "",
        {"Check": ""},
        {},
        words=("Check", "What should hold", "What was seen"),
    ),
    Kind("Waivers", "", {"Check": ""}, {}, words=("Check", "Reason", "Agreed by", "Until")),
    Kind(f"What was found, {Q}", "", {"What was found": ""}, {}, words=("What was found", "Where")),
    Kind(f"How the programme stands at the end of {Q}", "", {"Part": ""}, {}, words=("Why",)),
]
"""What the gate's decision and the findings say in their own words, and what a rule says of figures in a sentence."""

KINDS = [*RELEASE, *CHILDREN_DRAWN, *CHILDREN, *DELIVERY, *MONEY, *MILESTONES, *SAVINGS, *QUOTED, ONE_MEASURE]
