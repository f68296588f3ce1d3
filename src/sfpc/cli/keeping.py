"""What keeps the data: backups and their restoring, retention, and bringing a data folder up to date."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime

import click

from sfpc.cli.shared import JSON, print_json
from sfpc.file_systems import place_at
from sfpc.settings import Settings

DAY = click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="What is due on this day (default: today)."
)


@click.command("backup")
@click.argument("folder")
@click.option("--without-metadata", is_flag=True, help="Leave Airflow's metadata database out.")
@JSON
def backup_command(folder: str, without_metadata: bool, as_json: bool) -> None:
    """Write a backup of everything that cannot be made again into FOLDER.

    FOLDER is a folder on another disk, or an address such as s3://bucket/backups. Kept are landing with its receipts,
    the gate's decisions and sign-offs, releases, feedback, notices and records of disposal, each file with its hash,
    and Airflow's metadata database. Not kept are raw and the warehouse, which `sfpc read` and `sfpc build` make again,
    logs, and the inbox. The archive holds figures in full: keep it as SFPC_DATA is kept. The pipeline may work
    meanwhile.
    """
    from sfpc import keeping

    made = keeping.back_up(Settings.from_environment(), place_at(folder, "FOLDER"), with_metadata=not without_metadata)
    if as_json:
        print_json(asdict(made))
        return
    click.echo(f"{made.place}: {made.file_count:,} files, {made.byte_count:,} bytes before compression")
    click.echo(f"With Airflow's metadata: {made.metadata}" if made.metadata else "Without Airflow's metadata")


@click.command("restore")
@click.argument("backup")
@click.option(
    "--metadata", "with_metadata", is_flag=True, help="Restore Airflow's metadata too, into an empty database."
)
@JSON
def restore_command(backup: str, with_metadata: bool, as_json: bool) -> None:
    """Restore BACKUP under SFPC_DATA, which must hold nothing, and compare every file with the backup's list.

    Afterwards `sfpc read` and `sfpc build` make raw and the warehouse again, and `sfpc verify latest` shows that the
    newest release comes out of them.
    """
    from sfpc import keeping

    done = keeping.restore(Settings.from_environment(), place_at(backup, "BACKUP"), with_metadata=with_metadata)
    if as_json:
        print_json(asdict(done))
        return
    click.echo(f"{done.file_count:,} files are as they were on {done.made_at} ({done.made_by})")
    if done.metadata:
        click.echo(
            f"Airflow's metadata is in {done.metadata}; run `airflow db migrate` where Airflow is newer than it was"
        )
    elif done.metadata_left:
        click.echo("Airflow's metadata is in the backup and was left there; --metadata restores it")
    click.echo("Next: sfpc upgrade, sfpc read, sfpc build, sfpc verify latest")


@click.command("upgrade")
def upgrade_command() -> None:
    """Bring SFPC_DATA to the way in which this version keeps it; make a backup first.

    It says what it does, may be run again at any time, and changes no return, no decision and no release's contents.
    """
    from sfpc import keeping

    done = keeping.upgrade(Settings.from_environment())
    for step in done:
        click.echo(step)
    if not done:
        click.echo("Nothing to do: the data is kept as this version keeps it")


@click.command("retention")
@DAY
@JSON
def retention_command(as_of: datetime | None, as_json: bool) -> None:
    """List what may go by the rules of retention (seeds/retention_rules.csv); nothing is removed."""
    from sfpc import keeping

    settings = Settings.from_environment()
    things = keeping.due(settings, _day(as_of))
    if as_json:
        print_json([{"subject": each.subject, "name": each.name, "due_on": each.due_on} for each in things])
        return
    for each in things:
        click.echo(f"{each.subject:8} {each.name}: since {each.due_on.isoformat()}")
    click.echo(
        f"{len(things)} are due to go; `sfpc dispose --by ROLE` removes them" if things else "Nothing is due to go"
    )
    if any(each.landed for each in things):
        click.echo("What lies in the inbox is its senders': have it taken out there too")


@click.command("dispose")
@click.option("--by", required=True, metavar="ROLE", help="Who carries it out, as a role; it is kept.")
@click.option("--yes", "is_sure", is_flag=True, help="Do not ask again.")
def dispose_command(by: str, is_sure: bool) -> None:
    """Remove what `sfpc retention` lists, after writing down each file with its hash.

    Receipts, decisions, what is published and the records of disposal stay for ever. A release whose internal files, or
    whose returns, are gone cannot be rebuilt by `sfpc verify` any more; its files are still compared with its manifest.
    """
    from sfpc import keeping

    settings = Settings.from_environment()
    things = keeping.due(settings, _day(None))
    if things and not is_sure:
        click.confirm(f"Remove {len(things)} things for good? Backups made before hold them still.", abort=True)
    record = keeping.dispose(settings, things, by)
    click.echo(
        f"{len(record.things)} things went, {len(record.files)} files; disposals/{record.number}.json says which"
    )
    click.echo("Next: sfpc build, so that the warehouse lets go of them too")


def _day(asked: datetime | None) -> date:
    return asked.date() if asked else datetime.now(UTC).date()


COMMANDS = (backup_command, restore_command, upgrade_command, retention_command, dispose_command)
