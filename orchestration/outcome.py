"""Tell a person what a run came to: the returns, the gate's decision and where the report is."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from sfpc import landing, raw, warehouse
from sfpc.errors import SfpcError
from sfpc.gate import policy
from sfpc.notices import Outbox, Receivers
from sfpc.period import Quarter
from sfpc.personal_data import where
from sfpc.reference import reference
from sfpc.settings import Settings
from sfpc.status import statuses

RETURNS = """
with findings as (
    select authority_code, quarter, count(*) as finding_count
    from marts.fct_finding
    group by authority_code, quarter
)

select
    quarter,
    authority_name,
    state,
    coalesce(values_read, 0) as values_read,
    coalesce(finding_count, 0) as finding_count
from marts.fct_return
inner join marts.dim_authority using (authority_code)
left join findings using (authority_code, quarter)
where quarter <= ?
order by quarter, authority_name
"""
REJECTIONS = """
select authority_name, quarter, file, sheet, place, message
from marts.fct_finding
inner join marts.dim_authority using (authority_code)
where severity = 'reject' and quarter <= ?
order by all
"""


def print_returns(console: Console, settings: Settings, quarter: Quarter) -> None:
    """Show the quarter's returns one by one, earlier quarters in a line each, and why any was rejected."""
    rows = warehouse.rows(settings.warehouse, RETURNS, [str(quarter)])
    table = Table("Return", "State", "Values read", "Findings")
    for column in table.columns[2:]:
        column.justify = "right"
    for earlier in sorted({row["quarter"] for row in rows} - {str(quarter)}):
        of_quarter = [row for row in rows if row["quarter"] == earlier]
        states = sorted({row["state"] for row in of_quarter})
        counted = [f"{sum(row['state'] == state for row in of_quarter)} {state}" for state in states]
        add_row(table, f"{earlier}, {len(of_quarter)} returns", ", ".join(counted), of_quarter)
    table.add_section()
    for row in rows:
        if row["quarter"] == str(quarter):
            add_row(table, f"{quarter} {row['authority_name']}", row["state"], [row])
    console.print(table)
    for row in warehouse.rows(settings.warehouse, REJECTIONS, [str(quarter)]):
        told = ": ".join(filter(None, ("rejected", where(row["file"], row["sheet"], row["place"]), row["message"])))
        console.print(f"{row['authority_name']} {row['quarter']} {told}", markup=False, soft_wrap=True)


def print_missing(console: Console, settings: Settings, quarter: Quarter) -> None:
    """Show what the returns of a quarter that is not complete lack."""
    landed = landing.landed(settings)
    reads = [read for one in landed if (read := raw.read_already(settings, one))]
    found = statuses(reference(settings.seeds), [quarter], landed, reads, date.today())  # noqa: DTZ011 - the reader's day
    table = Table("Return", "State")
    for one in found:
        table.add_row(f"{quarter} {one.authority_name}", one.state.replace("_", " "))
    console.print(table)
    agreed = policy.of(settings.seeds, str(quarter)).says
    console.print(f"{quarter} is not complete, so nothing is published. {agreed}", markup=False, soft_wrap=True)


def add_row(table: Table, name: str, state: str, rows: list[dict[str, Any]]) -> None:
    """Add one line to the table of returns."""
    values, findings = (sum(row[column] for row in rows) for column in ("values_read", "finding_count"))
    table.add_row(name, state.replace("_", " "), f"{values:,}", f"{findings:,}")


def print_report(console: Console, release: Path, *, is_new: bool) -> None:
    """Say where the report's files are."""
    words = "Published" if is_new else "Published before, and nothing has changed"
    console.print(f"\n{words}: {release}", markup=False, soft_wrap=True)
    for name, about in (("published", "may be handed on"), ("internal", "for the programme team alone")):
        console.print(
            f"  {name}/  {about}: {', '.join(each.name for each in sorted((release / name).iterdir()))}", markup=False
        )


def print_unsent(console: Console, settings: Settings) -> None:
    """Say what is wrong with how people are told, and which notices have not arrived."""
    receivers = Receivers.from_environment()
    problems = list(receivers.problems)
    try:
        waiting = Outbox(settings).waiting() if receivers.are_wanted else []
    except SfpcError as error:  # whatever is wrong with notices, it is no failure of the run
        problems.append(str(error))
        waiting = []
    for kept in waiting:
        problems += [f"A notice was not sent, “{kept.notice.subject}”: {why}" for why in kept.waits.values()]
    for problem in dict.fromkeys(problems):
        console.print(problem, style="red", markup=False, soft_wrap=True)
