"""The command that shows the catalogue of checks to the statisticians who own them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table

from sfpc.cli.shared import JSON, print_json
from sfpc.errors import UsageError
from sfpc.settings import Settings

if TYPE_CHECKING:
    from sfpc.gate.suites import Check, Suite


@click.command("checks")
@click.option("--check", "check_id", metavar="ID", help="Everything about one check.")
@JSON
def checks_command(check_id: str | None, as_json: bool) -> None:
    """List what the gate asks before a quarter is published; with --check, all there is to know of one check."""
    from sfpc.gate import suites

    settings = Settings.from_environment()
    asked = [(check, suite) for suite in suites.load(settings.expectations) for check in suite.checks]
    if check_id is None:
        show_catalogue(asked, as_json=as_json)
        return
    found = next((each for each in asked if each[0].id == check_id), None)
    if found is None:
        raise UsageError(f"{check_id!r} is no check; `sfpc checks` lists them all")
    if as_json:
        print_json(_of_the_check(*found))
    else:
        show_check(*found)


def show_catalogue(asked: list[tuple[Check, Suite]], *, as_json: bool) -> None:
    """Every check with its severity and the sentence that holds when it passes, by family."""
    from sfpc.gate.suites import FAMILIES

    if as_json:
        print_json([_of_the_check(*each) for each in asked])
        return
    for family, title in FAMILIES.items():
        rows = [check for check, _ in asked if check.family == family]
        if rows:
            table = Table("Check", "Severity", "What holds", title=f"{title} ({len(rows)})", title_justify="left")
            table.columns[0].no_wrap = table.columns[1].no_wrap = True
            for check in rows:
                table.add_row(check.id, check.severity, check.says)
            Console().print(table)
    click.echo(f"{len(asked)} checks. Why one is asked, and with which limits: sfpc checks --check ID")


def show_check(check: Check, suite: Suite) -> None:
    """One check in words, machine words last."""
    for name, value in _of_the_check(check, suite).items():
        if name == "limits" and value:
            click.echo("Limits, from and to:")
            for key, (low, high) in value.items():
                click.echo(f"  {key}: {'no limit' if low is None else low} to {'no limit' if high is None else high}")
        elif name == "history":
            for one in value:
                click.echo(f"Until {one['until']}: {one['was']}. {one['because']}")
        elif value not in (None, "", {}, []):
            click.echo(f"{name.replace('_', ' ').capitalize()}: {value}")


def _of_the_check(check: Check, suite: Suite) -> dict[str, Any]:
    from sfpc.gate.suites import FAMILIES
    from sfpc.gate.waivers import why_not_waivable

    why_not = why_not_waivable(check, suite)
    return {
        "check": check.id,
        "severity": check.severity,
        "family": FAMILIES[check.family],
        "says": check.says,
        "because": check.because,
        "remedy": check.remedy,
        "responsibility": check.responsibility,
        "can_be_waived": f"no: {why_not}" if why_not else "yes",
        "owner": suite.owner,
        "since": check.since.isoformat(),
        "table": suite.table,
        "rows": check.rows,
        "value": check.value,
        "banded_by": check.bands.by if check.bands else None,
        "quantity": check.bands.of if check.bands else None,
        "limits": dict(check.bands.limits) if check.bands else {},
        "expectation": check.type,
        "arguments": dict(check.kwargs),
        "history": [{**asdict(one), "until": one.until.isoformat(), "was": dict(one.was)} for one in check.history],
    }


COMMANDS = (checks_command,)
