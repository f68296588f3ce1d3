"""Which sheets there are, and what of each report table they show; a column that no sheet shows has a reason here."""

from __future__ import annotations

from sfpc.report.tables import Row
from sfpc.report.workbook.cells import NOT_AVAILABLE
from sfpc.report.workbook.sheets import Column, Key, Plan, by_authority

WHO = (Column("Authority", "authority_name"), Column("Authority code", "authority_code"))
PLACE = (
    Column("File of the return", "source_file", is_internal=True),
    Column("Sheet in the file", "source_sheet", is_internal=True),
    Column("Place in the file", "source_place", is_internal=True),
)
MEASURE = (
    Column("Measure", "title"),
    Column("Unit", "unit", "unit"),
    Column("Kind of measure", "measure_type", "words"),
)
INTERVAL = ("provisional", "kinds", "intervals")


def totals_last(*names: str) -> Key:
    """Sorts by authority, then by columns in which `all` comes last: a total stands under its parts."""

    def key(row: Row) -> tuple[object, ...]:
        return (row["authority_name"], *(part for name in names for part in (row[name] == "all", row[name] or "")))

    return key


PLANS = (
    Plan(
        "Returns", "rpt_returns", "Returns",
        ("One row for each authority: its return for the quarter, when it came, and how much was found in it.",),
        (
            *WHO,
            Column("Role in the programme", "role", "words"),
            Column("State of the return", "state", "words"),
            Column("Due", "due_date", "day"),
            Column("Received (UTC)", "received_at", "moment", status="state", absent=NOT_AVAILABLE),
            Column("Later day agreed", "is_extended", "flag"),
            Column("Why a later day was agreed", "extension_reason"),
            Column("Working days late", "working_days_late", "count", status="state"),
            Column("Submissions", "submission_count", "count"),
            Column("A later submission was rejected", "has_later_rejection", "flag"),
            Column("Files", "file_count", "count", status="state", absent=NOT_AVAILABLE),
            Column("Values read", "values_read", "count", status="state", absent=NOT_AVAILABLE),
            Column("Findings that reject", "reject_count", "count"),
            Column("Critical findings", "critical_count", "count"),
            Column("Warnings", "warning_count", "count"),
            Column("Findings for information", "info_count", "count"),
        ),
        by_authority(),
    ),
    Plan(
        "Programme", "rpt_programme", "The programme as a whole",
        (
            "One row for each figure that may be added up over the authorities.",
            "A total is there only where every return that is owed is in and holds the figure.",
        ),
        (
            Column("Subject", "section", "words"),
            Column("Figure", "title"),
            Column("Unit", "unit", "unit"),
            Column("Total over the authorities", "value", "total", status="status"),
            Column("Status of the total", "status", "words"),
            Column("Authorities that owe a return", "authority_count", "count"),
            Column("Returns added up", "accepted_count", "count"),
            Column("Returns not in", "missing_count", "count"),
        ),
        lambda row: (row["section"], row["title"], row["figure"]),
        ("provisional", "kinds", "totals"),
    ),
    Plan(
        "Measures", "rpt_performance", "Performance measures",
        (
            "One row for each authority and measure: now, before, at the baseline, and the target of a document.",
            "Whether a measure clearly changed stands on the sheet Changes.",
        ),
        (
            *WHO, *MEASURE,
            Column("Aim of the programme", "polarity", "words"),
            Column("Value in {quarter}", "value", "measure", status="status"),
            Column("Status of the value", "status", "words"),
            Column("Part counted (of a ratio)", "numerator_value", "count", status="status"),
            Column("Out of (of a ratio)", "denominator_value", "count", status="status"),
            Column("Value in {previous}", "previous_value", "measure", status="previous_status"),
            Column("Value in {last_year}", "last_year_value", "measure", status="last_year_status"),
            Column("Baseline quarter", "baseline_quarter"),
            Column("Value at the baseline", "baseline_value", "measure", status="baseline_status"),
            Column("Change since {previous}", "change_from_previous", "change", status="previous_status"),
            Column("Change since {last_year}", "change_from_last_year", "change", status="last_year_status"),
            Column("Change since the baseline", "change_from_baseline", "change", status="baseline_status"),
            Column("Target", "target_value", "measure", status="target_status"),
            Column("How the target is put", "target_comparator", "words"),
            Column("Target to be met by", "target_date", "day"),
            Column("Status of the target", "target_status", "words"),
            Column("Source of the target", "target_source"),
        ),
        by_authority("measure_type", "title", "measure"),
        (*INTERVAL, "baseline", "changes", "targets"),
    ),
    Plan(
        "Changes", "rpt_changes", "What changed",
        (
            "One row for each authority, measure and earlier quarter it is compared with: whether it clearly changed.",
            "Intervals are of the ratio now to then, or of the difference of two proportions (0.05 is five points).",
        ),
        (
            *WHO, *MEASURE,
            Column("Compared with", "comparison", "words"),
            Column("Quarter compared with", "compared_quarter"),
            Column("Value in {quarter}", "value", "measure", status="status"),
            Column("Status of the value", "status", "words"),
            Column("Value then", "compared_value", "measure", status="compared_status"),
            Column("Status of the value then", "compared_status", "words"),
            Column("Change", "change", "change", absent=NOT_AVAILABLE),
            Column("Change (%)", "change_percent", "signed"),
            Column("Judgement", "judgement", "words"),
            Column("Lower limit (99.8% interval)", "interval_lower", "three decimals", status="judgement"),
            Column("Upper limit (99.8% interval)", "interval_upper", "three decimals", status="judgement"),
            Column("Method", "method", "words"),
        ),
        by_authority("measure_type", "title", "measure", "comparison"),
        ("provisional", "kinds", "changes", "clear"),
    ),
    Plan(
        "Rates", "rpt_performance_rates", "Rates for each 10,000 children",
        ("One row for each authority and measure that is a count: for each 10,000 children under 18.",),
        (
            *WHO, *MEASURE,
            Column("What the rate counts", "rate_basis"),
            Column("Count", "value", "count", status="rate_status"),
            Column("Rate per 10,000 children", "rate_per_10000", "one decimal", status="rate_status"),
            Column("Status of the rate", "rate_status", "words"),
            Column("Lower limit (95% interval)", "lower_rate_per_10000", "one decimal", status="rate_status"),
            Column("Upper limit (95% interval)", "upper_rate_per_10000", "one decimal", status="rate_status"),
            Column("Count in four quarters", "four_quarters_value", "count", status="four_quarters_status"),
            Column(
                "Rate in four quarters per 10,000 children",
                "four_quarters_rate_per_10000", "one decimal", status="four_quarters_status",
            ),
            Column("Status of the four quarters", "four_quarters_status", "words"),
            Column("Children aged 0 to 17", "population_count", "count", absent=NOT_AVAILABLE),
            Column("Population estimate of mid-year", "population_mid_year", "year", absent=NOT_AVAILABLE),
            Column("Series of the estimate", "population_vintage", "words", absent=NOT_AVAILABLE),
        ),
        by_authority("measure_type", "title", "measure"),
        (*INTERVAL, "population"),
    ),
    Plan(
        "Delivery", "rpt_delivery", "What the programme did",
        (
            "One row for each authority and activity, and of training for each employer; `All` is all employers.",
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
        "Findings", "rpt_data_quality", "Findings about the returns",
        ("One row for each finding that still matters. For the programme team alone: a finding quotes values.",),
        (
            *WHO,
            Column("Severity", "severity", "words"),
            Column("Kind of finding", "finding_type", "words"),
            Column("Section", "section", "words"),
            Column("What was found", "message", is_internal=True),
            Column("Whose it is", "responsibility", "words"),
            Column("Found by", "found_by", "words"),
            *PLACE,
        ),
        by_authority("severity", "finding_type", "section", "source_place"),
        keeps=lambda row: bool(row["is_current"]),
    ),
)  # fmt: skip
"""Every sheet that shows rows of a report table as they are."""

INTERNAL_ALONE = frozenset({"Findings"})
"""Sheets that the published workbook has not; what it says instead stands on the sheet Data quality."""

LINEAGE = "where in a return it stands: for the programme team, in the tidy CSVs and the database"
CODE = "a code; its words stand beside it"
NOT_SHOWN = {
    "quarter": "the title says it",
    "activity": CODE,
    "category": CODE,
    "decimals": "how the number is shown",
    "figure": CODE,
    "funder": CODE,
    "is_current": "the sheets show what still matters alone",
    "last_year_status": "stands on the sheet Changes",
    "measure": CODE,
    "previous_quarter": "the headings say it",
    "previous_status": "stands on the sheet Changes",
    "baseline_status": "stands on the sheet Changes",
    "same_quarter_last_year": "the headings say it",
    "source_file": LINEAGE,
    "source_place": LINEAGE,
    "source_sheet": LINEAGE,
    "submission_id": LINEAGE,
    "suppressed_columns": "a figure that is hidden is [c]",
    "workstream": CODE,
}
"""Columns of report tables that stand on no sheet under their own heading, and why."""
