"""The page: one file of HTML that needs nothing outside itself, on a screen, on paper or read aloud."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sfpc.period import Quarter
from sfpc.report import changes, charts, grids, performance, programme, quality, totals, words
from sfpc.report.decision import Decision
from sfpc.report.tables import Table

if TYPE_CHECKING:
    from sfpc.report.issue import Issue

VERDICTS = {
    "open": "The gate is open: every check that matters passed.",
    "open_with_warnings": "The gate is open, with warnings: they are printed under ‘Quality of the data’.",
}


def title(quarter: str, *, is_partial: bool = False) -> str:
    """The name of a quarter's report.

    >>> title("2022-23-Q1")
    'Family Valued: quarterly report, April to June 2022'
    >>> title("2022-23-Q1", is_partial=True)
    'Family Valued: partial quarterly report, April to June 2022'
    """
    return f"Family Valued: {'partial ' if is_partial else ''}quarterly report, {words.quarter(quarter)}"


def write(path: Path, tables: Mapping[str, Table], issue: Issue) -> None:
    """Write the page of a release."""
    environment = Environment(
        loader=PackageLoader("sfpc.report"),
        autoescape=True,  # whatever a return says is shown, never run
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template("report.html.jinja").render(context(tables, issue))
    path.write_text(page, encoding="utf-8", newline="\n")


def context(tables: Mapping[str, Table], issue: Issue) -> dict[str, Any]:
    """Everything the template shows; it does no arithmetic of its own."""
    decision, covered = issue.decision, issue.coverage
    quarter = decision.quarter
    drawn = {
        "looked_after": charts.looked_after(tables["rpt_performance_rates"]),
        "conferences": charts.conferences(tables["rpt_delivery"]),
        "grant_spend": charts.grant_spend(tables["rpt_finance"], quarter),
        "milestones": charts.milestones(tables["rpt_milestones"], quarter),
    }
    return {
        "title": title(quarter, is_partial=covered.is_partial),
        "quarter": quarter,
        "months": words.quarter(quarter),
        "last_day": words.day(Quarter.parse(quarter).last_day),
        "number": issue.number,
        "coverage": covered,
        "previous": issue.previous,
        "decision": decision,
        "verdict": VERDICTS[decision.verdict],
        "sign_off": sign_off(decision),
        "charts": drawn,
        "svg": {name: Markup(chart.svg) for name, chart in drawn.items() if chart},  # noqa: S704 - drawn here, its words escaped
        "history": {
            "looked_after": rate_history(tables["rpt_performance_rates"]),
            "conferences": conference_history(tables["rpt_delivery"]),
        },
        "received": _received(tables["rpt_returns"], quarter),
        "returns": programme.returns(tables["rpt_returns"], quarter),
        "together": totals.together(tables["rpt_programme"], quarter, covered),
        "summaries": changes.summaries(tables["rpt_changes"], quarter),
        "performance": performance.performance(tables["rpt_performance"], tables["rpt_changes"], quarter),
        "rates": performance.rates(tables["rpt_performance_rates"], quarter),
        "delivery": performance.delivery(tables["rpt_delivery"], quarter),
        "finance": programme.finance(tables["rpt_finance"], quarter),
        "grant": programme.grant(tables["rpt_grant"], quarter),
        "milestone_counts": programme.milestone_counts(tables["rpt_milestones"], quarter, covered),
        "milestones": programme.milestones(tables["rpt_milestones"], quarter),
        "benefits": programme.benefits(tables["rpt_benefits"], quarter),
        "checks": quality.checks(decision),
        "waivers": quality.waivers(decision),
        "findings": quality.findings(tables["rpt_data_quality"], quarter),
        "for_information": quality.for_information(tables["rpt_data_quality"], quarter, covered),
        "asked": quality.asked(decision, covered),
        "files": [f"{name}.csv" for name in tables] + ["columns.csv", "notes.csv"],
    }


def sign_off(decision: Decision) -> list[tuple[str, str]]:
    """What readers are told of the sign-off, each with its heading; nothing where none is required."""
    if decision.sign_off is None:
        return []
    given = decision.sign_off.given
    day = words.day(datetime.fromisoformat(given.at))
    told = [("Caveats.", given.caveats)] if given.caveats else []
    return [*told, ("Signed off", f"for publication on {day}; manifest.json says by whom.")]


def rate_history(rates: Table) -> grids.Grid:
    """The figures of the chart of children looked after."""
    rows = [row for row in rates.rows if row["measure"] == "cla_at_period_end"]
    return _history(
        "Children looked after per 10,000, by quarter",
        {
            (row["quarter"], row["authority_name"]): grids.count(row["rate_per_10000"], row["rate_status"], 1)
            for row in rows
        },
    )


def conference_history(delivery: Table) -> grids.Grid:
    """The figures of the chart of conferences."""
    rows = [row for row in delivery.rows if row["activity"] == "fgc_held"]
    return _history(
        "Family group conferences held, by quarter",
        {
            (row["quarter"], row["authority_name"]): grids.count(row["in_quarter_value"], row["in_quarter_status"])
            for row in rows
        },
    )


def _history(caption: str, cells: dict[tuple[str, str], grids.Cell]) -> grids.Grid:
    quarters = sorted({quarter for quarter, _ in cells})
    names = sorted({name for _, name in cells})
    nothing = grids.Cell(words.status("no_return"), "absent")
    lines = [[grids.Cell(name), *(cells.get((quarter, name), nothing) for quarter in quarters)] for name in names]
    return grids.grid(caption, " | ".join(["Authority", *(f"{quarter} #" for quarter in quarters)]), lines)


def _received(returns: Table, quarter: str) -> str:
    rows = returns.of(quarter)
    accepted = [row for row in rows if row["state"] == "accepted"]
    told = f"{len(accepted)} of {words.plural(len(rows), 'return')} accepted"
    nil = sorted(row["authority_name"] for row in rows if row["state"] == "nil")
    if nil:
        told += f", {len(nil)} with nothing to report ({words.listed(nil)})"
    others = sorted(
        f"{row['authority_name']} ({words.status(row['state'])})"
        for row in rows
        if row["state"] not in ("accepted", "nil")
    )
    return f"{told}; not {words.listed(others)}." if others else f"{told}."
