"""The warehouse that several machines share: which builds it keeps, what one of them said, and clearing away."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

import click

from sfpc.cli.shared import JSON, print_json
from sfpc.errors import UsageError
from sfpc.lake import Lake
from sfpc.settings import Settings

MOMENT = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


@click.group("lake")
def lake_command() -> None:
    """Look after the warehouse where SFPC_WAREHOUSE says that it is a lake: docs/how_to/use_the_lake.md."""


@lake_command.command("builds")
@JSON
def builds_command(as_json: bool) -> None:
    """List the whole builds that the lake keeps, the oldest first; readers see the last."""
    from sfpc.warehouse import catalogue

    lake = lake_of(Settings.from_environment())
    builds = catalogue.builds(lake)
    if as_json:
        print_json([asdict(one) for one in builds])
        return
    for one in builds:
        click.echo(f"{one.snapshot:>8}  {one.built_at:%Y-%m-%d %H:%M:%S} UTC  {one.made_from[:12]}")
    click.echo(f"{lake}: {len(builds)} {'build is' if len(builds) == 1 else 'builds are'} kept", err=True)


@lake_command.command("query")
@click.argument("sql")
@click.option("--snapshot", type=int, metavar="NUMBER", help="The build with this number (`sfpc lake builds`).")
@click.option(
    "--at",
    type=click.DateTime(MOMENT),
    metavar="MOMENT",
    help="The newest build of this moment (UTC): 2022-11-01T09:00.",
)
@JSON
def query_command(sql: str, snapshot: int | None, at: datetime | None, as_json: bool) -> None:
    """Ask one build of the lake a question in SQL, the newest unless another is named; printed as CSV.

    It is the warehouse in full: nothing in it has been suppressed to protect small numbers.
    """
    from sfpc import warehouse
    from sfpc.warehouse import catalogue

    lake = lake_of(Settings.from_environment())
    if snapshot is not None and at is not None:
        raise UsageError("Give --snapshot or --at, not both")
    if at is not None:
        snapshot = catalogue.as_of(lake, at.replace(tzinfo=UTC)).snapshot
    columns, rows = warehouse.ask(replace(lake, snapshot=snapshot), sql)
    if as_json:
        print_json([dict(zip(columns, row, strict=True)) for row in rows])
        return
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([columns, *rows])
    click.echo(written.getvalue(), nl=False)


@lake_command.command("tidy")
@click.option(
    "--keep-days",
    type=click.IntRange(min=1),
    default=90,
    show_default=True,
    help="Builds of so many days can still be looked at; the newest always.",
)
@JSON
def tidy_command(keep_days: int, as_json: bool) -> None:
    """Let go of older builds and delete the files that only they needed; readers may go on reading.

    It waits for a build that is under way. Releases have copies of their own, which stay.
    """
    from sfpc.warehouse import catalogue, writing

    lake = lake_of(Settings.from_environment())
    with catalogue.sole_writer(lake, writing.WAIT_SECONDS):
        tidied = writing.tidy(lake, datetime.now(UTC) - timedelta(days=keep_days))
    if as_json:
        print_json(asdict(tidied))
        return
    click.echo(
        f"{lake}: builds kept {tidied.kept_count:,}, let go {tidied.build_count:,}; gone are {tidied.file_count:,} "
        f"files and {tidied.snapshot_count:,} snapshots"
    )


def lake_of(settings: Settings) -> Lake:
    """The lake, where the warehouse is one."""
    if settings.lake is None:
        raise UsageError("The warehouse is a file under SFPC_DATA: SFPC_WAREHOUSE names no lake")
    return settings.lake


COMMANDS = (lake_command,)
