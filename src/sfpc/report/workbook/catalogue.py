"""Which sheets there are, and what of each report table they show; a column that no sheet shows has a reason here."""

from __future__ import annotations

from sfpc.report.workbook import plans_of_measures, plans_of_the_programme
from sfpc.report.workbook.cells import NOT_AVAILABLE
from sfpc.report.workbook.plans_of_measures import WHO
from sfpc.report.workbook.plans_of_the_programme import PLACE
from sfpc.report.workbook.sheets import Column, Plan, by_authority

BEFORE = (
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
)  # fmt: skip
"""The sheets that say what there is."""
AFTER = (
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
"""The sheets that say how good it is."""
PLANS = (*BEFORE, *plans_of_measures.PLANS, *plans_of_the_programme.PLANS, *AFTER)
"""Every sheet that shows rows of a report table as they are, in the order of the workbook."""

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
    "indicator": CODE,
    "point_quarter": "the sheet Process limits shows the point of the quarter; earlier values stand by quarter",
    "result": CODE,
    "subject": CODE,
}
"""Columns of report tables that stand on no sheet under their own heading, and why."""
