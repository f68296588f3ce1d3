"""The workbook: made for people, with screen readers too, by the conventions of the Government Analysis Function.

A cover, contents, notes and symbols; then one table a sheet, marked up as a table and without an empty cell; then
charts on sheets of their own, drawn from the cells of the tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sfpc.report.document import INTERNAL
from sfpc.report.issue import Issue
from sfpc.report.sections import opening
from sfpc.report.tables import Table
from sfpc.report.workbook import catalogue, charts, counted, drawings, front, over_time, sheets, standing
from sfpc.report.workbook.book import Book
from sfpc.report.workbook.charts import ChartSheet
from sfpc.report.workbook.over_time import OverTime
from sfpc.report.workbook.sheets import TableSheet

INTERNAL_MARK = "INTERNAL, not for publication"


def write(path: Path, tables: Mapping[str, Table], issue: Issue, audience: str) -> None:
    """Write the workbook of a quarter; the same tables give the same bytes.

    What is to be marked of the release stands on every sheet, for a sheet is copied without its book.

    Args:
        path: of the file.
        tables: the published ones, or those in full.
        issue: what the release says of itself.
        audience: PUBLISHED or INTERNAL.
    """
    marks = [INTERNAL_MARK] if audience == INTERNAL else []
    book = Book(path, "; ".join([*marks, *filter(None, [issue.coverage.mark])]))
    title = opening.title(issue.quarter, is_partial=issue.coverage.is_partial)
    book.describe(book.marked(title), front.STATUS.get(audience, front.PUBLISHED_STATUS), issue.newest_receipt_at)
    tables = {**tables, "rpt_performance": standing.marked(tables["rpt_performance"], tables["rpt_restatements"])}
    series = {each.name: over_time.sheet(each, tables[each.table], issue.quarter) for each in over_time.SERIES}
    figures = [*_tables(tables, issue, audience), *(each.sheet for each in series.values())]
    drawn = _charts({sheet.name: sheet for sheet in figures}, series, issue.quarter)
    front.cover(book, title, issue, audience)
    listed = [(sheet.name, sheet.title) for sheet in figures] + [(sheet.name, sheet.title) for sheet in drawn]
    front.contents(book, [*front.LISTED, *listed])
    front.notes(book)
    front.symbols(book)
    for sheet in figures:
        book.write_table(sheet)
    for chart_sheet in drawn:
        charts.write(book, chart_sheet)
    book.close()


def _tables(tables: Mapping[str, Table], issue: Issue, audience: str) -> list[TableSheet]:
    """The sheets of the quarter's tables, and those that count and list what is known of their quality."""
    plans = [plan for plan in catalogue.PLANS if audience == INTERNAL or plan.name not in catalogue.INTERNAL_ALONE]
    made = [sheets.sheet(plan, tables[plan.table], issue.quarter, audience) for plan in plans]
    return [
        *made,
        counted.milestone_counts(tables["rpt_milestones"], issue.quarter),
        counted.data_quality(tables["rpt_data_quality"], issue.quarter),
        counted.checks(issue.decision, audience),
        counted.waivers(issue.decision),
    ]


def _charts(made: Mapping[str, TableSheet], series: Mapping[str, OverTime], quarter: str) -> list[ChartSheet]:
    """The sheets of charts; one that would draw nothing is left out."""
    found = [
        *(drawings.small_multiples(each, series[each.series]) for each in drawings.MULTIPLES),
        drawings.spend(made["Grant"], made["Finance"], quarter),
        drawings.targets(made["Delivery"], quarter),
        drawings.milestones(made["Milestone counts"], quarter),
    ]
    return [sheet for sheet in found if sheet]
