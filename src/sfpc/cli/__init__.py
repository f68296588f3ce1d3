"""The command line: every step of the pipeline by hand, without Airflow."""

from __future__ import annotations

import sys
from typing import Any

import click

from sfpc.cli import (
    analysts,
    backfill,
    calendar,
    catalogue,
    differences,
    documentation,
    gate,
    keeping,
    lake,
    layouts,
    notices,
    open_data,
    quality,
    releases,
    returns,
    seeing,
    senders,
    signing,
    steps,
    trace,
)
from sfpc.errors import SfpcError, UsageError
from sfpc.runbooks import page_of_error

EXPLAINED = """Take councils' quarterly returns from the inbox to the report that DfE publishes.

\b
The steps, each a command; `run` does them all:
  land    copy what lies in the inbox, byte for byte, with a receipt
  read    cut what has landed into tables of text, each value with its place
  build   build the warehouse with dbt
  gate    ask whether a quarter may be published, and why not
  sign-off  show an open quarter to whoever must let it be published, and record the answer
  report  publish a quarter whose gate is open
  backfill  publish past quarters in order, and go on where it was stopped
  status  say who has sent what, and what is due or late
  diff    say what a submission changes of the one before it
  withdraw  take a submission back: the one before it counts again
  calendar  say what is due when, and who was and will be reminded
  notices  list what people were told by e-mail and the like, and what waits

\b
For whoever answers for a quarter:
  checks  list what the gate asks, or say everything about one check
  waive   let one check fail for one authority and quarter, until a day, for a reason
  waivers  list what is waived, and whether it is needed
  quality  write the page about a quarter's newest decision anew
  trace   walk a figure of the report back to the cells it was made from
  verify  rebuild a release from landing and compare it byte for byte
  serve   show the releases on this machine, as they may be handed on
  check-open-data  hold open data against every rule of DfE's standard

\b
For whoever has a question of their own:
  query   ask a release one question in SQL
  shell   open DuckDB's shell on a release's database, read-only
  docs    write dbt's documentation of the models as one page

\b
For whoever keeps the data:
  backup     write a backup of everything that cannot be made again
  restore    lay out a backup in an empty folder, and compare every file
  upgrade    bring the data folder to the way in which this version keeps it
  retention  list what may go by the rules of retention
  dispose    remove that, with a record
  lake       list the builds of a shared warehouse, ask one of them, clear away what is kept no longer

\b
For whoever runs it:
  doctor    look at everything this stands on, and say what to do
  metrics   look up how everything stands, and print it

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
            page = page_of_error(type(error))
            if page and not isinstance(error, UsageError):  # of what was typed wrongly the message says all
                click.echo(f"What to do: {page}", err=True)
            sys.exit(error.exit_status)
        finally:
            _look_up_how_everything_stands()


def _look_up_how_everything_stands() -> None:
    """Bring the metrics up to date where a step was done; a command without one loads nothing for that."""
    if "sfpc.telemetry" in sys.modules and sys.modules["sfpc.telemetry"].steps_done():
        from sfpc import monitoring
        from sfpc.settings import Settings

        monitoring.refresh(Settings.from_environment())


@click.group(cls=Group, help=EXPLAINED)
@click.version_option(package_name="sfpc")
def main() -> None:
    """Say what the commands share: nothing."""


for _module in (
    steps,
    backfill,
    gate,
    catalogue,
    returns,
    differences,
    senders,
    layouts,
    signing,
    notices,
    calendar,
    quality,
    releases,
    open_data,
    analysts,
    documentation,
    keeping,
    lake,
    seeing,
    trace,
):
    for _command in _module.COMMANDS:
        main.add_command(_command)
