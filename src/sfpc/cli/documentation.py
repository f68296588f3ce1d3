"""The command about what models and seeds mean."""

from __future__ import annotations

import click

from sfpc.settings import Settings


@click.command("docs")
def docs_command() -> None:
    """Write dbt's documentation of the models as one page, and say where it is; it holds no figure.

    What the figures of a release mean stands in the release: data_dictionary.html, and the table data_dictionary of its
    database.
    """
    from sfpc import transform

    click.echo(transform.write_docs(Settings.from_environment()))


COMMANDS = (docs_command,)
"""What this module adds to the command line."""
