"""Commands about returns: who has sent what."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import click
from rich.console import Console
from rich.table import Table

from sfpc.cli.shared import JSON, checked_quarter, print_json
from sfpc.period import Quarter
from sfpc.settings import Settings


@click.command("status")
@click.option(
    "--quarter", metavar="2022-23-Q1", callback=lambda *args: checked_quarter(args[2]), help="Only this quarter."
)
@JSON
def status_command(quarter: str | None, as_json: bool) -> None:
    """Say who has sent what, as of today."""
    from sfpc import landing, raw
    from sfpc.reference import reference
    from sfpc.status import statuses

    settings = Settings.from_environment()
    landed = landing.landed(settings)
    reads = [earlier for one in landed if (earlier := raw.read_already(settings, one))]
    asked_for = [quarter] if quarter else {one.quarter for one in landed}
    quarters = sorted(Quarter.parse(one) for one in asked_for)
    found = statuses(reference(settings.seeds), quarters, landed, reads, date.today())  # noqa: DTZ011 - the reader's day
    if as_json:
        print_json([{**asdict(one), "due_date": one.due_date.isoformat()} for one in found])
        return
    if not found:
        click.echo("Nothing has landed yet. Put returns into the inbox and run `sfpc run`.")
        return
    names = list(dict.fromkeys(one.authority_name for one in found))
    table = Table("Quarter", "Due", *names)
    for one in quarters:
        states = {each.authority_name: each.state for each in found if each.quarter == str(one)}
        table.add_row(
            str(one), reference(settings.seeds).due_dates[str(one)], *[states.get(name, "-") for name in names]
        )
    Console().print(table)


COMMANDS = (status_command,)
