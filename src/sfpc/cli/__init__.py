"""The command line: every step of the pipeline by hand, without Airflow."""

from __future__ import annotations

import sys
from typing import Any

import click

from sfpc.cli import (
    catalogue,
    differences,
    gate,
    layouts,
    notices,
    open_data,
    quality,
    releases,
    returns,
    senders,
    signing,
    steps,
)
from sfpc.errors import SfpcError

EXPLAINED = """Take councils' quarterly returns from the inbox to the report that DfE publishes.

\b
The steps, each a command; `run` does them all:
  land    copy what lies in the inbox, byte for byte, with a receipt
  read    cut what has landed into tables of text, each value with its place
  build   build the warehouse with dbt
  gate    ask whether a quarter may be published, and why not
  sign-off  show an open quarter to whoever must let it be published, and record the answer
  report  publish a quarter whose gate is open
  status  say who has sent what, and what is due or late
  diff    say what a submission changes of the one before it
  withdraw  take a submission back: the one before it counts again
  notices  list what people were told by e-mail and the like, and what waits

\b
For whoever answers for a quarter:
  checks  list what the gate asks, or say everything about one check
  waive   let one check fail for one authority and quarter, until a day, for a reason
  waivers  list what is waived, and whether it is needed
  quality  write the page about a quarter's newest decision anew
  verify  rebuild a release from landing and compare it byte for byte
  serve   show the releases on this machine, as they may be handed on
  check-open-data  hold open data against every rule of DfE's standard

\b
For whoever sends a return:
  template  write a return to fill in, which needs no layout of its own
  check     say what the intake would say of files, before they are sent
  feedback  write what became of each submission and what to mend, at the cell

\b
For whoever says how returns are laid out:
  layout propose  write rows of the seeds for headings and labels that are not known

A return lies in the inbox as INBOX/<folder>/<quarter>/<files>; the folders stand in seeds/authorities.csv and a
quarter is written as 2022-23-Q1. Where things are is set by SFPC_DATA (default: data/ beside seeds/), SFPC_INBOX
(default: inbox/ in SFPC_DATA) and SFPC_LANDING (default: landing/ in SFPC_DATA), in the environment or in .env.

Exit status: 0 done; 1 a fault of ours; 2 wrong usage; 3 the gate is shut, a sign-off is awaited, or a release can be
rebuilt only with other code or seeds.
"""


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


for _module in (
    steps,
    gate,
    catalogue,
    returns,
    differences,
    senders,
    layouts,
    signing,
    notices,
    quality,
    releases,
    open_data,
):
    for _command in _module.COMMANDS:
        main.add_command(_command)
