"""The command that publishes past quarters in order."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from sfpc.cli.shared import JSON, checked_quarter, print_json, tell
from sfpc.errors import GateShut
from sfpc.settings import Settings

if TYPE_CHECKING:
    from sfpc.backfill import Filled


@click.command("backfill")
@click.option(
    "--from", "first", required=True, metavar="2021-22-Q1", callback=lambda *args: checked_quarter(args[2]),
    help="The first quarter.",
)  # fmt: skip
@click.option(
    "--to", "last", required=True, metavar="2022-23-Q2", callback=lambda *args: checked_quarter(args[2]),
    help="The last quarter; returns of later ones stay in the inbox.",
)  # fmt: skip
@click.option("--pass-over", is_flag=True, help="Go on after a quarter that cannot be published, and say so.")
@JSON
def backfill_command(first: str, last: str, pass_over: bool, as_json: bool) -> None:
    """Publish past quarters, the earliest first: land, read, build, gate and report for each.

    It stops at the first quarter whose gate is shut or that waits for a sign-off, since a release is built on those
    before it. Run it again, after that or after a crash: what is published already is left as it is, and it goes on.
    """
    from sfpc import backfill

    settings = Settings.from_environment()
    asked_for = backfill.quarters(settings, first, last)
    found: list[Filled] = []
    for one in backfill.backfill(settings, first, last, tell(as_json), passes_over=pass_over):
        found.append(one)
        if not as_json:
            show(one)
    left = asked_for[len(found) :]
    if as_json:
        print_json({"quarters": [record(one) for one in found], "left": left})
    elif left:
        click.echo(f"Stopped: nothing was done for {', '.join(left)}. Answer the gate and run this again,")
        click.echo("or run it with --pass-over: the releases after it are then made again once it is published.")
    sys.exit(0 if all(one.run.release for one in found) else GateShut.exit_status)


def show(one: Filled) -> None:
    """A line for a quarter; where it was not published, why."""
    if one.run.release:
        click.echo(f"{one.run.quarter}  {one.outcome}  {one.run.release.path}")
        return
    click.echo(f"{one.run.quarter}  NOT PUBLISHED" + ("" if one.stops else ", passed over"))
    click.echo(one.run.waits or one.run.decision.explanation())


def record(one: Filled) -> dict[str, Any]:
    """What became of a quarter, for a program."""
    return {
        "quarter": one.run.quarter,
        "outcome": one.outcome,
        "decision_number": one.run.decision.number,
        "release": one.run.release.number if one.run.release else None,
        "path": str(one.run.release.path) if one.run.release else None,
    }


COMMANDS = (backfill_command,)
