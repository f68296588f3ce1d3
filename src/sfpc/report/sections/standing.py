"""How an authority's programme stands, by rules that are printed beside it: red, amber or green, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from sfpc.report import grids, words
from sfpc.report.grids import Cell, Grid
from sfpc.report.sections import cells, milestones, money, summary
from sfpc.report.tables import Row, Table, is_hidden

if TYPE_CHECKING:
    from sfpc.report.decision import Decision
    from sfpc.report.issue import Issue

RED, AMBER, GREEN, NOT_RATED = "red", "amber", "green", "not_rated"
GRAVEST_FIRST = (RED, AMBER, GREEN)
TENTH = Decimal(10)
"""Per cent of the budget, or of the savings planned, that a forecast may miss it by before it is graver."""
FAR_SHORT = Decimal(80)
"""Per cent of a yearly target under which it is far from reached."""
RULES = (
    "Overall: as the gravest of those rated. Milestones: red where one is overdue that the authority rates red, amber "
    "where one is overdue or rated red. Money (DfE grant, this year): red where the forecast is above the budget, "
    "amber where it is more than 10% below, or where the share spent of a grant or profile is more than 25 percentage "
    "points ahead of the time gone. Delivery (targets of documents for a year): red under 80% reached, amber under "
    "100%. Savings, all years: red where the forecast is more than 10% below the plan, amber where it is below. "
    "Return: red where none is in, amber where it was late, a check warned, or one was waived. Otherwise green; not "
    "rated where figures are not there."
)


@dataclass(frozen=True)
class Status:
    """How one part of a programme stands.

    Attributes:
        rating: red, amber, green or not_rated.
        why: the figures that make it so, in words.
    """

    subject: str
    rating: str
    why: str


def statuses(tables: Mapping[str, Table], issue: Issue, authority_code: str) -> list[Status]:
    """Every part of one authority's programme, after how it stands overall.

    Args:
        tables: those of this authority alone.
        issue: what the release says of itself.
        authority_code: whose it is.
    """
    quarter = issue.quarter
    returned = next(iter(tables["rpt_returns"].of(quarter)), None)
    parts = [
        of_milestones(tables["rpt_milestones"].of(quarter)),
        of_money(tables["rpt_finance"].of(quarter), tables["rpt_grant"].of(quarter)),
        of_delivery(tables["rpt_delivery"].of(quarter)),
        of_savings(tables["rpt_benefits"].of(quarter)),
        of_return(returned, issue.decision, authority_code),
    ]
    return [overall(parts), *parts]


def overall(parts: list[Status]) -> Status:
    """The gravest of those rated."""
    for rating in GRAVEST_FIRST:
        held = [part.subject.lower() for part in parts if part.rating == rating]
        if held:
            return Status("Overall", rating, f"{words.sentence(words.listed(held))}: {rating}.")
    return Status("Overall", NOT_RATED, "Nothing can be rated.")


def of_milestones(rows: list[Row]) -> Status:
    """Red where one is overdue and rated red, amber where one is overdue or rated red."""
    subject, rated = "Milestones", milestones.reported(rows)
    if not rated:
        return Status(subject, NOT_RATED, "No milestone is reported.")
    late = milestones.overdue(rated)
    red = [row for row in rated if row["rag"] == RED]
    both = [row for row in late if row["rag"] == RED]
    why = f"Of {words.plural(len(rated), 'milestone')}, {len(late)} overdue and {len(red)} rated red"
    why += f", {len(both)} of them both." if both else "."
    return Status(subject, RED if both else AMBER if late or red else GREEN, why)


def of_money(finance: list[Row], grants: list[Row]) -> Status:
    """Red where more grant is forecast than budgeted, amber where much less is, or spend is far ahead of time."""
    subject = "Money"
    row = next((row for row in finance if (row["workstream"], row["funder"]) == ("all", "dfe_grant")), None)
    if row is None or row["variance_gbp"] is None or row["budget_gbp"] is None:
        return Status(subject, NOT_RATED, "The grant’s budget and forecast are not reported in full.")
    variance, budget = row["variance_gbp"], row["budget_gbp"]
    why = f"The grant’s forecast of the year is {_against(variance)} its budget of {words.pounds(budget)}."
    ahead = [each for each in grants if summary.is_ahead(each)]
    if ahead:
        why += f" {words.sentence(_ahead(ahead))}."
    if variance > 0:
        return Status(subject, RED, why)
    return Status(subject, AMBER if ahead or -variance * 100 > TENTH * budget else GREEN, why)


def _ahead(rows: list[Row]) -> str:
    return words.listed(
        [
            f"{money.yardstick(row)}: {words.percentage(row['spent_percent'])} spent with "
            f"{words.percentage(row['elapsed_percent'])} of its time gone"
            for row in rows
        ]
    )


def _against(variance: Decimal) -> str:
    """How a forecast stands to what it is held against.

    >>> _against(Decimal(-1500)), _against(Decimal(2)), _against(Decimal(0))
    ('£1,500 below', '£2 above', 'as large as')
    """
    if variance == 0:
        return "as large as"
    return f"{words.pounds(abs(variance))} {'above' if variance > 0 else 'below'}"


def of_delivery(rows: list[Row]) -> Status:
    """By the yearly targets of documents that can be compared: the one furthest from being reached decides."""
    subject = "Delivery"
    yearly = [
        row
        for row in rows
        if row["category"] == "all"
        and row["target_type"] == "level_in_a_year"
        and row["target_status"] == "comparable"
        and row["target_comparator"] != "at_most"
    ]
    held = [row for row in yearly if row["target_reached_percent"] is not None]
    if any(is_hidden(row, "target_reached_percent") for row in yearly):
        return Status(subject, NOT_RATED, "How much of a yearly target is reached is suppressed.")
    if not held:
        return Status(subject, NOT_RATED, "No yearly target of a document can be compared with what is reported.")
    furthest = min(held, key=lambda row: (row["target_reached_percent"], row["title"]))
    reached: Decimal = furthest["target_reached_percent"]
    why = f"{furthest['title']}: {words.reached(reached)} of the yearly target reached in the last four quarters."
    return Status(subject, GREEN if reached >= summary.WHOLE else AMBER if reached >= FAR_SHORT else RED, why)


def of_savings(rows: list[Row]) -> Status:
    """By the forecast of all years against what is planned."""
    subject = "Savings"
    row = next((row for row in rows if (row["benefit"], row["financial_year"]) == ("all", "all")), None)
    if row is None or row["variance_gbp"] is None or not row["planned_gbp"]:
        return Status(subject, NOT_RATED, "Savings planned and forecast are not reported in full.")
    variance, planned = row["variance_gbp"], row["planned_gbp"]
    why = f"The forecast of all years is {_against(variance)} the {words.pounds(planned)} planned."
    rating = GREEN if variance >= 0 else RED if -variance * 100 > TENTH * planned else AMBER
    return Status(subject, rating, why)


def of_return(row: Row | None, decision: Decision, authority_code: str) -> Status:
    """Red where no return is in, amber where it was late, a check warned or one was waived."""
    subject = "Return"
    if row is None or row["state"] not in ("accepted", "nil"):
        return Status(subject, RED, f"Return: {words.status(row['state'] if row else 'no_return')}.")
    late: int = row["working_days_late"] or 0
    warned = sum(
        1
        for result in decision.results
        if result["authority_code"] == authority_code
        and (result["outcome"], result["severity"]) == ("failed", "warning")
    )
    waived = sum(1 for waiver in decision.waivers if waiver["authority_code"] == authority_code)
    told = [
        f"{words.plural(late, 'working day')} late" if late else "on time",
        words.plural(warned, "check that warned", "checks that warned"),
        words.plural(waived, "waiver"),
    ]
    return Status(subject, AMBER if late or warned or waived else GREEN, f"{words.sentence(words.listed(told))}.")


def grid(tables: Mapping[str, Table], issue: Issue, authority_code: str) -> Grid:
    """How every part of one authority's programme stands, and why."""
    lines = [
        [
            Cell(each.subject, "total" if each.subject == "Overall" else "text"),
            cells.rating(each.rating),
            Cell(each.why, "long"),
        ]
        for each in statuses(tables, issue, authority_code)
    ]
    return grids.grid(f"How the programme stands at the end of {issue.quarter}", "Part | Rating | Why", lines)
