"""The sheets about the programme: delivery, money, milestones, savings, what was revised, and the evaluation."""

from __future__ import annotations

from sfpc.report.tables import Row
from sfpc.report.workbook.cells import NOT_AVAILABLE
from sfpc.report.workbook.plans_of_measures import WHO
from sfpc.report.workbook.sheets import Column, Key, Plan, by_authority

PLACE = (
    Column("File of the return", "source_file", is_internal=True),
    Column("Sheet in the file", "source_sheet", is_internal=True),
    Column("Place in the file", "source_place", is_internal=True),
)


def totals_last(*names: str) -> Key:
    """Sorts by authority, then by columns in which `all` comes last: a total stands under its parts."""

    def key(row: Row) -> tuple[object, ...]:
        return (row["authority_name"], *(part for name in names for part in (row[name] == "all", row[name] or "")))

    return key


PLANS = (
    Plan(
        "Delivery", "rpt_delivery", "What the programme did",
        (
            "One row for each authority and activity, and of training for each employer; ‘All’ is all employers.",
            "Beside it stands the target of a document, where there is one.",
        ),
        (
            *WHO,
            Column("Activity", "title"),
            Column("Employer", "category_title"),
            Column("Unit", "unit", "unit"),
            Column("In {quarter}", "in_quarter_value", "count", status="in_quarter_status"),
            Column("Status of the quarter", "in_quarter_status", "words"),
            Column("Financial year to date", "year_to_date_value", "count", status="year_to_date_status"),
            Column("Status of the year to date", "year_to_date_status", "words"),
            Column("Since the first return", "cumulative_value", "count", status="cumulative_status"),
            Column("Status since the first return", "cumulative_status", "words"),
            Column("First return", "cumulative_from_quarter"),
            Column("Last four quarters", "four_quarters_value", "count", status="four_quarters_status"),
            Column("Status of the four quarters", "four_quarters_status", "words"),
            Column("Target", "target_value", "count", status="target_status"),
            Column("How the target is put", "target_comparator", "words"),
            Column("What the target is of", "target_type", "words"),
            Column("Target to be met by", "target_date", "day"),
            Column("Target reached (%)", "target_reached_percent", "one decimal", status="target_status"),
            Column("Status of the target", "target_status", "words"),
            Column("Source of the target", "target_source"),
        ),
        by_authority("title", "activity", "category_title"),
        ("provisional", "targets"),
    ),
    Plan(
        "Finance", "rpt_finance", "Money by workstream",
        ("One row for each authority, workstream and funder, in pounds. Totals stand under their parts.",),
        (
            *WHO,
            Column("Workstream", "workstream_title"),
            Column("Funder", "funder_title"),
            Column("Full-year budget (£)", "budget_gbp", "money", status="status"),
            Column("Spent in {quarter} (£)", "actual_in_quarter_gbp", "money", status="status"),
            Column("Spent in the year to date (£)", "actual_year_to_date_gbp", "money", status="status"),
            Column("Spent of the budget (%)", "spent_percent", "one decimal", status="status"),
            Column("Full-year forecast (£)", "forecast_gbp", "money", status="status"),
            Column("Forecast less budget (£)", "variance_gbp", "difference", status="status"),
            Column("Status of the amounts", "status", "words"),
            Column("How the quarter's spend is known", "actual_in_quarter_basis", "words"),
            Column("How the year's spend is known", "actual_year_to_date_basis", "words"),
        ),
        totals_last("workstream", "funder"),
        ("provisional", "money"),
    ),
    Plan(
        "Grant", "rpt_grant", "Spend against the grant and its profile",
        ("One row for each authority and version of its grant, and for the profile of the financial year.",),
        (
            *WHO,
            Column("Held against", "yardstick_type", "words"),
            Column("Version or profile", "yardstick", "yardstick"),
            Column("Covers", "covers", "words"),
            Column("Version in use", "is_used", "flag"),
            Column("First day", "period_start_date", "day"),
            Column("Last day", "period_end_date", "day", status="status", absent=NOT_AVAILABLE),
            Column("Amount (£)", "amount_gbp", "money", status="status"),
            Column("How the document puts it", "amount_qualifier", "words"),
            Column("Spend counted from", "spend_from_quarter"),
            Column("Spend to date (£)", "spend_gbp", "money", status="status"),
            Column("Spent of the amount (%)", "spent_percent", "one decimal", status="status"),
            Column("Left of the amount (£)", "remaining_gbp", "difference", status="status"),
            Column("Expected by the year's end (£)", "expected_gbp", "money", status="expected_status"),
            Column("Expected of the amount (%)", "expected_percent", "one decimal", status="expected_status"),
            Column("Status of what is expected", "expected_status", "words"),
            Column("Time gone (%)", "elapsed_percent", "one decimal", status="status", absent=NOT_AVAILABLE),
            Column("Status", "status", "words"),
            Column("Source", "source"),
        ),
        by_authority("yardstick_type", "yardstick"),
        ("provisional", "money", "grant"),
    ),
    Plan(
        "Milestones", "rpt_milestones", "Milestones",
        ("One row for each authority and milestone: where it stands, and where it stood a quarter before.",),
        (
            *WHO,
            Column("Project", "project"),
            Column("Work area", "work_area"),
            Column("Milestone", "milestone"),
            Column("Rating", "rag", "words"),
            Column("Rating in {previous}", "previous_rag", "words"),
            Column("Planned", "baseline_date", "day", absent=NOT_AVAILABLE),
            Column("Now expected", "forecast_date", "day", absent=NOT_AVAILABLE),
            Column("Done", "completed_date", "day"),
            Column("Slippage (days, negative is early)", "slippage_days", "days", absent=NOT_AVAILABLE),
            Column("Slippage in the quarter (days)", "slippage_in_quarter_days", "days", absent=NOT_AVAILABLE),
            Column("Overdue on the quarter's last day", "is_overdue", "flag", absent=NOT_AVAILABLE),
            Column("In the return", "presence", "words"),
            Column("Comment", "comment", status="comment_status", is_internal=True),
            Column("Status of the comment", "comment_status", "words", is_internal=True),
            *PLACE,
        ),
        by_authority("project", "work_area", "milestone"),
        ("provisional", "ratings"),
    ),
    Plan(
        "Benefits", "rpt_benefits", "Savings",
        ("One row for each authority, benefit and financial year, in pounds. Totals stand under their parts.",),
        (
            *WHO,
            Column("Benefit", "benefit", "all or text"),
            Column("Financial year", "financial_year", "all or text"),
            Column("Planned (£)", "planned_gbp", "money", status="status"),
            Column("Delivered so far (£)", "delivered_gbp", "money", status="status"),
            Column("Forecast (£)", "forecast_gbp", "money", status="status"),
            Column("Forecast less planned (£)", "variance_gbp", "difference", status="status"),
            Column("Status of the amounts", "status", "words"),
            Column("In the authority's savings plan (£)", "savings_plan_gbp", "money", status="savings_plan_status"),
            Column("Status of the savings plan", "savings_plan_status", "words"),
        ),
        totals_last("benefit", "financial_year"),
        ("provisional", "money"),
    ),
    Plan(
        "Restatements", "rpt_restatements", "Figures that were revised",
        (
            "One row for each figure that a later submission revised: what was first held, and what is held now.",
            "Figures of earlier quarters are there where this quarter's report shows them or is read against them.",
        ),
        (
            *WHO,
            Column("Quarter of the figure", "restated_quarter"),
            Column("Section", "section", "words"),
            Column("Subject", "title"),
            Column("Part", "part", "words"),
            Column("Project", "project"),
            Column("What of it", "field", "words"),
            Column("Unit", "unit", "unit"),
            Column("First held", "from_value", "figure", status="from_status"),
            Column("First held (date or rating)", "from_text"),
            Column("Status first held", "from_status", "words"),
            Column("Held now", "to_value", "figure", status="to_status"),
            Column("Held now (date or rating)", "to_text"),
            Column("Status now", "to_status", "words"),
            Column("Difference", "difference", "signed figure"),
            Column("Difference (%)", "difference_percent", "signed"),
            Column("Why", "why", "words"),
            Column("Times revised", "revision_count", "count"),
            Column("First received", "first_received_date", "day"),
            Column("Latest received", "latest_received_date", "day"),
        ),
        by_authority("restated_quarter", "section", "title", "subject", "part", "project", "field"),
    ),
    Plan(
        "Context", "rpt_context", "What the evaluation found: context, never a result of the returns",
        (
            "One row for each finding of the evaluation of the Innovation Programme: of another time and programme.",
            "Nothing on this sheet comes from the returns.",
        ),
        (
            *WHO,
            Column("What was found", "title"),
            Column("Direction", "direction", "words"),
            Column("Figure", "value", "figure", status="status"),
            Column("Unit", "unit", "unit"),
            Column("Status of the figure", "status", "words"),
            Column("Significance", "significance", "words"),
            Column("Compared with", "comparison"),
            Column("Figure compared with", "comparison_value", "figure"),
            Column("First day covered", "period_start_date", "day", absent=NOT_AVAILABLE),
            Column("Last day covered", "period_end_date", "day", absent=NOT_AVAILABLE),
            Column("What a reader must know", "note"),
            Column("Source", "source"),
        ),
        by_authority("title", "result"),
    ),
)  # fmt: skip
"""In the order of the workbook."""
