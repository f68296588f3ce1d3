"""The ways a notice goes: Airflow's own notifiers, for e-mail by SMTP and for whatever Apprise reaches.

Passwords and addresses with tokens in them stay in Airflow's connections: none is in a setting, a notice or a message.
This folder is loaded when there is something to send, and stands in `.airflowignore`: it holds no DAG.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

from channels.by_apprise import send_by_apprise
from channels.by_mail import SMTP, send_mail
from channels.connections import mark, problem_of
from sfpc.notices import Channel, Notice, Outbox, Receivers
from sfpc.notices.receivers import APPRISE, TO
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


def sent_to(receivers: Receivers, make: Callable[[Settings, Receivers], Notice | None]) -> list[str]:
    """Keep what there is to tell, send it and what waits; give what went wrong, each an error in the log as well."""
    settings, channels = Settings.from_environment(), channels_to(receivers)
    outbox = Outbox(settings)
    if notice := make(settings, receivers):
        outbox.keep(notice, channels)
    problems = [*receivers.problems, *outbox.send(channels)]
    for problem in problems:
        logging.getLogger(__name__).error("A NOTICE WAS NOT SENT, and is sent again later. %s", problem)
    return problems
