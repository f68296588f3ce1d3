"""The outbox: every notice is kept before it is sent, told once, and sent again while it has not arrived.

A file a notice lies in `SFPC_DATA/notices/`. Whoever is stopped between sending and noting that down sends it again:
being told twice is better than not at all, and the message's own id is the same both times.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from smtplib import SMTPException
from typing import Any

from filelock import FileLock, Timeout

from sfpc.errors import PipelineError
from sfpc.notices.notice import Notice
from sfpc.settings import Settings

SENT_AGAIN_FOR = timedelta(days=7)
"""How long a notice is sent again: what is older than that tells nobody any news."""

PATIENCE_SECONDS = 60
"""How long to wait for another process that is sending."""


@dataclass(frozen=True)
class Channel:
    """A way to one receiver.

    Attributes:
        id: tells it from the others, and holds no address.
        label: what a person calls it; no address and no secret.
        server: what several channels may share; where it cannot be reached, none of them is tried.
        send: sends a notice, or raises.
        problem_of: what went wrong, in words without a secret, from what `send` raised.
        audience: whose notices go there: blank for the programme's, or an authority's folder.
    """

    id: str
    label: str
    server: str
    send: Callable[[Notice], None]
    problem_of: Callable[[Exception], str]
    audience: str = ""


@dataclass(frozen=True)
class Kept:
    """A notice in the outbox.

    Attributes:
        path: its file.
        made_at: when it was made, UTC.
        sent: the day and time (ISO, UTC) of each channel that it went to.
        waits: what keeps it from each channel that it has yet to go to.
        set_aside: why it is sent no more, to whoever it has yet to go to; None while it holds.
    """

    path: Path
    notice: Notice
    made_at: datetime
    sent: dict[str, str]
    waits: dict[str, str]
    set_aside: str | None = None

    @property
    def has_arrived(self) -> bool:
        """Whether it went to everybody."""
        return bool(self.sent) and not self.waits

    def is_for(self, channel: Channel) -> bool:
        """Whether it has yet to go to a channel; while it went to nobody it is for whoever is told now."""
        if channel.audience != self.notice.audience:
            return False
        return channel.id not in self.sent and (not self.sent or channel.id in self.waits)


class Outbox:
    """The notices of one data folder; several processes may use it at once."""

    def __init__(self, settings: Settings) -> None:
        self.folder = settings.data / "notices"

    def all(self) -> list[Kept]:
        """Every notice, the oldest first."""
        return [_read(path) for path in sorted(self.folder.glob("*.json"))]

    def told(self) -> set[str]:
        """The keys of all that was told, or waits to be sent."""
        return {key for kept in self.all() if kept.sent or not kept.set_aside for key in kept.notice.keys}

    def waiting(self, now: datetime | None = None) -> list[Kept]:
        """The notices that have yet to go to somebody, and are news still."""
        oldest = (now or datetime.now(UTC)) - SENT_AGAIN_FOR
        news = [kept for kept in self.all() if not kept.has_arrived and kept.made_at > oldest]
        return [kept for kept in news if not kept.set_aside]

    def keep(self, notice: Notice, channels: Sequence[Channel], now: datetime | None = None) -> Kept | None:
        """Keep a notice, to be sent; None where all that it tells was told before."""
        return self.keep_untold(lambda told: None if told.issuperset(notice.keys) else notice, channels, now)

    def keep_untold(
        self, make: Callable[[set[str]], Notice | None], channels: Sequence[Channel], now: datetime | None = None
    ) -> Kept | None:
        """Keep what is made of the keys of all that was told, while nobody else tells anything; None for nothing."""
        with self._lock("keeping"):
            notice = make(self.told())
            if notice is None:
                return None
            made_at = now or datetime.now(UTC)
            mark = hashlib.sha256("\n".join(notice.keys).encode()).hexdigest()[:12]
            path = self.folder / f"{made_at:%Y%m%dT%H%M%S}-{notice.kind}-{mark}.json"
            kept = Kept(path, notice, made_at, sent={}, waits={one.id: "not sent yet" for one in channels})
            _write(kept)
            return kept

    def set_aside(self, is_over: Callable[[Notice], bool], why: str) -> None:
        """Send no more of what waits and no longer holds; what of it went to nobody counts as not told.

        Raises:
            PipelineError: another process is sending, and does not end.
        """
        try:
            with self._lock("sending", PATIENCE_SECONDS):
                for kept in self.waiting():
                    if is_over(kept.notice):
                        _write(replace(kept, set_aside=why))
        except Timeout:
            raise PipelineError(f"{self._is_busy}; run this again") from None

    def send(self, channels: Sequence[Channel], now: datetime | None = None) -> list[str]:
        """Send what waits, the oldest first; give what went wrong, for a person to read.

        A channel that fails is left alone until the next time: what waits for it is told in one problem. So are all
        channels of a server that cannot be reached: whoever sends must not wait for it again and again.
        """
        sending = Sending(now or datetime.now(UTC))
        try:
            with self._lock("sending", PATIENCE_SECONDS):
                for kept in self.waiting(now):
                    sending.send(kept, channels)
        except Timeout:
            return [self._is_busy]
        return list(sending.problems.values())

    @property
    def _is_busy(self) -> str:
        return f"{self.folder}: another process has been sending for {PATIENCE_SECONDS} seconds"

    def _lock(self, name: str, timeout: float = -1) -> FileLock:
        self.folder.mkdir(parents=True, exist_ok=True)
        return FileLock(self.folder / f".{name}.lock", timeout)


class Sending:
    """One time that what waits is sent.

    Attributes:
        problems: of each channel that failed, what went wrong.
        away: of each server that cannot be reached, the same.
    """

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.problems: dict[str, str] = {}
        self.away: dict[str, str] = {}

    def send(self, kept: Kept, channels: Sequence[Channel]) -> None:
        """Send a notice to each channel that it has yet to go to, and note down at once what came of it."""
        for channel in channels:
            if not kept.is_for(channel):
                continue
            sent, waits = dict(kept.sent), dict(kept.waits)
            if problem := self._problem_in(channel, kept.notice):
                self.problems[channel.id] = waits[channel.id] = problem
            else:
                sent[channel.id] = self.now.isoformat(timespec="seconds")
                waits.pop(channel.id, None)
            kept = replace(kept, sent=sent, waits=waits)
            _write(kept)

    def _problem_in(self, channel: Channel, notice: Notice) -> str | None:
        if channel.id in self.problems:
            return self.problems[channel.id]
        told = self.away.get(channel.server)
        if told is None:
            try:
                channel.send(notice)
            except Exception as error:  # noqa: BLE001 - whatever a server does: the run goes on, and the problem is told
                told = channel.problem_of(error)
                if isinstance(error, OSError) and not isinstance(error, SMTPException):
                    self.away[channel.server] = told
        return f"{channel.label}: {told}" if told else None


def _read(path: Path) -> Kept:
    try:
        record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        made_at = datetime.fromisoformat(record["made_at"])
        return Kept(
            path,
            Notice.from_record(record["notice"]),
            made_at,
            record["sent"],
            record["waits"],
            record.get("set_aside"),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PipelineError(
            f"{path}: this is no notice that can be read ({type(error).__name__}); restore it from the copy of the "
            "data folder, or remove it: what it told may then be told once more"
        ) from error


def _write(kept: Kept) -> None:
    """Write a notice's file, whole or not at all."""
    record = {
        "made_at": kept.made_at.isoformat(),
        "notice": kept.notice.as_record(),
        "sent": kept.sent,
        "waits": kept.waits,
        "set_aside": kept.set_aside,
    }
    aside = kept.path.with_suffix(f".{os.getpid()}")
    aside.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    aside.replace(kept.path)
