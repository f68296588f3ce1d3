"""Commands about how returns are laid out: the template, and rows of the seeds for a person to approve."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sfpc.cli.shared import AUTHORITY, QUARTER, checked_quarter, settings_for
from sfpc.errors import UsageError
from sfpc.period import Quarter
from sfpc.settings import Settings

if TYPE_CHECKING:
    from sfpc.raw.proposals import Proposed


@click.command("template")
@click.option("--authority", required=True, metavar="FOLDER", help="Whose return, by its inbox folder.")
@QUARTER
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="Where to write it; here, by a name of ours."
)
def template_command(authority: str, quarter: str, output: Path | None) -> None:
    """Write a return for an authority to fill in: a workbook that needs no layout of its own.

    Last quarter's figures stand beside the cells, for reference, where the warehouse holds them.
    """
    from sfpc import return_template
    from sfpc.reference import reference

    settings = settings_for(authority)
    of = Quarter.parse(quarter)
    known = reference(settings.seeds).authorities[authority]
    path = output or Path(return_template.file_name(known, of))
    click.echo(return_template.write_template(settings, authority, of, path))


@click.group("layout")
def layout_group() -> None:
    """How returns are laid out: rows of the seeds, for a person to approve."""


@layout_group.command("propose")
@click.argument("what", nargs=-1, metavar="[SUBMISSION_ID | FILES...]")
@AUTHORITY
@click.option("--quarter", metavar="2022-23-Q1", callback=lambda *args: checked_quarter(args[2]), help="The quarter.")
@click.option(
    "--output", type=click.Path(path_type=Path, file_okay=False), help="A folder to write the rows into, a file a seed."
)
def propose_command(what: tuple[str, ...], authority: str | None, quarter: str | None, output: Path | None) -> None:
    """Propose rows of the seeds for what a return calls by names that are not known.

    Of a submission that has landed, by its id or its authority and quarter: rows for its unknown headings and labels.
    Of FILES, with --authority and --quarter: a first draft of a whole layout. Nothing is changed: read the rows,
    correct them and add them to the seeds.
    """
    from sfpc.confinement import OutOfBounds
    from sfpc.reference import reference

    settings = settings_for(authority)
    try:
        proposed = asked_for(settings, what, authority, quarter)
    except OutOfBounds as error:
        raise UsageError(f"The files cannot be read: {error.reason}") from None
    known = reference(settings.seeds)
    for name, rows in proposed.rows.items():
        if rows and output:
            output.mkdir(parents=True, exist_ok=True)
            text = as_csv(known.columns(name), rows)
            (output / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
        elif rows:
            click.echo(f"seeds/{name}.csv")
            click.echo(as_csv(known.columns(name), rows))
    for note in proposed.notes:
        click.echo(note, err=True)
    count = sum(len(rows) for rows in proposed.rows.values())
    where = f" in {output}" if output and count else ""
    click.echo(
        f"{count} rows proposed{where}; read them before you add them to the seeds." if count else NOTHING, err=True
    )


NOTHING = "Nothing to propose: every heading and label is known."


def asked_for(settings: Settings, what: tuple[str, ...], authority: str | None, quarter: str | None) -> Proposed:
    """What is proposed for files, or for one submission."""
    from sfpc import landing
    from sfpc.raw import new_layout, proposals

    files = [Path(one) for one in what if Path(one).is_file()]
    if files:
        if len(files) < len(what):
            raise UsageError(f"{next(one for one in what if not Path(one).is_file())!r} is no file")
        if authority is None or quarter is None:
            raise UsageError("Say whose files these are, and for when: --authority FOLDER --quarter 2022-23-Q1")
        return new_layout.for_files(files, authority, Quarter.parse(quarter), settings.seeds)
    if len(what) > 1 or (not what and (authority is None or quarter is None)):
        raise UsageError("Name a submission by its id, or by --authority and --quarter, or name files")
    found = [
        one
        for one in landing.landed(settings, authority)
        if (not what or one.submission_id == what[0]) and (quarter is None or one.quarter == quarter)
    ]
    if not found:
        raise UsageError(
            f"{what[0] if what else f'{authority} {quarter}'}: no such file, and no such submission landed"
        )
    return proposals.for_submission(settings, found[-1])


def as_csv(columns: list[str], rows: list[dict[str, str]]) -> str:
    """Rows as a seed holds them."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


COMMANDS = (template_command, layout_group)
