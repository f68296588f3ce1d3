"""The page's tables about the quality of the data: findings, checks that did not pass, and waivers."""

from __future__ import annotations

from datetime import date
from typing import Any

from sfpc.report import grids, words
from sfpc.report.coverage import Coverage
from sfpc.report.decision import Decision
from sfpc.report.grids import Cell, Grid
from sfpc.report.tables import Table

SEVERITIES = ("reject", "critical", "warning")
"""What a reader must know of, the gravest first; the rest is counted, and stands in the CSV."""


def findings(table: Table, quarter: str) -> Grid:
    """Every finding that a reader must know of, the gravest first."""
    rows = [row for row in table.of(quarter) if row["is_current"] and row["severity"] in SEVERITIES]
    rows.sort(key=lambda row: (SEVERITIES.index(row["severity"]), row["authority_name"] or ""))
    lines = [
        [
            grids.text(row["authority_name"], "no one authority"),
            Cell(row["severity"]),
            Cell(row["message"], "long"),
            grids.text(
                ", ".join(part for part in (row["source_file"], row["source_sheet"], row["source_place"]) if part),
                "the whole return",
            ),
            Cell("the authority" if row["responsibility"] == "authority" else "the programme team"),
        ]
        for row in rows
    ]
    return grids.grid(
        f"Findings and warnings, {quarter}", "Authority | Severity | What was found | Where | Whose", lines
    )


def checks(decision: Decision) -> Grid:
    """Every check of the gate that did not simply pass."""
    lines = [
        [
            Cell(result["check_id"]),
            Cell(result["severity"]),
            grids.text(decision.authority_names.get(result["authority_code"] or ""), "all"),
            Cell(words.status(result["outcome"])),
            Cell(result["says"], "long"),
            Cell(result["observed"]),
        ]
        for result in decision.results
        if result["outcome"] != "passed"
    ]
    headings = "Check | Severity | Authority | Outcome | What should hold | What was seen"
    return grids.grid("Checks of the gate that did not pass", headings, lines)


def waivers(decision: Decision) -> Grid:
    """What was let pass, why, by whom and until when."""
    lines = [
        [
            Cell(waiver["check_id"]),
            Cell(decision.authority_names.get(waiver["authority_code"], waiver["authority_code"])),
            Cell(waiver["reason"], "long"),
            Cell(waiver["agreed_by"], note=f"on {_day(waiver['agreed_date'])}"),
            Cell(_day(waiver["until_date"])),
            Cell("yes" if waiver["was_needed"] else "no"),
        ]
        for waiver in decision.waivers
    ]
    return grids.grid("Waivers", "Check | Authority | Reason | Agreed by | Until | Needed", lines)


def waived(decision: Decision) -> list[str]:
    """What was let pass, a sentence each: for the workbook and the CSVs, which have no table of it."""
    return [_waived(waiver, decision.authority_names) for waiver in decision.waivers]


def _waived(waiver: dict[str, Any], names: dict[str, str]) -> str:
    whose = names.get(waiver["authority_code"], waiver["authority_code"])
    needed = "" if waiver["was_needed"] else " (not needed)"
    reason = waiver["reason"] if waiver["reason"].endswith((".", "!", "?")) else f"{waiver['reason']}."
    return (
        f"Waived: {waiver['check_id']} for {whose}, until {_day(waiver['until_date'])}{needed}. Reason: {reason} "
        f"Agreed by {waiver['agreed_by']} on {_day(waiver['agreed_date'])}."
    )


def _day(written: str) -> str:
    return words.short_day(date.fromisoformat(written))


def for_information(table: Table, quarter: str, coverage: Coverage) -> list[str]:
    """How many findings for information there are of each kind; a count over authorities, so withheld if one lacks."""
    kinds = [row["finding_type"] for row in table.of(quarter) if row["is_current"] and row["severity"] == "info"]
    return [f"{kind.replace('_', ' ')}: {coverage.withheld or f'{kinds.count(kind):,}'}" for kind in sorted(set(kinds))]


def asked(decision: Decision, coverage: Coverage) -> str:
    """How many of the results passed, each of a check and an authority; withheld in a partial report."""
    if coverage.is_partial:
        return f"How many of the results passed is {coverage.withheld}."
    passed = sum(1 for result in decision.results if result["outcome"] == "passed")
    return f"{passed} of {len(decision.results)} results passed."
