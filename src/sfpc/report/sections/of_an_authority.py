"""The page of one authority: everything the report holds about it, for its officers and whoever asks about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from sfpc.report import charts, words
from sfpc.report.document import INTERNAL, Block, Bullets, Document, Link, Paragraph, Section, Subheading
from sfpc.report.grids import Grid
from sfpc.report.sections import (
    cells,
    changes,
    comparators,
    delivery,
    measures,
    milestones,
    money,
    opening,
    quality,
    reading,
    returns,
    savings,
    standing,
    variation,
)
from sfpc.report.sections.blocks import figure, shown
from sfpc.report.tables import Table

if TYPE_CHECKING:
    from sfpc.report.issue import Issue


def authority(tables: Mapping[str, Table], issue: Issue, audience: str, authority_code: str) -> Document:
    """The page of one authority.

    Args:
        tables: of every authority, for the audience.
        issue: what the release says of itself.
        audience: PUBLISHED or INTERNAL.
        authority_code: whose page.
    """
    mine, name = of(tables, authority_code), name_of(issue, authority_code)
    return Document(
        title=f"Family Valued in {name}: quarterly report, {words.quarter(issue.quarter)}",
        subtitle=opening.subtitle(issue),
        audience=audience,
        opening=lead(mine, issue, authority_code),
        sections=(
            _brief(mine, issue, authority_code),
            _measures(mine, issue, name),
            _delivery(mine, issue, name),
            _money(mine, issue, name),
            _milestones(mine, issue, audience, authority_code),
            _section("savings", "Savings", savings.of_one(mine["rpt_benefits"], issue.quarter, name)),
            _returns(mine, issue, name),
            _quality(mine, issue, audience, authority_code),
            reading.section(audience, issue.disclosure),
        ),
        files=_files(issue, authority_code),
    )


def name_of(issue: Issue, authority_code: str) -> str:
    """The authority's name; its code where the decision does not know it."""
    return issue.decision.authority_names.get(authority_code, authority_code)


def of(tables: Mapping[str, Table], authority_code: str) -> dict[str, Table]:
    """The rows of one authority; a table of the whole programme has none."""
    return {name: replace(table, rows=table.by_authority.get(authority_code, ())) for name, table in tables.items()}


def lead(mine: Mapping[str, Table], issue: Issue, authority_code: str) -> tuple[Block, ...]:
    """What a reader must know first: which release, and whether there is a return at all."""
    row = next(iter(mine["rpt_returns"].of(issue.quarter)), None)
    state = words.status(row["state"]) if row else words.status("no_return")
    name = name_of(issue, authority_code)
    blocks: list[Block] = [Paragraph(f"The return of {name} for {words.quarter(issue.quarter)}: {state}.", "lead")]
    if row is None or row["state"] not in ("accepted", "nil"):
        blocks.append(Paragraph("There is no return for this quarter: no figure of it can be shown.", "warning"))
    blocks += [Paragraph(f"{heading} {text}", "note") for heading, text in opening.sign_off(issue.decision)]
    return tuple(blocks)


def _brief(mine: Mapping[str, Table], issue: Issue, authority_code: str) -> Section:
    blocks: list[Block] = [standing.grid(mine, issue, authority_code), Paragraph(standing.RULES, "note")]
    for summary in changes.summaries(mine["rpt_changes"], issue.quarter):
        blocks.append(Subheading(f"What changed, against {summary.compared_with}"))
        if summary.clear:
            blocks.append(Bullets(tuple(summary.clear)))
        blocks.append(Paragraph(f"{summary.rest} A clear change is not an effect of the programme."))
    return Section("summary", "In brief", tuple(blocks))


def _measures(mine: Mapping[str, Table], issue: Issue, name: str) -> Section:
    quarter = issue.quarter
    blocks = (
        Paragraph(measures.populations(mine["rpt_performance_rates"], quarter)),
        *figure(charts.looked_after(mine, quarter)),
        *shown(measures.of_one(mine, quarter, name)),
        Subheading("For each 10,000 children"),
        *shown(measures.rates_of_one(mine["rpt_performance_rates"], quarter, name)),
        Subheading("England and statistical neighbours"),
        Paragraph(measures.COMPARED),
        *shown(comparators.of_one(mine, quarter, name), "No published statistic is held to compare with."),
        Subheading("Usual variation"),
        *figure(charts.process_limits(mine, quarter, measures.LOOKED_AFTER)),
        *shown(variation.limits(cells.table(mine, "rpt_process_limits"), quarter, name), "No limits are held."),
    )
    return Section("performance", "Children and families", blocks)


def _delivery(mine: Mapping[str, Table], issue: Issue, name: str) -> Section:
    table, quarter = mine["rpt_delivery"], issue.quarter
    blocks = [*figure(charts.conferences(mine, quarter)), *figure(charts.training(mine, quarter))]
    blocks += [block for grid in delivery.of_one(table, quarter, name) for block in shown(grid)]
    blocks += shown(delivery.targets(table, quarter, name), "No document sets a target for what is delivered.")
    return Section("delivery", "What the programme did", tuple(blocks))


def _money(mine: Mapping[str, Table], issue: Issue, name: str) -> Section:
    blocks = (
        *figure(charts.spend_against_profile(mine, issue.quarter)),
        *figure(charts.spend_against_grant(mine, issue.quarter)),
        *shown(money.of_one(mine["rpt_finance"], issue.quarter, name)),
        *shown(money.grant(mine["rpt_grant"], issue.quarter)),
    )
    return Section("money", "Money", blocks)


def _milestones(mine: Mapping[str, Table], issue: Issue, audience: str, authority_code: str) -> Section:
    table, quarter, name = mine["rpt_milestones"], issue.quarter, name_of(issue, authority_code)
    told = [Paragraph("Comments are the authority’s own words.")] if audience == INTERNAL else []
    blocks = (
        *told,
        *figure(charts.milestone_timeline(mine, quarter, authority_code)),
        *shown(milestones.by_project(table, quarter, name)),
        *shown(milestones.of_one(table, quarter, name, audience)),
    )
    return Section("milestones", "Milestones", blocks)


def _returns(mine: Mapping[str, Table], issue: Issue, name: str) -> Section:
    restated = returns.restated(cells.table(mine, "rpt_restatements"), issue.quarter, at_most=None)
    blocks = (
        *shown(returns.of_one(mine["rpt_returns"], name)),
        Subheading("Restated figures"),
        *shown(restated, "No figure that this page shows was restated since it was first held."),
    )
    return Section("returns", "Returns", blocks)


def _quality(mine: Mapping[str, Table], issue: Issue, audience: str, authority_code: str) -> Section:
    told = quality.blocks(issue.decision, mine["rpt_data_quality"], issue.quarter, audience, authority_code)
    return Section("quality", "Quality of the data", tuple(told))


def _section(key: str, title: str, table: Grid) -> Section:
    return Section(key, title, tuple(shown(table)))


def _files(issue: Issue, authority_code: str) -> tuple[Link, ...]:
    folder = issue.folders.get(authority_code)
    report = Link("../report.html", "The report of every authority")
    if folder is None:
        return (report,)
    return report, Link(f"{folder}_highlight_report.html", "The highlight report for its programme board")
