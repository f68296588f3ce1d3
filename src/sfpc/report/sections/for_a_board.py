"""The highlight report of one authority, for its programme board: two pages, and all of its words by rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sfpc.period import Quarter
from sfpc.report import grids, words
from sfpc.report.document import Block, Bullets, Document, Link, Paragraph, Section
from sfpc.report.grids import Cell, Grid
from sfpc.report.sections import cells, changes, delivery, measures, milestones, money, quality, savings, standing
from sfpc.report.sections.blocks import shown
from sfpc.report.sections.of_an_authority import lead, name_of, of
from sfpc.report.sections.opening import subtitle
from sfpc.report.tables import Row, Table

if TYPE_CHECKING:
    from sfpc.report.issue import Issue

MOST_ROWS = 6
"""How many milestones, or sentences, a part of two pages has room for; how many more there are is said."""
MOST_NAMED = 4
LATE_MOVE_DAYS = 30
"""From how many days a milestone that slips in one quarter is asked about."""
DECIDE = "Decide: {milestones} overdue and rated red: {names}."
EXPLAIN = "Explain: {milestones} that slipped by 30 days or more in the quarter: {names}."


def highlight(tables: Mapping[str, Table], issue: Issue, audience: str, authority_code: str) -> Document:
    """The highlight report of one authority.

    Args:
        tables: of every authority, for the audience.
        issue: what the release says of itself.
        audience: PUBLISHED or INTERNAL.
        authority_code: whose board it is for.
    """
    mine, name = of(tables, authority_code), name_of(issue, authority_code)
    return Document(
        title=f"Family Valued in {name}: highlight report, {words.quarter(issue.quarter)}",
        subtitle=subtitle(issue),
        audience=audience,
        opening=lead(mine, issue, authority_code),
        sections=(
            _status(mine, issue, authority_code),
            _ask(mine, issue),
            _milestones(mine, issue),
            _money(mine, issue, name),
            Section("delivery", "Delivery", tuple(shown(_delivery(mine["rpt_delivery"], issue.quarter)))),
            Section("savings", "Savings", tuple(shown(_savings(mine["rpt_benefits"], issue.quarter)))),
            Section("performance", "Measures", tuple(shown(_measures(mine, issue.quarter)))),
            _caveats(mine, issue, authority_code),
        ),
        files=_files(issue, authority_code),
    )


def _status(mine: Mapping[str, Table], issue: Issue, authority_code: str) -> Section:
    blocks = (standing.grid(mine, issue, authority_code), Paragraph(standing.RULES, "note"))
    return Section("status", "Status", blocks)


def _ask(mine: Mapping[str, Table], issue: Issue) -> Section:
    found = [*asked(mine, issue.quarter)]
    told = [*found[:MOST_ROWS]]
    if len(found) > MOST_ROWS:
        told.append(f"{words.plural(len(found) - MOST_ROWS, 'more point')}: see the authority’s page.")
    block: Block = Bullets(tuple(told)) if told else Paragraph("Nothing, by the rules of this report.")
    return Section("ask", "What needs a decision or an explanation", (block,))


def asked(mine: Mapping[str, Table], quarter: str) -> Iterator[str]:
    """What the board is asked, the weightiest first.

    Decide: milestones that are overdue and rated red; a forecast above the grant's budget. Explain: a forecast more
    than a tenth below it; milestones that slipped by 30 days or more in the quarter; a part of the return that is not
    there; a clear change that is not what the programme aims at.
    """
    rows = mine["rpt_milestones"].of(quarter)
    yield from _about([row for row in milestones.overdue(rows) if row["rag"] == standing.RED], DECIDE)
    yield from _of_the_forecast(mine["rpt_finance"].of(quarter))
    slipped = [row for row in rows if (row["slippage_in_quarter_days"] or 0) >= LATE_MOVE_DAYS]
    slipped.sort(key=lambda row: (-row["slippage_in_quarter_days"], row["milestone"]))
    yield from _about(slipped, EXPLAIN)
    gaps = gaps_in(mine["rpt_performance"].of(quarter))
    if gaps:
        yield f"Explain: {gaps}"
    for _, _, held in changes.compared(mine["rpt_changes"], quarter):
        for row in held:
            if changes.judgement(row) in changes.DIRECTIONS and changes.aimed(row).startswith("not"):
                yield f"Explain: {changes.sentence(row)}"


def _about(rows: list[Row], told: str) -> Iterator[str]:
    """Milestones in one sentence; none where there are none."""
    if rows:
        names = cells.named([f"‘{row['milestone']}’" for row in rows], MOST_NAMED)
        yield told.format(milestones=words.plural(len(rows), "milestone"), names=names)


def _of_the_forecast(rows: list[Row]) -> Iterator[str]:
    for row in rows:
        if (row["workstream"], row["funder"]) != ("all", "dfe_grant") or row["variance_gbp"] is None:
            continue
        variance, budget = row["variance_gbp"], row["budget_gbp"]
        if variance > 0:
            yield f"Decide: the grant’s forecast is {words.pounds(variance)} above the year’s budget."
        elif -variance * 100 > standing.TENTH * budget:
            yield f"Explain: the grant’s forecast is {words.pounds(-variance)} below the year’s budget."


def gaps_in(rows: list[Row]) -> str:
    """Which measures have no figure for a reason that somebody can mend; those that are suppressed are none."""
    known = ("reported", "suppressed", "not_applicable", "nil_return")
    lacking = sorted({row["title"] for row in rows if row["status"] not in known})
    if not lacking:
        return ""
    return f"no figure for {cells.named(lacking, 3)}."


def _milestones(mine: Mapping[str, Table], issue: Issue) -> Section:
    rows, quarter = mine["rpt_milestones"].of(issue.quarter), issue.quarter
    if not rows:  # no count of nothing: without a return it is not known that none is overdue
        return Section("milestones", "Milestones", (Paragraph("No milestone is reported for this quarter."),))
    late = milestones.overdue(rows)
    following = Quarter.parse(quarter).following
    coming = sorted(
        (row for row in rows if _is_due_in(row, following) and not row["is_overdue"]),
        key=lambda row: (row["forecast_date"], row["milestone"]),
    )
    blocks = (
        grids.grid(
            f"Milestones in {quarter}", f"Quarter | {milestones.COUNTS}", [[Cell(quarter), *milestones.counted(rows)]]
        ),
        *shown(_list("Overdue", late), "No milestone is overdue."),
        *shown(
            _list(f"Expected next, in {following}, and not overdue", coming),
            "No other milestone is expected in the next quarter.",
        ),
    )
    return Section("milestones", "Milestones", blocks)


def _is_due_in(row: Row, quarter: Quarter) -> bool:
    """Whether a milestone that is not done is expected in a quarter."""
    expected = row["forecast_date"] or row["baseline_date"]
    return row["completed_date"] is None and expected is not None and quarter.first_day <= expected <= quarter.last_day


def _list(caption: str, rows: list[Row]) -> Grid:
    lines = [[Cell(row["milestone"], note=row["project"]), *milestones.details(row)] for row in rows[:MOST_ROWS]]
    left = len(rows) - len(lines)
    note = f"{words.plural(left, 'more milestone')} on the authority’s page." if left else ""
    return grids.grid(caption, f"Milestone | {milestones.DETAILS}", lines, note)


def _money(mine: Mapping[str, Table], issue: Issue, name: str) -> Section:
    quarter = issue.quarter
    used = [row for row in mine["rpt_grant"].of(quarter) if row["is_used"] or row["yardstick_type"] == "none"]
    return Section(
        "money",
        "Money",
        (
            *shown(money.totals_of_one(mine["rpt_finance"], quarter, name)),
            *shown(money.held_against(used)),
        ),
    )


def _delivery(table: Table, quarter: str) -> Grid:
    """Conferences, training, and whatever else a document sets a target for."""
    rows = [
        row
        for row in table.of(quarter)
        if row["category"] == delivery.ALL
        and (row["activity"] in delivery.ACTIVITIES or row["target_value"] is not None)
    ]
    return delivery.activities(rows, f"Delivery against targets, {quarter}", quarter)


def _savings(table: Table, quarter: str) -> Grid:
    """The year's savings and those of all years, all benefits together."""
    year = str(Quarter.parse(quarter).financial_year)
    rows = [
        row
        for row in table.of(quarter)
        if row["benefit"] == savings.ALL and row["financial_year"] in (year, savings.ALL)
    ]
    return savings.years_of_one(rows, f"Savings, all benefits, as of {quarter}")


def _measures(mine: Mapping[str, Table], quarter: str) -> Grid:
    """The measures the programme has an aim for, and those that clearly changed."""
    changed = {
        row["measure"]
        for _, _, held in changes.compared(mine["rpt_changes"], quarter)
        for row in held
        if changes.judgement(row) in changes.DIRECTIONS
    }
    wanted = [
        row
        for row in mine["rpt_performance"].of(quarter)
        if row["polarity"] in changes.WANTED or row["measure"] in changed
    ]
    return measures.lines(wanted, mine["rpt_changes"], f"Measures in brief, {quarter}", quarter)


def _caveats(mine: Mapping[str, Table], issue: Issue, authority_code: str) -> Section:
    quarter = issue.quarter
    failed = [
        f"{result['check_id']}: {result['says']} This did not hold."
        for result in issue.decision.results
        if result["authority_code"] == authority_code and result["outcome"] != "passed"
    ]
    waived = [row[2].text for row in quality.waivers(issue.decision, authority_code).rows]
    told = [
        "Figures are provisional, as returned. c is a figure that is suppressed; a figure that is not there says why.",
        "A clear change is one that chance alone seldom shows. It is not an effect of the programme.",
        *failed[:MOST_ROWS],
        *(f"Waived: {reason}" for reason in waived),
    ]
    breaks = sorted({row["title"] for row in mine["rpt_performance"].of(quarter) if row.get("break_note")})
    if breaks:
        told.append(f"A break stands between quarters: {cells.named(breaks)}. The report says what changed.")
    return Section("caveats", "What to know about the data", (Bullets(tuple(told)),))


def _files(issue: Issue, authority_code: str) -> tuple[Link, ...]:
    folder = issue.folders.get(authority_code)
    report = Link("../report.html", "The report of every authority")
    if folder is None:
        return (report,)
    return (
        report,
        Link(f"{folder}.html", "Everything the report holds about this authority"),
        Link(f"{folder}_highlight_report.pdf", "This highlight report, for printing"),
    )
