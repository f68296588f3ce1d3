"""The commands for whoever runs it: is everything well, and how does everything stand."""

from __future__ import annotations

import sys
from dataclasses import asdict

import click

from sfpc.cli.shared import JSON, print_json
from sfpc.settings import Settings

MARKS = {"ok": "ok", "warning": "WARNING", "failed": "FAILED", "not_known": "not known"}


@click.command()
@JSON
def doctor(as_json: bool) -> None:
    """Look at everything the pipeline stands on, and say what to do about what is not well.

    Exit status 1 where something failed; a warning is none.
    """
    from sfpc import doctor as doctors

    found = []
    for one in doctors.examine():
        found.append(one)
        if not as_json:
            click.echo(f"{MARKS[one.result.outcome]:>9}  {one.name}: {one.result.found}")
            if one.result.todo:
                click.echo(f"           {one.result.todo}")
            if one.runbook:
                click.echo(f"           {one.runbook}")
    if as_json:
        print_json([{"name": one.name, **asdict(one.result), "runbook": one.runbook} for one in found])
    failed = sum(one.result.outcome == doctors.FAILED for one in found)
    if not as_json:
        click.echo(f"{failed} failed" if failed else "Nothing failed")
    sys.exit(1 if failed else 0)


@click.command("metrics")
def metrics_command() -> None:
    """Look up how everything stands, write SFPC_DATA/metrics/sfpc.prom anew, and print it."""
    from sfpc import monitoring
    from sfpc.telemetry import metrics

    settings = Settings.from_environment()
    monitoring.refresh(settings)
    click.echo((metrics.folder(settings) / metrics.TEXT).read_text(encoding="utf-8"), nl=False)


COMMANDS = (doctor, metrics_command)
