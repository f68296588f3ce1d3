"""The report: every authority side by side, by section. What is told of one authority alone stands on its own page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sfpc.period import Quarter
from sfpc.report import charts, words
from sfpc.report.disclosure import rules
from sfpc.report.document import (
    INTERNAL,
    Block,
    Bullets,
    Document,
    Figure,
    Link,
    Paragraph,
    Section,
    Subheading,
)
from sfpc.report.sections import (
    cells,
    changes,
    context,
    delivery,
    measures,
    milestones,
    money,
    opening,
    quality,
    reading,
    returns,
    savings,
    summary,
    totals,
)
from sfpc.report.sections.blocks import all_of, figure, shown
from sfpc.report.tables import Table

if TYPE_CHECKING:
    from sfpc.report.issue import Issue

ROUNDED = " Totals of counts are rounded to the nearest {}, so that no single authority’s can be worked out from them."


def report(tables: Mapping[str, Table], issue: Issue, audience: str) -> Document:
    """The report of a quarter."""
    return Document(
        title=opening.title(issue.quarter, is_partial=issue.coverage.is_partial),
        subtitle=opening.subtitle(issue),
        audience=audience,
        opening=opening.opening(tables, issue),
        sections=(
            summary.section(tables, issue),
            _changes(tables, issue),
            _together(tables, issue, audience),
            _measures(tables, issue),
            _delivery(tables, issue),
            _money(tables, issue),
            _milestones(tables, issue, audience),
            _savings(tables, issue),
            _returns(tables, issue, audience),
            _quality(tables, issue, audience),
            reading.section(audience, issue.disclosure),
        ),
        files=_files(tables, issue, audience),
        traces=_traces(tables, issue) if audience == INTERNAL else {},
    )


def _changes(tables: Mapping[str, Table], issue: Issue) -> Section:
    table = changes.clear_changes(tables["rpt_changes"], issue.quarter)
    told = Paragraph(
        "Each authority against the same quarter last year; in its first year, against the quarter before. No other "
        "difference from those quarters is called a change: it is no clear change, of too few to tell, or not compared."
    )
    return Section("changes", "Clear changes", (told, *shown(table, "There is no clear change.")))


def _together(tables: Mapping[str, Table], issue: Issue, audience: str) -> Section:
    told = Paragraph(
        "A total is there only where every return is in and holds the figure; an authority that has nothing to report "
        "adds nothing. Percentages and ratios are of single authorities, and are not added up."
        + (ROUNDED.format(rules.read().programme_rounding) if audience != INTERNAL else "")
    )
    made = totals.together(tables["rpt_programme"], issue.quarter, issue.coverage)
    return Section("together", "The programme as a whole", (told, *made))


def _measures(tables: Mapping[str, Table], issue: Issue) -> Section:
    blocks = (
        Paragraph(measures.populations(tables["rpt_performance_rates"], issue.quarter)),
        Paragraph(measures.COMPARED),
        *many(issue, tables),
        *measures.by_measure(tables, issue.quarter),
        *not_in(issue),
    )
    return Section("performance", "Children and families", blocks)


def _delivery(tables: Mapping[str, Table], issue: Issue) -> Section:
    table = tables["rpt_delivery"]
    blocks = (
        *figure(charts.conferences(tables, issue.quarter)),
        *figure(charts.training(tables, issue.quarter)),
        Subheading("Activities"),
        *all_of(delivery.by_activity(table, issue.quarter)),
        Subheading("Training by employer"),
        *all_of(delivery.by_employer(table, issue.quarter)),
        *not_in(issue),
    )
    return Section("delivery", "What the programme did", blocks)


def _money(tables: Mapping[str, Table], issue: Issue) -> Section:
    finance, quarter = tables["rpt_finance"], issue.quarter
    blocks = (
        *figure(charts.grant_spend(tables, quarter)),
        *figure(charts.spend_against_profile(tables, quarter)),
        *figure(charts.spend_against_grant(tables, quarter)),
        *shown(money.by_funder(finance, quarter)),
        Subheading("Against each version of the grant, and its profile"),
        *shown(money.grant(tables["rpt_grant"], quarter)),
        Subheading("By workstream"),
        *all_of(money.by_workstream(finance, quarter)),
        *not_in(issue),
    )
    return Section("money", "Money", blocks)


def _milestones(tables: Mapping[str, Table], issue: Issue, audience: str) -> Section:
    table, quarter = tables["rpt_milestones"], issue.quarter
    last_day = words.day(Quarter.parse(quarter).last_day)
    blocks = (
        Paragraph(f"Overdue: on {last_day} the planned day was past and the milestone was not done."),
        *_counted(tables, issue),
        *shown(milestones.overdue_grid(table.of(quarter), quarter), "No milestone was overdue."),
        *(shown(milestones.comments(table, quarter), "No comment was sent.") if audience == INTERNAL else ()),
        *not_in(issue),
    )
    return Section("milestones", "Milestones", blocks)


def _counted(tables: Mapping[str, Table], issue: Issue) -> list[Block]:
    """How many milestones stand where, drawn and as a table."""
    chart = charts.milestones(tables, issue.quarter)
    table = milestones.counts(tables["rpt_milestones"], issue.quarter, issue.coverage.missing)
    return [Figure(chart, table)] if chart else shown(table)


def _savings(tables: Mapping[str, Table], issue: Issue) -> Section:
    told = Paragraph(
        "Savings are positive. The savings plan is that of the authority’s own document, where there is one."
    )
    evaluation = context.evaluation(cells.table(tables, "rpt_context"), issue.quarter)
    blocks = (
        told,
        *shown(savings.by_year(tables["rpt_benefits"], issue.quarter)),
        *not_in(issue),
        *((Subheading("The evaluation, as context"), Paragraph(context.TOLD), evaluation) if evaluation.rows else ()),
    )
    return Section("savings", "Savings", blocks)


def _returns(tables: Mapping[str, Table], issue: Issue, audience: str) -> Section:
    restated = returns.restated(cells.table(tables, "rpt_restatements"), issue.quarter)
    blocks: tuple[Block, ...] = (
        *shown(returns.received(tables["rpt_returns"], issue.quarter)),
        *since(issue, audience),
        Subheading("Restated figures"),
        *shown(restated, "No figure that this report shows was restated since it was first held."),
    )
    return Section("returns", "Returns", blocks)


def since(issue: Issue, audience: str) -> tuple[Block, ...]:
    """What this release changes against the one before it; nothing in the first.

    Which figures, from what to what, is told to the programme team alone: beside the one before, a hidden one shows.
    """
    if issue.previous is None:
        return ()
    sentences = tuple(words.sentence(each) for each in issue.previous.sentences)
    told = (Subheading(f"{issue.previous.heading[:-1]} of this quarter"), Bullets(sentences))
    if audience != INTERNAL or not issue.previous.changed:
        return told
    return (*told, returns.changed(issue.previous.changed, issue.previous.release))


def _quality(tables: Mapping[str, Table], issue: Issue, audience: str) -> Section:
    decision, table, quarter = issue.decision, tables["rpt_data_quality"], issue.quarter
    verdict = opening.VERDICTS[decision.verdict]
    blocks: list[Block] = [
        Paragraph(f"Decision {decision.number} of the gate. {verdict} {quality.asked(decision, issue.coverage)}"),
        Paragraph(f"{issue.coverage.says or 'Every return that is owed is in.'} {issue.coverage.policy}"),
        *quality.blocks(decision, table, quarter, audience),
    ]
    return Section("quality", "Quality of the data", tuple(blocks))


def many(issue: Issue, tables: Mapping[str, Table]) -> list[Block]:
    """Why there are no small charts, where there are too many authorities for them to be read."""
    told = charts.too_many(len(tables["rpt_returns"].of(issue.quarter)))
    return [Paragraph(told, "note")] if told else []


def not_in(issue: Issue) -> list[Block]:
    """Whose figures are not in a section of a partial report."""
    if not issue.coverage.is_partial:
        return []
    return [Paragraph(f"Without {issue.coverage.names}: there is no return for this quarter.", "note")]


def _traces(tables: Mapping[str, Table], issue: Issue) -> dict[str | None, str]:
    """The trace pages, by the code of the authority."""
    owing = sorted({row["authority_code"] for row in tables["rpt_returns"].of(issue.quarter)})
    pages = {None: "programme", **{code: issue.folders[code] for code in owing if code in issue.folders}}
    return {code: f"trace/{page}.html" for code, page in pages.items()}


def _files(tables: Mapping[str, Table], issue: Issue, audience: str) -> tuple[Link, ...]:
    both = (
        Link("report.pdf", "report.pdf: this report, for printing"),
        Link("report.xlsx", "report.xlsx: the tables of the quarter, one a sheet"),
    )
    if audience == INTERNAL:
        return (
            *both,
            *(Link(f"csv/{name}.csv", f"csv/{name}.csv") for name in [*tables, "columns", "notes"]),
            Link("data_dictionary.html", "data_dictionary.html: what every table and column is"),
            Link("sfpc.duckdb", "sfpc.duckdb: the facts and these tables as a database, up to this quarter"),
            Link("trace/programme.html", "trace/programme.html: the cells behind totals; figures lead to their own"),
            Link("../manifest.json", "manifest.json: the hashes of everything this release was made from and holds"),
        )
    owed = sorted(tables["rpt_returns"].of(issue.quarter), key=cells.by_name)
    pages = [(row["authority_name"], issue.folders.get(row["authority_code"])) for row in owed]
    return (
        *both,
        *(Link(f"authorities/{folder}.html", f"{name}: everything about it") for name, folder in pages if folder),
        Link("sfpc.duckdb", "sfpc.duckdb: these tables as a database to query, with what every column means"),
        Link("data_dictionary.html", "data_dictionary.html: what every measure, table and column is"),
        Link("datapackage.json", "datapackage.json: the open data and the Parquet files, with every column"),
        Link("manifest.json", "manifest.json: the hash of every file that is handed on"),
    )
