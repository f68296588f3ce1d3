"""The command line: every step of the pipeline by hand, without Airflow."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from sfpc.errors import GateShut, SfpcError, UsageError
from sfpc.period import Quarter
from sfpc.settings import Settings

EXPLAINED = """Take councils' quarterly returns from the inbox to the report that DfE publishes.

\b
The steps, each a command; `run` does them all:
  land    copy what lies in the inbox, byte for byte, with a receipt
  read    cut what has landed into tables of text, each value with its place
  build   build the warehouse with dbt
  gate    ask whether a quarter may be published, and why not
  report  publish a quarter whose gate is open
  status  say who has sent what

A return lies in the inbox as INBOX/<folder>/<quarter>/<files>; the folders stand in seeds/authorities.csv and a
quarter is written as 2022-23-Q1. Where things are is set by SFPC_DATA (default: data/ beside seeds/) and SFPC_INBOX
(default: inbox/ in SFPC_DATA), in the environment or in .env.

Exit status: 0 done; 1 a fault of ours; 2 wrong usage; 3 the gate is shut.
"""

QUARTER = click.option(
    "--quarter",
    required=True,
    metavar="2022-23-Q1",
    callback=lambda *args: checked_quarter(args[2]),
    help="The quarter.",
)
AUTHORITY = click.option("--authority", metavar="FOLDER", help="Only this authority, by its inbox folder.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, and nothing else.")


def checked_quarter(text: str | None) -> str | None:
    """A quarter as asked for on the command line."""
    return str(Quarter.parse(text)) if text else None


class Group(click.Group):
    """Commands whose errors are shown as one message with its exit status, never as a traceback."""

    def invoke(self, context: click.Context) -> Any:  # noqa: ANN401 - what click returns
        """Run a command and turn our errors into exit statuses."""
        try:
            return super().invoke(context)
        except SfpcError as error:
            click.echo(f"sfpc: {error}", err=True)
            sys.exit(error.exit_status)


@click.group(cls=Group, help=EXPLAINED)
@click.version_option(package_name="sfpc")
def main() -> None:
    """Say what the commands share: nothing."""


@main.command()
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
    click.echo(f"{sum(one.is_new for one in landed)} new, {sum(not one.is_new for one in landed)} known already")


@main.command()
@AUTHORITY
@JSON
def read(authority: str | None, as_json: bool) -> None:
    """Cut what has landed into raw tables; what was read before is left as it is."""
    from sfpc import pipeline

    settings = settings_for(authority)
    reads = pipeline.read_landed(settings, tell(as_json), authority)
    if as_json:
        print_json([read_record(one) for one in reads])
    else:
        print_reads(reads)


@main.command()
def build() -> None:
    """Build the warehouse with dbt, in private; it is renamed into place when it is whole.

    What was built from the same returns, seeds and models already is left as it is.
    """
    from sfpc import pipeline

    built = pipeline.build(Settings.from_environment())
    what = f"{built.node_count} seeds, models and tests in {built.seconds:.1f} s" if built.node_count else "as before"
    click.echo(f"{built.path}: {what}")


@main.command("gate")
@QUARTER
@JSON
def gate_command(quarter: str, as_json: bool) -> None:
    """Ask whether a quarter may be published; the decision is kept."""
    from sfpc import gate

    decision = gate.decide(Settings.from_environment(), quarter)
    if as_json:
        print_json({"number": decision.number, **decision.as_record()})
    else:
        click.echo(decision.explanation())
    sys.exit(0 if decision.is_open else GateShut.exit_status)


@main.command("report")
@QUARTER
@JSON
def report_command(quarter: str, as_json: bool) -> None:
    """Publish the report of a quarter whose gate is open."""
    from sfpc import report

    release = report.publish(Settings.from_environment(), quarter)
    if as_json:
        print_json(release_record(release))
    else:
        click.echo(f"{release.path}  {'new' if release.is_new else 'as before: nothing has changed'}")


@main.command("run")
@QUARTER
@JSON
def run_command(quarter: str, as_json: bool) -> None:
    """Do every step for a quarter: land, read, build, gate, report."""
    from sfpc import pipeline

    outcome = pipeline.run(Settings.from_environment(), quarter, tell(as_json))
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
            }
        )
    else:
        print_reads([one for one in outcome.reads if one.landed.quarter == quarter])
        for finding in outcome.misplaced:
            click.echo(f"Not landed: {finding.message}", err=True)
        click.echo(outcome.decision.explanation())
        if outcome.release:
            click.echo(f"Report: {outcome.release.path}" + ("" if outcome.release.is_new else " (as before)"))
    sys.exit(0 if outcome.release else GateShut.exit_status)


@main.command()
@click.option(
    "--quarter", metavar="2022-23-Q1", callback=lambda *args: checked_quarter(args[2]), help="Only this quarter."
)
@JSON
def status(quarter: str | None, as_json: bool) -> None:
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


def settings_for(authority: str | None) -> Settings:
    """The settings, with the authority asked for checked."""
    from sfpc.reference import reference

    settings = Settings.from_environment()
    known = reference(settings.seeds).authorities
    if authority is not None and authority not in known:
        raise UsageError(f"{authority!r} is the folder of no authority; the folders are {', '.join(sorted(known))}")
    return settings


def tell(as_json: bool) -> Callable[[str], None]:
    """Say what is being done on a terminal; nowhere where the output is for a program."""
    if as_json or not sys.stderr.isatty():
        return lambda _: None
    return lambda words: click.echo(f"\r\033[K{words} ...", err=True, nl=False)


def print_reads(reads: list[Any]) -> None:
    """Show what was read as a table, and findings of those that were rejected."""
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
                where = ", ".join(filter(None, (finding.file, finding.sheet, finding.place)))
                click.echo(f"{one.landed.folder} {one.landed.quarter} rejected: {where}: {finding.message}")


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


def print_json(value: Any) -> None:  # noqa: ANN401 - whatever JSON can hold
    """Print one JSON document."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))
