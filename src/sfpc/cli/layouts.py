"""Commands about how returns are laid out: the template, and rows of the seeds for a person to approve."""

from __future__ import annotations

from pathlib import Path

import click

from sfpc.cli.shared import QUARTER, settings_for
from sfpc.period import Quarter


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


COMMANDS = (template_command,)
