"""The command about notices: what was told, and what waits."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from rich.console import Console
from rich.table import Table

from sfpc.cli.shared import JSON, print_json, settings_for

SHOWN = 20


@click.command("notices")
@click.option("--all", "every", is_flag=True, help=f"All of them, not only the newest {SHOWN}.")
@JSON
def notices_command(every: bool, as_json: bool) -> None:
    """List what people were told by e-mail and the like, and what has not arrived.

    A notice is sent by Airflow, and again until it has arrived or is a week old; a reminder is set aside once it no
    longer holds. Who is told: docs/how_to/be_told.md.
    """
    from sfpc.notices import Outbox, Receivers

    receivers = Receivers.from_environment()
    kept = Outbox(settings_for(None)).all()
    shown = kept if every else kept[-SHOWN:]
    if as_json:
        print_json(
            [
                {
                    "made_at": one.made_at,
                    **one.notice.as_record(),
                    "sent": one.sent,
                    "waits": one.waits,
                    "set_aside": one.set_aside,
                }
                for one in shown
            ]
        )
        return
    for problem in receivers.problems:
        click.echo(f"sfpc: {problem}", err=True)
    if not receivers.are_wanted:
        click.echo("Nobody in the programme is told: SFPC_NOTICES_TO and SFPC_NOTICES_APPRISE are not set.")
    if not kept:
        click.echo("Nothing was told yet.")
        return
    table = Table("Made", "What", "Sent to", "Not arrived")
    for one in shown:
        made_at = f"{one.made_at.astimezone(UTC):%Y-%m-%d %H:%M}"
        table.add_row(made_at, one.notice.subject, str(len(one.sent)), one.set_aside or "\n".join(one.waits.values()))
    Console().print(table, markup=False)
    waiting = len(Outbox(settings_for(None)).waiting(datetime.now(UTC)))
    click.echo(f"Times are UTC. {waiting} to be sent again." if waiting else "Times are UTC. Nothing waits.")


COMMANDS = (notices_command,)
