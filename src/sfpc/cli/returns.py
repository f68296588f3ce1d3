"""Commands about returns: who has sent what, and what is withdrawn."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sfpc.cli.shared import AUTHORITY, JSON, checked_quarter, on_terminal, print_json, settings_for
from sfpc.errors import PipelineError
from sfpc.period import Quarter
from sfpc.settings import Settings

if TYPE_CHECKING:
    from sfpc.landed import Landed
    from sfpc.raw import Read
    from sfpc.status import ReturnStatus


@click.command("status")
@click.option(
    "--quarter", metavar="2022-23-Q1", callback=lambda *args: checked_quarter(args[2]), help="Only this quarter."
)
@AUTHORITY
@click.option("--submissions", is_flag=True, help="List every submission, with its id and what became of it.")
@JSON
def status_command(quarter: str | None, authority: str | None, submissions: bool, as_json: bool) -> None:
    """Say who has sent what, as of today: a row a quarter, a column an authority.

    A return is not due, due, late, received (landed, not read yet), rejected, accepted, nil (there is nothing to
    report) or withdrawn. A star marks a return for which a later day was agreed.
    """
    from sfpc import landing, raw
    from sfpc.reference import reference
    from sfpc.status import quarters_so_far, quarters_to_show, statuses, without_due_date

    settings = settings_for(authority)
    known = reference(settings.seeds)
    landed = landing.landed(settings, authority)
    reads = [earlier for one in landed if (earlier := raw.read_already(settings, one))]
    today = date.today()  # noqa: DTZ011 - the reader's day
    quarters = [Quarter.parse(quarter)] if quarter else quarters_to_show(known, landed, today)
    if submissions:
        show_submissions([one for one in landed if quarter in (None, one.quarter)], reads, as_json=as_json)
        return
    found = [one for one in statuses(known, quarters, landed, reads, today) if authority in (None, one.folder)]
    lacks = without_due_date(known, quarters if quarter else quarters_so_far(known, today))
    if quarter and lacks and not found:
        raise PipelineError(known.calendar_lacks(lacks))
    if lacks and not quarter:
        click.echo(f"sfpc: {known.calendar_lacks(lacks)}", err=True)
    if as_json:
        print_json([_record(one) for one in found])
        return
    if not found:
        click.echo(f"No authority owes a return for {quarter}." if quarter else "No authority owes a return yet.")
        return
    show_matrix(found, known.due_dates)
    for strange in sorted({one.quarter for one in found if one.due_date is None}):
        click.echo(f"{strange} is not in the calendar: nobody owes a return for it, and what was sent is not used.")
    if not landed:
        click.echo("Nothing has landed yet. Put returns into the inbox and run `sfpc run`.")


def _record(one: ReturnStatus) -> dict[str, Any]:
    """The state of a return, for a program."""
    return {**asdict(one), "due_date": one.due_date.isoformat() if one.due_date else None}


def show_matrix(found: list[ReturnStatus], due_dates: dict[str, str]) -> None:
    """A row a quarter, a column an authority; below it, why a later day was agreed."""
    names = list(dict.fromkeys(one.authority_name for one in found))
    cells = {(one.quarter, one.authority_name): cell_of(one) for one in found}
    table = Table(caption="In brackets: by how many working days it is, or was, late.", caption_justify="left")
    for name in ("Quarter", "Due"):
        table.add_column(name, no_wrap=True)
    for name in names:
        table.add_column(name)
    for quarter in sorted({one.quarter for one in found}):
        table.add_row(quarter, due_dates.get(quarter, "-"), *[cells.get((quarter, name), "not owed") for name in names])
    Console().print(table)
    for one in found:
        if one.is_extended:
            click.echo(f"* {one.authority_name} {one.quarter}: due {one.due_date}. {one.extension_reason}")


def cell_of(one: ReturnStatus) -> str:
    """A return's state in words, in brackets how late it is or was, and a star where a later day was agreed."""
    is_late = one.working_days_late and one.state in ("late", "accepted", "nil", "received")
    return one.state.replace("_", " ") + (f" ({one.working_days_late})" if is_late else "") + " *" * one.is_extended


def show_submissions(landed: list[Landed], reads: list[Read], *, as_json: bool) -> None:
    """Every submission with its id, when it came, and what became of it."""
    states = {read.landed.submission_id: read.state for read in reads}
    records: list[dict[str, Any]] = [
        {
            "authority": one.folder,
            "quarter": one.quarter,
            "submission_id": one.submission_id,
            "sequence": one.sequence,
            "received_at": [arrival.received_at for arrival in one.arrivals],
            "state": "withdrawn" if one.withdrawn else states.get(one.submission_id, "received"),
            "withdrawn": asdict(one.withdrawn) if one.withdrawn else None,
        }
        for one in landed
    ]
    if as_json:
        print_json(records)
        return
    table = Table("Return", "Submission", "Received", "State", "")
    for one in records:
        withdrawn = one["withdrawn"]
        why = f"{withdrawn['at']} by {withdrawn['by']}: {withdrawn['reason']}" if withdrawn else ""
        received = ", ".join(one["received_at"])
        cells = (f"{one['authority']} {one['quarter']}", one["submission_id"], received, one["state"], why)
        table.add_row(*[Text(on_terminal(cell)) for cell in cells])  # a reason may hold what rich takes for markup
    Console().print(table)


@click.command("withdraw")
@click.argument("submission_id")
@click.option("--reason", required=True, help="Why, in words that may be published.")
@click.option("--by", required=True, help="Who asked for it: a role, as `reporting lead`.")
@JSON
def withdraw_command(submission_id: str, reason: str, by: str, as_json: bool) -> None:
    """Take a submission back: the one before it counts again.

    Its files are kept, and so is who withdrew it, when and why. The same files sent again later count again. The next
    build, and the next decision of the gate, go by it; a release that stands stays as it was published.
    """
    from sfpc import landing, pipeline
    from sfpc.reference import reference
    from sfpc.status import statuses

    settings = Settings.from_environment()
    withdrawn = landing.withdraw(settings, submission_id, reason=reason, by=by)
    reads = pipeline.read_landed(settings, lambda _: None, withdrawn.folder, withdrawn.quarter)
    landed = [read.landed for read in reads]
    today = date.today()  # noqa: DTZ011 - the reader's day
    found = statuses(reference(settings.seeds), [Quarter.parse(withdrawn.quarter)], landed, reads, today)
    [now] = [one for one in found if one.folder == withdrawn.folder]
    if as_json:
        print_json({**_record(now), "withdrawn": submission_id})
        return
    click.echo(f"{withdrawn.folder} {withdrawn.quarter}  {submission_id}  withdrawn")
    if now.submission_id not in (None, submission_id):
        click.echo(f"{now.submission_id} of {now.received_at} is in force now: {now.state.replace('_', ' ')}")
    elif now.due_date:
        click.echo("No other submission of this return counts: it is owed again.")
    else:
        click.echo("No return is asked for of that quarter, which is not in the calendar.")
    click.echo("Run `sfpc run`, or build and gate, for what is published to follow.")


COMMANDS = (status_command, withdraw_command)
