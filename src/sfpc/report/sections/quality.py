"""Quality of the data: the gate's decision, what its checks said, what was waived, and what was found."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from sfpc.report import grids, words
from sfpc.report.document import INTERNAL, Block, Subheading
from sfpc.report.grids import Cell, Grid
from sfpc.report.sections.blocks import shown
from sfpc.report.tables import Row, Table

if TYPE_CHECKING:
    from sfpc.report.coverage import Coverage
    from sfpc.report.decision import Decision

SEVERITIES = ("reject", "critical", "warning")
"""What a reader must know of, the gravest first; the rest is counted."""
SEVERITIES_IN_WORDS = {
    "reject": "rejected the submission",
    "critical": "critical",
    "warning": "warning",
    "info": "for information",
}


def blocks(
    decision: Decision, table: Table, quarter: str, audience: str, authority_code: str | None = None
) -> list[Block]:
    """Checks that did not pass, waivers and findings; what findings say is for the programme team alone."""
    told: list[Block] = [
        Subheading("Checks"),
        *shown(checks(decision, audience, authority_code), "Every check passed."),
        Subheading("Waivers"),
        *shown(waivers(decision, authority_code), "Nothing was waived."),
        Subheading("Findings"),
        *shown(found(table, quarter), "Nothing was found."),
    ]
    if audience == INTERNAL:
        told += shown(findings(table, quarter), "There is no finding that a reader must know of.")
    return told


def checks(decision: Decision, audience: str, authority_code: str | None = None) -> Grid:
    """Every check of the gate that did not simply pass; what it saw may quote a figure, so it is internal."""
    is_internal = audience == INTERNAL
    lines = [
        [
            Cell(result["check_id"], "short"),
            Cell(SEVERITIES_IN_WORDS.get(result["severity"], result["severity"])),
            _whose(decision, result),
            Cell(words.status(result["outcome"])),
            Cell(result["says"], "long"),
            *([Cell(result["observed"])] if is_internal else []),
        ]
        for result in decision.results
        if result["outcome"] != "passed" and _concerns(result, authority_code)
    ]
    headings = f"Check | Severity | Authority | Outcome | What should hold{' | What was seen' if is_internal else ''}"
    return grids.grid("Checks of the gate that did not pass", headings, lines)


def _whose(decision: Decision, result: dict[str, Any]) -> Cell:
    """Whom a result is about."""
    code = str(result["authority_code"] or "")
    return Cell(decision.authority_names.get(code, code)) if code else Cell("all", "absent")


def _concerns(result: dict[str, Any], authority_code: str | None) -> bool:
    return authority_code is None or result["authority_code"] in (authority_code, "", None)


def waivers(decision: Decision, authority_code: str | None = None) -> Grid:
    """What was let pass, why, by whom and until when."""
    lines = [
        [
            Cell(waiver["check_id"], "short"),
            Cell(decision.authority_names.get(waiver["authority_code"], waiver["authority_code"])),
            Cell(waiver["reason"], "long"),
            Cell(waiver["agreed_by"], note=f"on {_day(waiver['agreed_date'])}"),
            Cell(_day(waiver["until_date"])),
            Cell("yes" if waiver["was_needed"] else "no"),
        ]
        for waiver in decision.waivers
        if authority_code in (None, waiver["authority_code"])
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


def found(table: Table, quarter: str) -> Grid:
    """How many findings there are of each kind and severity, by authority: without what they say."""
    rows = [row for row in table.of(quarter) if row["is_current"]]
    counted: Counter[tuple[int, str, str, str]] = Counter(
        (
            [*SEVERITIES, "info"].index(row["severity"]) if row["severity"] in SEVERITIES else len(SEVERITIES),
            row["authority_name"] or "",
            row["finding_type"],
            row["severity"],
        )
        for row in rows
    )
    lines = [
        [
            Cell(name or "no one authority"),
            Cell(SEVERITIES_IN_WORDS.get(severity, severity)),
            Cell(kind.replace("_", " ")),
            Cell(words.number(count), "number"),
        ]
        for (_, name, kind, severity), count in sorted(counted.items())
    ]
    return grids.grid(f"Findings in the returns of {quarter}", "Authority | Severity | Kind | Findings #", lines)


def findings(table: Table, quarter: str) -> Grid:
    """Every finding that a reader must know of with what it says, the gravest first: for the programme team alone."""
    rows = [row for row in table.of(quarter) if row["is_current"] and row["severity"] in SEVERITIES]
    rows.sort(key=lambda row: (SEVERITIES.index(row["severity"]), row["authority_name"] or ""))
    lines = [
        [
            Cell(str(row["authority_name"])) if row["authority_name"] else Cell("no one authority", "absent"),
            Cell(SEVERITIES_IN_WORDS[row["severity"]]),
            Cell(row["message"], "long"),
            _place(row),
            Cell("the authority" if row["responsibility"] == "authority" else "the programme team"),
        ]
        for row in rows
    ]
    return grids.grid(f"What was found, {quarter}", "Authority | Severity | What was found | Where | Whose", lines)


def _place(row: Row) -> Cell:
    parts = [row[name] for name in ("source_file", "source_sheet", "source_place") if row[name]]
    return Cell(", ".join(parts)) if parts else Cell("the whole return", "absent")


def asked(decision: Decision, coverage: Coverage) -> str:
    """How many of the results passed, each of a check and an authority; withheld in a partial report."""
    if coverage.is_partial:
        return f"How many of the results passed is {coverage.withheld}."
    passed = sum(1 for result in decision.results if result["outcome"] == "passed")
    return f"{passed} of {len(decision.results)} results passed."
