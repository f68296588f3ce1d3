"""The command about the data-quality page."""

from __future__ import annotations

import click

from sfpc.cli.shared import QUARTER
from sfpc.settings import Settings


@click.command("quality")
@QUARTER
def quality_command(quarter: str) -> None:
    """Write the data-quality page of a quarter's newest decision anew; nothing is asked or decided."""
    from sfpc import quality_page

    click.echo(quality_page.write(Settings.from_environment(), quarter))


COMMANDS = (quality_command,)
"""What this module adds to the command line."""
