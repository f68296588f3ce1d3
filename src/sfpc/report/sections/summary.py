"""The programme in two minutes: what changed, money, delivery, milestones, savings, returns, quality of the data.

Every sentence is chosen by a rule of this module from the tables. None speaks of an effect of the programme: a clear
change is one that chance alone seldom shows, and no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sfpc.period import Quarter
from sfpc.report import words
from sfpc.report.document import Block, Bullets, Paragraph, Section
from sfpc.report.sections import brief, cells, changes, milestones, opening
from sfpc.report.sections import delivery as activities
from sfpc.report.sections.blocks import shown
from sfpc.report.tables import Row, Table, is_hidden

if TYPE_CHECKING:
    from sfpc.report.coverage import Coverage
    from sfpc.report.issue import Issue

MOST_MEASURES = 6
"""How many measures the summary names; the table of clear changes has them all."""
AHEAD = 25
"""Percentage points by which the share spent may be ahead of the time gone before it is said; as GRANT-005 asks."""
WHOLE = 100
"""Per cent of a target at which it is reached."""
NO_EFFECT = (
    "A clear change is one so large that chance alone would show it about once in 500 comparisons. It is not an effect "
    "of the programme: whether there is one, its evaluation will say."
)


def section(tables: Mapping[str, Table], issue: Issue) -> Section:
    """The summary: sentences, then a line an authority."""
    quarter, covered = issue.quarter, issue.coverage
    told = (
        *children(tables["rpt_changes"], quarter),
        *money(tables, quarter, covered),
        *delivery(tables, quarter, covered),
        *milestones_overdue(tables["rpt_milestones"], quarter, covered),
        *savings(tables["rpt_programme"], quarter, covered),
        *returns(tables, issue),
        *quality(issue),
    )
    blocks: tuple[Block, ...] = (
        Bullets(tuple(told)),
        Paragraph(NO_EFFECT, "note"),
        *shown(brief.in_brief(tables, quarter)),
    )
    return Section("summary", "Summary", blocks)


def children(changed: Table, quarter: str) -> Iterator[str]:
    """How many comparisons show a clear change, and in which measures the programme has an aim for."""
    rows = [row for _, _, held in changes.compared(changed, quarter) for row in held]
    if not rows:
        yield "Children and families: no earlier figures are held to compare with."
        return
    clear = [row for row in rows if changes.judgement(row) in changes.DIRECTIONS]
    yield (
        f"Children and families: of {words.plural(len(rows), 'comparison')} with a year before, or with the quarter "
        f"before where no year is held, {len(clear)} {'shows' if len(clear) == 1 else 'show'} a clear change. "
        f"{changes.rest([changes.judgement(row) for row in rows], 'comparison')}"
    )
    aimed = [row for row in clear if changes.aimed(row)]
    titles = sorted(
        {row["title"] for row in aimed}, key=lambda title: (-sum(r["title"] == title for r in aimed), title)
    )
    for title in titles[:MOST_MEASURES]:
        yield _moved(title, [row for row in aimed if row["title"] == title])
    if len(titles) > MOST_MEASURES:
        yield f"{words.plural(len(titles) - MOST_MEASURES, 'more measure')} with an aim: see ‘Clear changes’."


def _moved(title: str, rows: list[Row]) -> str:
    """Where a measure is clearly up and where down, and whether that is what the programme aims at."""
    parts = []
    for code, direction in changes.DIRECTIONS.items():
        held = [row for row in rows if changes.judgement(row) == code]
        if held:
            names = cells.named([row["authority_name"] for row in held], 4)
            parts.append(f"clearly {direction} in {names} ({changes.aimed(held[0])})")
    return f"{title}: {'; '.join(parts)}."


def money(tables: Mapping[str, Table], quarter: str, coverage: Coverage) -> Iterator[str]:
    """What of the grant is spent and forecast, who forecasts more than the budget, and whose spend is far ahead."""
    names = ("actual_year_to_date_gbp", "budget_gbp", "forecast_gbp")
    spent, budget, forecast = (
        _total(tables["rpt_programme"], quarter, "finance", f"dfe_grant_{name}", coverage) for name in names
    )
    yield f"Money: DfE grant spent in the year to date {spent}; budget of the year {budget}; forecast {forecast}."
    rows = [row for row in tables["rpt_finance"].of(quarter) if brief.is_the_grant(row)]
    over = [row["authority_name"] for row in sorted(rows, key=cells.by_name) if (row["variance_gbp"] or 0) > 0]
    yield f"Forecast above the year’s grant budget: {cells.named(over) if over else 'no authority'}."
    ahead = dict.fromkeys(row["authority_name"] for row in tables["rpt_grant"].of(quarter) if is_ahead(row))
    if ahead:
        yield f"Spent more than {AHEAD} percentage points ahead of the time gone: {cells.named(sorted(ahead))}."


def is_ahead(row: Row) -> bool:
    """Whether the share spent of a grant, or of a year's profile, is far ahead of the time gone."""
    if not row["is_used"] or row["spent_percent"] is None or row["elapsed_percent"] is None:
        return False
    return bool(row["spent_percent"] - row["elapsed_percent"] > AHEAD)


def delivery(tables: Mapping[str, Table], quarter: str, coverage: Coverage) -> Iterator[str]:
    """Conferences and training in the quarter, and the targets of documents that can be compared."""
    rows = [row for row in tables["rpt_delivery"].of(quarter) if row["category"] == "all"]
    titles = {row["activity"]: row["title"] for row in rows}
    told = [
        f"{titles[code]} {_total(tables['rpt_programme'], quarter, 'delivery', code, coverage)}"
        for code in activities.ACTIVITIES
        if code in titles
    ]
    if told:
        yield f"Delivery in the quarter: {'; '.join(told)}."
    held = [row for row in sorted(rows, key=cells.by_name) if row["target_reached_percent"] is not None]
    reached = [_whose(row) for row in held if row["target_reached_percent"] >= WHOLE]
    short = [_whose(row) for row in held if row["target_reached_percent"] < WHOLE]
    if not held:
        yield "No target of a document for delivery can be compared with what is reported."
    else:
        yield (
            f"Targets of documents that can be compared: {len(held)}. Reached: {cells.named(reached, 4) or 'none'}. "
            f"Not reached so far: {cells.named(short, 4) or 'none'}."
        )


def _whose(row: Row) -> str:
    return f"{row['authority_name']} ({row['title']}, {words.reached(row['target_reached_percent'])})"


def milestones_overdue(table: Table, quarter: str, coverage: Coverage) -> Iterator[str]:
    """How many milestones were overdue, and whose."""
    rows = milestones.reported(table.of(quarter))
    if not rows:
        yield "Milestones: none is reported."
        return
    late = milestones.overdue(rows)
    counts = [(name, len(milestones.overdue(held))) for name, held in cells.of_authority(rows)]
    counts = sorted((each for each in counts if each[1]), key=lambda each: (-each[1], each[0]))
    total = coverage.withheld or f"{len(late)} of {len(rows)}"
    whose = f": {cells.named([f'{name} {count}' for name, count in counts])}" if counts else ""
    yield f"Milestones overdue on {words.day(Quarter.parse(quarter).last_day)}: {total}{whose}."


def savings(programme: Table, quarter: str, coverage: Coverage) -> Iterator[str]:
    """What is saved of what is planned, in all years."""
    delivered, planned, forecast = (
        _total(programme, quarter, "benefits", name, coverage)
        for name in ("delivered_gbp", "planned_gbp", "forecast_gbp")
    )
    yield f"Savings, all years: delivered {delivered} so far; planned {planned}; forecast {forecast}."


def returns(tables: Mapping[str, Table], issue: Issue) -> Iterator[str]:
    """Who sent a return, who sent it late, and what is restated."""
    rows = tables["rpt_returns"].of(issue.quarter)
    in_force = ("accepted", "nil")
    late = sorted(row["authority_name"] for row in rows if row["state"] in in_force and row["working_days_late"])
    told = f"Returns: {opening.received(tables['rpt_returns'], issue.quarter)}"
    yield f"{told} Late: {cells.named(late) if late else 'none'}."
    restated = cells.table(tables, "rpt_restatements").of(issue.quarter)
    if restated:
        names = sorted({row["authority_name"] for row in restated})
        yield f"Figures restated since they were first held: in {cells.named(names)}; see ‘Returns’."
    if issue.previous:
        yield f"A new release of the quarter: ‘Returns’ says what it changes against release {issue.previous.release}."


def quality(issue: Issue) -> Iterator[str]:
    """The decision that let the report out, and what it let pass."""
    failed = [result for result in issue.decision.results if result["outcome"] == "failed"]
    warned = sum(1 for result in failed if result["severity"] == "warning")
    waived = words.plural(len(issue.decision.waivers), "waiver")
    yield (
        f"Quality of the data: {opening.VERDICTS[issue.decision.verdict]} {words.plural(warned, 'warning')}, {waived}."
    )


def _total(table: Table, quarter: str, section: str, figure: str, coverage: Coverage) -> str:
    """A total over the authorities in a sentence, or why there is none."""
    row = next((row for row in table.of(quarter) if (row["section"], row["figure"]) == (section, figure)), None)
    if row is None:
        return "not reported"
    if is_hidden(row, "value") or row["status"] == "suppressed":
        return "suppressed"
    if row["value"] is None:
        return coverage.withheld if row["status"] == "withheld" and coverage.withheld else words.status(row["status"])
    return words.pounds(row["value"]) if row["unit"] == "pounds" else words.number(row["value"], row["decimals"])
