"""Sheets that count rows of the report tables, and those of what the gate asked."""

from __future__ import annotations

from collections import Counter
from datetime import date

from sfpc.report import words
from sfpc.report.decision import Decision
from sfpc.report.document import INTERNAL
from sfpc.report.tables import Row, Table
from sfpc.report.workbook import cells
from sfpc.report.workbook.cells import Cell
from sfpc.report.workbook.sheets import TableSheet, nothing

RATINGS = {"complete": "Complete", "green": "Green", "amber": "Amber", "red": "Red"}
NOT_RATED = "Not reported"


def milestone_counts(table: Table, quarter: str) -> TableSheet:
    """How many milestones of each authority stand where; no row for an authority that sent none."""
    headings = ("Authority", "Authority code", *RATINGS.values(), NOT_RATED, "Overdue")
    lines = []
    for (name, code), rows in _by_authority(table.of(quarter)).items():
        rated = Counter(row["rag"] if row["rag"] in RATINGS else NOT_RATED for row in rows)
        overdue = sum(1 for row in rows if row["is_overdue"])
        counts = (*(rated[rating] for rating in RATINGS), rated[NOT_RATED], overdue)
        lines.append((cells.text(name), cells.text(code), *(cells.number(count) for count in counts)))
    return TableSheet(
        "Milestone counts",
        "Milestone_counts",
        _title("Milestones by rating", quarter),
        ("One row for each authority: how many of its milestones it rates complete, green, amber and red.",),
        headings,
        tuple(lines) or nothing(len(headings)),
        ("provisional", "ratings"),
        ("authority_name", "authority_code", *RATINGS, "not_reported", "overdue"),
    )


def data_quality(table: Table, quarter: str) -> TableSheet:
    """How many current findings there are of each authority, kind and severity."""
    headings = ("Authority", "Authority code", "Severity", "Kind of finding", "Section", "Whose it is", "Findings")
    keys = ("authority_name", "authority_code", "severity", "finding_type", "section", "responsibility")
    counts = Counter(tuple(row[key] or "" for key in keys) for row in table.of(quarter) if row["is_current"])
    lines = [
        (
            cells.text(name, "no one authority"),
            cells.text(code),
            *(cells.coded(part) for part in codes),
            cells.number(count),
        )
        for (name, code, *codes), count in sorted(counts.items())
    ]
    return TableSheet(
        "Data quality",
        "Data_quality",
        _title("Quality of the data", quarter),
        ("One row for each authority and kind of finding about its return: how many findings still matter.",),
        headings,
        tuple(lines) or nothing(len(headings)),
    )


def checks(decision: Decision, audience: str) -> TableSheet:
    """Every check of the gate that did not simply pass; what was seen is for the programme team alone."""
    headings = ["Check", "Severity", "Authority", "Outcome", "What should hold"]
    if audience == INTERNAL:
        headings.append("What was seen")
    lines = [
        (
            cells.text(result["check_id"]),
            cells.coded(result["severity"]),
            cells.text(decision.authority_names.get(result["authority_code"] or ""), "all authorities"),
            cells.coded(result["outcome"]),
            cells.text(result["says"]),
            *([cells.text(str(result["observed"] or ""))] if audience == INTERNAL else []),
        )
        for result in decision.results
        if result["outcome"] != "passed"
    ]
    return TableSheet(
        "Checks",
        "Checks",
        _title("Checks that did not pass", decision.quarter),
        (
            "One row for each check of the figures, and authority, that did not simply pass before the release.",
            f"{words.plural(len(decision.results), 'result')} in all; those that passed are not listed.",
        ),
        tuple(headings),
        tuple(lines) or nothing(len(headings)),
    )


def waivers(decision: Decision) -> TableSheet:
    """What was let pass, why, by whom and until when."""
    headings = ("Check", "Authority", "Reason", "Agreed by", "Agreed on", "Until", "Needed")
    lines = [
        (
            cells.text(waiver["check_id"]),
            cells.text(decision.authority_names.get(waiver["authority_code"], waiver["authority_code"])),
            cells.text(waiver["reason"]),
            cells.text(waiver["agreed_by"]),
            Cell(date.fromisoformat(waiver["agreed_date"]), cells.DAY),
            Cell(date.fromisoformat(waiver["until_date"]), cells.DAY),
            cells.flag(waiver["was_needed"]),
        )
        for waiver in decision.waivers
    ]
    return TableSheet(
        "Waivers",
        "Waivers",
        _title("Waivers", decision.quarter),
        ("One row for each check that was let pass for an authority: the reason, who agreed, until when.",),
        headings,
        tuple(lines) or nothing(len(headings)),
    )


def _title(title: str, quarter: str) -> str:
    return f"{title}, {words.quarter(quarter)} ({quarter})"


def _by_authority(rows: list[Row]) -> dict[tuple[str, str], list[Row]]:
    found: dict[tuple[str, str], list[Row]] = {}
    for row in sorted(rows, key=lambda row: (row["authority_name"], row["authority_code"])):
        found.setdefault((row["authority_name"], row["authority_code"]), []).append(row)
    return found
