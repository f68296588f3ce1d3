"""The command about the calendar: what is due when, and who was and will be reminded of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Column, Table

from sfpc.cli.shared import AUTHORITY, JSON, print_json, settings_for

if TYPE_CHECKING:
    from sfpc.notices.calendar import Entry

DAYS = 120


@click.command("calendar")
@AUTHORITY
@click.option(
    "--days", type=click.IntRange(0, 3660), default=DAYS, show_default=True, help="How far ahead to look, in days."
)
@JSON
def calendar_command(authority: str | None, days: int, as_json: bool) -> None:
    """Say what is due when: every return that is owed, and those that will be due in the days ahead.

    Reminders go to each authority's contacts seven days before a return is due, on the day and every third working day
    after, by Airflow: docs/how_to/be_told.md says how. Seen from today, with every later day that was agreed.
    """
    from sfpc.notices import calendar
    from sfpc.notices.contacts import Contacts
    from sfpc.reference import reference
    from sfpc.status import quarters_so_far, without_due_date

    settings = settings_for(authority)
    known = reference(settings.seeds)
    contacts = Contacts.read(settings.contacts, known.authorities)
    today = date.today()  # noqa: DTZ011 - the reader's day
    if lacks := without_due_date(known, quarters_so_far(known, today)):
        click.echo(f"sfpc: {known.calendar_lacks(lacks)}", err=True)
    entries = [one for one in calendar.entries(settings, contacts, today, days) if authority in (None, one.folder)]
    if as_json:
        print_json([one.as_record() for one in entries])
        return
    for problem in contacts.problems:
        click.echo(f"sfpc: {problem}", err=True)
    if entries:
        show(entries)
    else:
        click.echo(f"Nothing is owed, and nothing will be due in the next {days} days.")


def show(entries: list[Entry]) -> None:
    """A row for each return, the first due first; a star where a later day was agreed. It fits into 80 columns."""
    due, quarter, reminder = (Column(name, no_wrap=True) for name in ("Due", "Quarter", "Reminder"))
    table = Table(
        due, quarter, "Authority", "Stands", "Told", reminder, "Contacts", box=SIMPLE_HEAD, padding=(0, 1, 0, 0)
    )
    for one in entries:
        table.add_row(
            f"{one.due_date}{' *' if one.is_extended else ''}",
            one.quarter,
            one.authority_name,
            one.stands,
            str(one.reminded),
            str(one.next_reminder_on or "-"),
            str(one.contacts) if one.contacts else "none",
        )
    Console().print(table)
    if any(one.is_extended for one in entries):
        click.echo("* A later day than the calendar's, which was agreed; `sfpc status` says why.")


COMMANDS = (calendar_command,)
