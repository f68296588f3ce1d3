"""The report: every authority side by side, by section."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from sfpc.period import Quarter
from sfpc.report import changes, charts, performance, programme, quality, totals, words
from sfpc.report.charts import Chart
from sfpc.report.coverage import Coverage
from sfpc.report.document import INTERNAL, Block, Bullets, Document, Figure, Link, Paragraph, Section, Subheading
from sfpc.report.grids import Grid, Part
from sfpc.report.sections import opening, reading
from sfpc.report.sections.histories import conference_history, rate_history
from sfpc.report.tables import Table

if TYPE_CHECKING:
    from sfpc.report.issue import Issue

CLEAR = (
    "A change is called clear only where chance alone would show one so large about once in 500 comparisons. This "
    "report makes some hundreds of comparisons: most differences between two quarters are no clear change. A clear "
    "change is not yet an effect of the programme."
)


def report(tables: Mapping[str, Table], issue: Issue, audience: str) -> Document:
    """The report of a quarter."""
    made = (
        _changes(tables, issue),
        Section("returns", "Returns", (programme.returns(tables["rpt_returns"], issue.quarter),)),
        _together(tables, issue),
        _performance(tables, issue),
        _delivery(tables, issue),
        _money(tables, issue),
        _milestones(tables, issue, audience),
        _savings(tables, issue),
        _quality(tables, issue, audience),
        reading.section(),
    )
    return Document(
        title=opening.title(issue.quarter, is_partial=issue.coverage.is_partial),
        subtitle=opening.subtitle(issue),
        audience=audience,
        opening=opening.opening(tables, issue),
        sections=made,
        files=_files(tables, audience),
    )


def _changes(tables: Mapping[str, Table], issue: Issue) -> Section:
    blocks: list[Block] = []
    if issue.previous:
        blocks.append(Subheading(f"{issue.previous.heading[:-1]} of this quarter"))
        blocks.append(Bullets(tuple(words.sentence(each) for each in issue.previous.sentences)))
    blocks.append(Paragraph(CLEAR))
    for summary in changes.summaries(tables["rpt_changes"], issue.quarter):
        blocks.append(Subheading(f"{summary.authority_name}, against {summary.compared_with}"))
        if summary.clear:
            blocks.append(Bullets(tuple(summary.clear)))
        blocks.append(Paragraph(summary.rest))
    return Section("changes", "What changed", tuple(blocks))


def _together(tables: Mapping[str, Table], issue: Issue) -> Section:
    told = Paragraph(
        "A total is there only where every return is in and holds the figure; an authority that has nothing to report "
        "adds nothing. Percentages and ratios are of single authorities, and are not added up."
    )
    grids = totals.together(tables["rpt_programme"], issue.quarter, issue.coverage)
    return Section("together", "The programme as a whole", (told, *grids))


def _performance(tables: Mapping[str, Table], issue: Issue) -> Section:
    rates, quarter = tables["rpt_performance_rates"], issue.quarter
    blocks = [
        *_figure(charts.looked_after(rates), rate_history(rates)),
        Subheading("Rates"),
        Paragraph(
            "Smaller figures are 95% intervals (Byar’s method), given from a count of 10 upwards. For a number of "
            "children on one day the interval is a convention: the same children are counted quarter after quarter."
        ),
        *performance.rates(rates, quarter),
        *_parts(performance.performance(tables["rpt_performance"], tables["rpt_changes"], quarter), issue.coverage),
    ]
    return Section("performance", "Children and families", tuple(blocks))


def _delivery(tables: Mapping[str, Table], issue: Issue) -> Section:
    table = tables["rpt_delivery"]
    blocks = [
        *_figure(charts.conferences(table), conference_history(table)),
        *_parts(performance.delivery(table, issue.quarter), issue.coverage),
    ]
    return Section("delivery", "What the programme did", tuple(blocks))


def _money(tables: Mapping[str, Table], issue: Issue) -> Section:
    quarter = issue.quarter
    blocks = [
        *_figure(charts.grant_spend(tables["rpt_finance"], quarter), programme.grant(tables["rpt_grant"], quarter)),
        *_parts(programme.finance(tables["rpt_finance"], quarter), issue.coverage),
    ]
    return Section("money", "Money", tuple(blocks))


def _milestones(tables: Mapping[str, Table], issue: Issue, audience: str) -> Section:
    table, quarter = tables["rpt_milestones"], issue.quarter
    last_day = words.day(Quarter.parse(quarter).last_day)
    told = f"Overdue: on {last_day} the planned day was past and the milestone was not done."
    comments = " Comments are the authorities’ own words." if audience == INTERNAL else ""
    blocks = [
        Paragraph(told + comments),
        *_figure(charts.milestones(table, quarter), programme.milestone_counts(table, quarter, issue.coverage)),
        *_parts(programme.milestones(table, quarter), issue.coverage),
    ]
    return Section("milestones", "Milestones", tuple(blocks))


def _savings(tables: Mapping[str, Table], issue: Issue) -> Section:
    told = Paragraph(
        "Savings are positive. The savings plan is that of the authority’s own document, where there is one."
    )
    parts = _parts(programme.benefits(tables["rpt_benefits"], issue.quarter), issue.coverage)
    return Section("savings", "Savings", (told, *parts))


def _quality(tables: Mapping[str, Table], issue: Issue, audience: str) -> Section:
    decision, table = issue.decision, tables["rpt_data_quality"]
    verdict = opening.VERDICTS[decision.verdict]
    blocks: list[Block] = [
        Paragraph(f"Decision {decision.number} of the gate. {verdict} {quality.asked(decision, issue.coverage)}"),
        Subheading("Checks"),
        *_or(quality.checks(decision), "Every check passed."),
        Subheading("Waivers"),
        *_or(quality.waivers(decision), "Nothing was waived."),
    ]
    if audience == INTERNAL:
        blocks += [
            Subheading("Findings"),
            *_or(quality.findings(table, issue.quarter), "There is no finding that a reader must know of."),
        ]
    if lines := quality.for_information(table, issue.quarter, issue.coverage):
        blocks += [Paragraph("For information:"), Bullets(tuple(lines))]
    return Section("quality", "Quality of the data", tuple(blocks))


def _figure(chart: Chart | None, table: Grid) -> list[Block]:
    """The chart with its table; the table alone where nothing can be drawn."""
    return [Figure(chart, table)] if chart else _or(table, "There is nothing to show.")


def _or(table: Grid, nothing: str) -> list[Block]:
    """A table, or what is said where it has no row."""
    return [table] if table.rows else [Paragraph(nothing)]


def _parts(parts: list[Part], coverage: Coverage) -> Iterable[Block]:
    """A subheading an authority with its tables; one that sent no return is not left out."""
    for part in parts:
        yield Subheading(part.name)
        for grid in part.grids:
            yield from _or(grid, "There is nothing to show.")
    shown = {part.name for part in parts}
    for name in sorted(set(coverage.missing) - shown):
        yield Subheading(name)
        yield Paragraph("There is no return for this quarter: nothing can be shown.")


def _files(tables: Mapping[str, Table], audience: str) -> tuple[Link, ...]:
    workbook = Link("report.xlsx", "report.xlsx: the tables of the quarter, one a sheet")
    if audience != INTERNAL:
        return (workbook,)
    return (
        workbook,
        *(Link(f"csv/{name}.csv", f"csv/{name}.csv") for name in [*tables, "columns", "notes"]),
        Link("sfpc.duckdb", "sfpc.duckdb: the facts and these tables as a database, up to this quarter"),
        Link("../manifest.json", "manifest.json: the hashes of everything this release was made from and holds"),
    )
