"""The steps from the inbox to the report, each a command, and `run`, which does them all."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from sfpc.cli.gate import tell_decision
from sfpc.cli.shared import AUTHORITY, JSON, NOTHING_LANDED, QUARTER, print_json, settings_for, tell
from sfpc.errors import GateShut
from sfpc.file_systems import shown
from sfpc.settings import Settings


@click.command()
@AUTHORITY
@JSON
def land(authority: str | None, as_json: bool) -> None:
    """Copy what lies in the inbox into landing; the same bytes land once."""
    from sfpc import landing

    settings = settings_for(authority)
    landed = [landing.land(settings, waiting) for waiting in landing.waiting(settings, authority)]
    misplaced = landing.misplaced(settings)
    if as_json:
        print_json(
            {
                "landed": [
                    {
                        "authority": one.folder,
                        "quarter": one.quarter,
                        "submission_id": one.submission_id,
                        "is_new": one.is_new,
                    }
                    for one in landed
                ],
                "misplaced": [asdict(one) for one in misplaced],
            }
        )
        return
    for one in landed:
        click.echo(f"{one.folder} {one.quarter}  {one.submission_id}  {'landed' if one.is_new else 'known already'}")
    for finding in misplaced:
        click.echo(f"Not landed: {finding.message}", err=True)
    if not landed:
        click.echo(nothing_lies_in(settings, authority))
    click.echo(f"{sum(one.is_new for one in landed)} new, {sum(not one.is_new for one in landed)} known already")


@click.command()
@AUTHORITY
@JSON
def read(authority: str | None, as_json: bool) -> None:
    """Cut what has landed into raw tables; what was read before is left as it is."""
    from sfpc import pipeline

    settings = settings_for(authority)
    reads = pipeline.read_landed(settings, tell(as_json), authority)
    if as_json:
        print_json([read_record(one) for one in reads])
    elif reads:
        print_reads(reads)
    else:
        click.echo(NOTHING_LANDED)


@click.command()
def build() -> None:
    """Build the warehouse with dbt, in private; it is renamed into place when it is whole.

    What was built from the same returns, seeds and models already is left as it is.
    """
    from sfpc import pipeline

    built = pipeline.build(Settings.from_environment())
    what = f"{built.node_count} seeds, models and tests in {built.seconds:.1f} s" if built.node_count else "as before"
    click.echo(f"{built.warehouse}: {what}")


@click.command("report")
@QUARTER
@JSON
def report_command(quarter: str, as_json: bool) -> None:
    """Publish the report of a quarter whose gate is open."""
    from sfpc import quality_page, report

    settings = Settings.from_environment()
    release = report.publish(settings, quarter)
    quality_page.write(settings, quarter)  # it leads to the release
    if as_json:
        print_json(release_record(release))
    else:
        click.echo(f"{release.path}  {'new' if release.is_new else 'as before: nothing has changed'}")


@click.command("run")
@QUARTER
@JSON
def run_command(quarter: str, as_json: bool) -> None:
    """Do every step for a quarter: land, read, build, gate, report."""
    from sfpc import pipeline

    settings = Settings.from_environment()
    outcome = pipeline.run(settings, quarter, tell(as_json))
    if as_json:
        print_json(
            {
                "quarter": quarter,
                "verdict": outcome.decision.verdict,
                "decision_number": outcome.decision.number,
                "returns": [read_record(one) for one in outcome.reads if one.landed.quarter == quarter],
                "misplaced": [asdict(one) for one in outcome.misplaced],
                "explanation": outcome.decision.explanation(),
                "release": release_record(outcome.release) if outcome.release else None,
                **({"waits": outcome.waits} if outcome.waits else {}),
            }
        )
    else:
        print_reads([one for one in outcome.reads if one.landed.quarter == quarter])
        if not outcome.reads:
            click.echo(nothing_lies_in(settings))
        for finding in outcome.misplaced:
            click.echo(f"Not landed: {finding.message}", err=True)
        tell_decision(settings, outcome.decision)
        if outcome.release:
            click.echo(f"Report: {outcome.release.path}" + ("" if outcome.release.is_new else " (as before)"))
        if outcome.waits:
            click.echo(outcome.waits)
    sys.exit(0 if outcome.release else GateShut.exit_status)


def nothing_lies_in(settings: Settings, authority: str | None = None) -> str:
    """What is said where no return has come: where one would have to lie."""
    return f"No return lies in {shown(settings.inbox)}/{authority or '<authority>'}/<quarter>/."


def print_reads(reads: list[Any]) -> None:
    """Show what was read as a table, and findings of those that were rejected; nothing where nothing was read."""
    from sfpc.personal_data import where

    if not reads:
        return
    table = Table("Return", "State", "Values read", "Findings", "")
    for one in reads:
        table.add_row(
            f"{one.landed.folder} {one.landed.quarter}",
            one.state,
            f"{one.values_read:,}",
            str(len(one.findings)),
            "" if one.is_new else "read before",
        )
    Console().print(table)
    for one in reads:
        if one.state == "rejected":
            for finding in one.findings:
                place = where(finding.file, finding.sheet, finding.place)
                told = ": ".join(filter(None, ("rejected", place, finding.message)))
                click.echo(f"{one.landed.folder} {one.landed.quarter} {told}")


def read_record(read: Any) -> dict[str, Any]:  # noqa: ANN401 - sfpc.raw.Read, imported only where it is needed
    """What reading one submission brought, for a program."""
    return {
        "authority": read.landed.folder,
        "authority_code": read.landed.authority_code,
        "quarter": read.landed.quarter,
        "submission_id": read.landed.submission_id,
        "state": read.state,
        "values_read": read.values_read,
        "is_new": read.is_new,
        "findings": [asdict(finding) for finding in read.findings],
    }


def release_record(release: Any) -> dict[str, Any]:  # noqa: ANN401 - sfpc.report.Release, imported only where it is needed
    """A release, for a program."""
    return {"quarter": release.quarter, "number": release.number, "path": str(release.path), "is_new": release.is_new}


COMMANDS = (land, read, build, report_command, run_command)
