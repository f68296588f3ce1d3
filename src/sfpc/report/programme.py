"""The page's tables about the programme: returns, money, milestones and benefits."""

from __future__ import annotations

from sfpc.report import grids, words
from sfpc.report.coverage import Coverage
from sfpc.report.grids import Cell, Grid, Part
from sfpc.report.tables import Row, Table

NOT_A_COLOUR = {"complete": "Complete", "green": "Green", "amber": "Amber", "red": "Red"}
IN_FORCE = ("accepted", "nil")
"""The states of a return that is in."""
COVERS = {"dfe_grant": "DfE grant", "whole_programme": "whole programme", None: "none"}


def returns(table: Table, quarter: str) -> Grid:
    """Who sent what and when."""
    rows = sorted(table.of(quarter), key=lambda row: row["authority_name"])
    lines = [
        [
            Cell(row["authority_name"], note=row["role"]),
            Cell(words.status(row["state"]), note=_sent(row)),
            grids.day(row["received_at"], "not received"),
            Cell(words.short_day(row["due_date"]), "short", note=_extension(row)),
            _lateness(row),
            grids.count(row["values_read"], "no_return"),
            *(Cell(words.number(row[f"{severity}_count"]), "number") for severity in ("critical", "warning", "info")),
        ]
        for row in rows
    ]
    headings = (
        "Authority | State | Received | Due | Timing | Values read # | Critical # | Warnings # | For information #"
    )
    return grids.grid(f"Returns for {quarter}", headings, lines)


def _sent(row: Row) -> str:
    sent = words.plural(row["submission_count"], "submission")
    return f"{sent}; the last one was rejected, the one before is in force" if row["has_later_rejection"] else sent


def _lateness(row: Row) -> Cell:
    late = row["working_days_late"]
    if row["state"] in IN_FORCE:
        return Cell(f"{words.plural(late, 'working day')} late" if late else "on time")
    if row["state"] in ("not_due", "due"):
        return Cell("not received", "absent")
    return Cell(f"{words.plural(late, 'working day')} overdue" if late else "not in", "absent")


def _extension(row: Row) -> str:
    return f"a later day was agreed: {row['extension_reason']}" if row["is_extended"] else ""


def finance(table: Table, quarter: str) -> list[Part]:
    """A table an authority: each workstream and funder, then the totals."""
    headings = (
        "Workstream | Funder | Budget # | In the quarter # | Year to date # | Spent # | Forecast # | "
        "Forecast less budget #"
    )
    parts = []
    for name, rows in grids.by_authority(table.of(quarter)):
        ordered = sorted(
            rows, key=lambda row: (row["workstream"] == "all", row["workstream"], row["funder"] == "all", row["funder"])
        )
        lines = [
            [
                Cell(row["workstream_title"], "total" if row["workstream"] == "all" else "text"),
                Cell(row["funder_title"]),
                grids.money(row["budget_gbp"], row["status"]),
                grids.money(row["actual_in_quarter_gbp"], row["status"]),
                grids.money(row["actual_year_to_date_gbp"], row["status"]),
                grids.share(row["spent_percent"], row["status"]),
                grids.money(row["forecast_gbp"], row["status"]),
                grids.money(row["variance_gbp"], row["status"], signed=True),
            ]
            for row in ordered
        ]
        caption = f"Money in {name}, {quarter}: full-year budget and forecast, spend in pounds"
        parts.append(Part(name, [grids.grid(caption, headings, lines)]))
    return parts


def grant(table: Table, quarter: str) -> Grid:
    """Spend against every version of each grant and against its profile."""
    rows = sorted(table.of(quarter), key=lambda row: (row["authority_name"], row["yardstick_type"], row["yardstick"]))
    lines = [
        [
            Cell(row["authority_name"]),
            Cell(_yardstick(row), note=_period(row)),
            Cell(COVERS[row["covers"]]),
            grids.money(row["amount_gbp"], row["status"]),
            grids.money(row["spend_gbp"], row["status"]),
            grids.share(row["spent_percent"], row["status"]),
            grids.share(row["elapsed_percent"], "not_available" if row["status"] == "reported" else row["status"]),
        ]
        for row in rows
    ]
    headings = "Authority | Held against | Covers | Amount # | Spend # | Spent # | Time gone #"
    note = (
        "A grant’s amount is for its whole period; a profile’s is for the financial year. ‘Part of the period’: "
        "the first return held is of a later quarter than the grant’s start, so that only a part of the spend is known."
    )
    return grids.grid("Spend to date against each version of the grant and its profile", headings, lines, note)


def _yardstick(row: Row) -> str:
    if row["yardstick_type"] == "none":
        return "no grant on record"
    if row["yardstick_type"] == "profile":
        return f"Profile for {row['yardstick'].rpartition(', ')[2]}"
    qualifier = f", {row['amount_qualifier']}" if row["amount_qualifier"] else ""
    return f"Grant, {row['yardstick']}{qualifier}{'' if row['is_used'] else ', not used'}"


def _period(row: Row) -> str:
    if row["period_start_date"] is None:
        return ""
    end = words.short_day(row["period_end_date"]) if row["period_end_date"] else "an end not on record"
    return f"{words.short_day(row['period_start_date'])} to {end}"


def milestone_counts(table: Table, quarter: str, coverage: Coverage) -> Grid:
    """How many milestones of each authority stand where; one that sent no return is shown as such."""
    headings = (
        "Authority | Complete # | Green # | Amber # | Red # | Not reported # | Overdue # | Slipped in the quarter #"
    )
    lines = []
    for name, rows in grids.by_authority(table.of(quarter)):
        rags = [row["rag"] for row in rows]
        slipped = sum(1 for row in rows if (row["slippage_in_quarter_days"] or 0) > 0)
        figures = [
            *(rags.count(rag) for rag in NOT_A_COLOUR),
            sum(1 for rag in rags if rag not in NOT_A_COLOUR),
            sum(1 for row in rows if row["is_overdue"]),
            slipped,
        ]
        lines.append([Cell(name), *(Cell(words.number(each), "number") for each in figures)])
    shown = {line[0].text for line in lines}
    nothing = Cell(words.status("no_return"), "absent")
    lines += [[Cell(name), *([nothing] * headings.count("#"))] for name in coverage.missing if name not in shown]
    return grids.grid(f"Milestones in {quarter}", headings, sorted(lines, key=lambda line: line[0].text))


def milestones(table: Table, quarter: str) -> list[Part]:
    """A table an authority: every milestone with its dates, rating and comment."""
    headings = "Milestone | Rating | Last quarter | Planned | Done or expected | Slippage # | Overdue | Comment"
    parts = []
    for name, rows in grids.by_authority(table.of(quarter)):
        lines = [
            [
                Cell(row["milestone"], note=f"{row['project']}: {row['work_area']}"),
                _rag(row["rag"]),
                _rag(row["previous_rag"]),
                grids.day(row["baseline_date"], "not given"),
                _expected(row),
                _slippage(row),
                Cell("not known", "absent")
                if row["is_overdue"] is None
                else Cell("overdue" if row["is_overdue"] else "no"),
                _comment(row),
            ]
            for row in rows
        ]
        parts.append(Part(name, [grids.grid(f"Milestones in {name}, {quarter}", headings, lines)]))
    return parts


def _rag(code: str) -> Cell:
    return Cell(NOT_A_COLOUR[code], f"rag-{code}") if code in NOT_A_COLOUR else Cell(words.status(code), "absent")


def _expected(row: Row) -> Cell:
    if row["completed_date"]:
        return Cell(words.short_day(row["completed_date"]), "short", "done")
    return grids.day(row["forecast_date"], "not given")


def _slippage(row: Row) -> Cell:
    if row["slippage_days"] is None:
        return Cell("not known", "absent")
    moved = row["slippage_in_quarter_days"]
    note = f"{words.number(moved, signed=True)} in the quarter" if moved else ""
    days = row["slippage_days"]
    return Cell(f"{words.number(days, signed=True)} {'day' if abs(days) == 1 else 'days'}", "number", note)


def _comment(row: Row) -> Cell:
    if row["comment_status"] == "withheld":
        return Cell("withheld: it may hold personal data", "absent")
    return Cell(row["comment"], "long") if row["comment"] else Cell("no comment", "absent")


def benefits(table: Table, quarter: str) -> list[Part]:
    """A table an authority: savings by benefit and year, and the totals; lines of nothing are left out."""
    headings = "Benefit | Year | Planned # | Delivered # | Forecast # | Forecast less planned # | Savings plan #"
    parts = []
    for name, rows in grids.by_authority(table.of(quarter)):
        ordered = sorted(rows, key=lambda row: (row["benefit"] == "all", row["benefit"], row["financial_year"]))
        shown = [row for row in ordered if row["benefit"] == "all" or not _is_nothing(row)]
        lines = [
            [
                Cell("All benefits", "total") if row["benefit"] == "all" else Cell(row["benefit"]),
                Cell("all years" if row["financial_year"] == "all" else row["financial_year"]),
                grids.money(row["planned_gbp"], row["status"]),
                grids.money(row["delivered_gbp"], row["status"]),
                grids.money(row["forecast_gbp"], row["status"]),
                grids.money(row["variance_gbp"], row["status"], signed=True),
                grids.money(row["savings_plan_gbp"], row["savings_plan_status"]),
            ]
            for row in shown
        ]
        left_out = len(ordered) - len(shown)
        note = (
            f"{words.plural(left_out, 'line')} with nothing planned, delivered, forecast or in the plan left out here."
            if left_out
            else ""
        )
        parts.append(Part(name, [grids.grid(f"Savings in {name}, as of {quarter}", headings, lines, note)]))
    return parts


def _is_nothing(row: Row) -> bool:
    return (
        all(row[name] == 0 for name in ("planned_gbp", "delivered_gbp", "forecast_gbp")) and not row["savings_plan_gbp"]
    )
