"""Chasing what is owed: the morning's reminders to authorities and the digest to the programme, each once.

The outbox is the ledger: what it has told is not told again, whoever chases and however often. A reminder that waits
because its server is away is set aside once it no longer holds: nobody is chased for a return that is in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sfpc.notices import chasing_words
from sfpc.notices.contacts import Contacts
from sfpc.notices.notice import Notice
from sfpc.notices.outbox import Channel, Outbox
from sfpc.notices.owed import Owed

KINDS = ("reminder", "digest")


@dataclass(frozen=True)
class Morning:
    """What there is to chase on one day.

    Attributes:
        owed: every return that is due soon, due or late.
        contacts: whom to remind.
        places: where the programme reads on.
    """

    owed: Sequence[Owed]
    contacts: Contacts
    places: Sequence[tuple[str, str]] = ()

    def reminder(self, folder: str, told: set[str]) -> Notice | None:
        """The returns of one authority that it was not yet reminded of at the step they have reached."""
        untold = [one for one in self.owed if one.folder == folder and one.reminder_key not in told]
        return chasing_words.reminder(untold) if untold else None

    def digest(self, told: set[str]) -> Notice | None:
        """Everything that is owed, where anything of it reached a step that the programme was not yet told of."""
        untold = tuple(one.digest_key for one in self.owed if one.digest_key not in told)
        return chasing_words.digest(self.owed, untold, self.contacts.by_folder, self.places) if untold else None


def chase(outbox: Outbox, morning: Morning, channels: Mapping[str, Sequence[Channel]]) -> list[str]:
    """Keep and send a morning's reminders and digest; give what went wrong, for a person to read.

    Args:
        outbox: the ledger.
        morning: what is owed.
        channels: those to each authority's contacts by its folder, and those to the programme under `""`.
    """
    hold = {key for one in morning.owed for key in (one.reminder_key, one.digest_key)}
    outbox.set_aside(lambda notice: notice.kind in KINDS and not hold.issuperset(notice.keys), "it no longer holds")
    for folder in dict.fromkeys(one.folder for one in morning.owed):
        if to := channels.get(folder):
            outbox.keep_untold(partial(morning.reminder, folder), to)
    if programme := channels.get(""):
        outbox.keep_untold(morning.digest, programme)
    return outbox.send(list(_all(channels.values())))


def _all(groups: Iterable[Sequence[Channel]]) -> Iterable[Channel]:
    return (channel for group in groups for channel in group)
