"""The ways a notice goes: Airflow's own notifiers, for e-mail by SMTP and for whatever Apprise reaches.

Passwords and addresses with tokens in them stay in Airflow's connections: none is in a setting, a notice or a message.
This folder is loaded when there is something to send, and stands in `.airflowignore`: it holds no DAG.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial

from channels.by_apprise import send_by_apprise
from channels.by_mail import SMTP, send_mail
from channels.connections import mark, problem_of
from sfpc.notices import Channel, Notice, Outbox, Receivers
from sfpc.notices.chasing import Morning, chase
from sfpc.notices.contacts import SETTING, Contact, Contacts
from sfpc.notices.owed import owed_returns
from sfpc.notices.receivers import APPRISE, TO
from sfpc.reference import reference
from sfpc.settings import Settings


def channels_to(receivers: Receivers) -> list[Channel]:
    """A channel for each address, so that nobody sees another's and each is told once, and for each connection."""
    mail = [
        Channel(f"mail-{mark(to)}", f"e-mail to address {number} of {TO}", SMTP, partial(send_mail, to), problem_of)
        for number, to in enumerate(receivers.to, start=1)
    ]
    others = [
        Channel(f"apprise-{one}", f"connection {one} of {APPRISE}", one, partial(send_by_apprise, one), problem_of)
        for one in receivers.apprise
    ]
    return mail + others


def channels_to_contacts(contacts: Iterable[Contact]) -> list[Channel]:
    """A channel for each address of an authority, named by its line in the file of contacts."""
    return [
        Channel(
            f"mail-{mark(one.address)}",
            f"e-mail to the address on line {one.line} of {SETTING}",
            SMTP,
            partial(send_mail, one.address),
            problem_of,
            audience=one.folder,
        )
        for one in contacts
    ]


def sent_to(receivers: Receivers, make: Callable[[Settings, Receivers], Notice | None]) -> list[str]:
    """Keep what there is to tell, send it and what waits; give what went wrong, each an error in the log as well."""
    outbox = kept(receivers, make)
    return _logged([*receivers.problems, *outbox.send(channels_to(receivers))])


def kept(receivers: Receivers, make: Callable[[Settings, Receivers], Notice | None]) -> Outbox:
    """Keep what there is to tell, to be sent; give the outbox that it lies in."""
    settings = Settings.from_environment()
    outbox = Outbox(settings)
    if notice := make(settings, receivers):
        outbox.keep(notice, channels_to(receivers))
    return outbox


def chased(receivers: Receivers, today: date, places: Sequence[tuple[str, str]]) -> list[str]:
    """Remind who owes a return, tell the programme, and send what waits; give what went wrong, logged as well."""
    settings = Settings.from_environment()
    contacts = Contacts.read(settings.contacts, reference(settings.seeds).authorities)
    channels = {folder: channels_to_contacts(of) for folder, of in contacts.by_folder.items()}
    morning = Morning(owed_returns(settings, today), contacts, places)
    problems = chase(Outbox(settings), morning, {**channels, "": channels_to(receivers)})
    return _logged([*receivers.problems, *contacts.problems, *problems])


def _logged(problems: list[str]) -> list[str]:
    for problem in problems:
        logging.getLogger(__name__).error("A NOTICE WAS NOT SENT, and is sent again later. %s", problem)
    return problems
