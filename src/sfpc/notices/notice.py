"""One notice, and how it is written as plain text and as HTML."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from html import escape
from typing import Any

from sfpc.runbooks import page_of

SUBJECT_LENGTH = 120
"""Characters of a subject that every mail program shows; what is longer is cut."""

FOOT = "No figure of a return stands in this message. Who gets it is set by SFPC_NOTICES_TO and SFPC_NOTICES_APPRISE."
FOOT_OUTSIDE = (
    "You get this message as a contact for your authority's returns. Tell the programme team who it should be."
)


@dataclass(frozen=True)
class Notice:
    """What somebody is told.

    Attributes:
        kind: gate_shut, return_rejected, digest, reminder, report_published, run_failed, run_late, sign_off_wanted or
            trial.
        keys: what it tells, each of which is told once.
        subject: one line.
        says: what happened, a sentence or more each.
        points: what it is about, a line each.
        todo: what to do next.
        places: where to read on: what stands there, and its address or its path under SFPC_DATA.
        audience: blank for the programme's own people, or the folder of the authority whose contacts are told.
        runbook: the page that says what to do about it, for the programme's own people; that of its kind unless given.
    """

    kind: str
    keys: tuple[str, ...]
    subject: str
    says: tuple[str, ...]
    points: tuple[str, ...] = ()
    todo: tuple[str, ...] = ()
    places: tuple[tuple[str, str], ...] = field(default=())
    audience: str = ""
    runbook: str = ""

    def __post_init__(self) -> None:
        """Put every text on one line: a break in a name can neither make a header nor a line of its own."""
        subject = one_line(self.subject)
        if len(subject) > SUBJECT_LENGTH:
            subject = subject[: SUBJECT_LENGTH - 1] + "…"
        object.__setattr__(self, "subject", subject)
        for name in ("says", "points", "todo"):
            object.__setattr__(self, name, tuple(one_line(text) for text in getattr(self, name)))
        places = tuple((one_line(what), one_line(where)) for what, where in self.places)
        object.__setattr__(self, "places", places)
        if not self.runbook and not self.audience:
            object.__setattr__(self, "runbook", page_of(f"notice {self.kind}") or "")

    @property
    def read_on(self) -> tuple[tuple[str, str], ...]:
        """Where to read on, the page that says what to do last."""
        return (*self.places, ("what to do about it", self.runbook)) if self.runbook else self.places

    @property
    def foot(self) -> str:
        """Why somebody gets it, and who can change that."""
        return FOOT_OUTSIDE if self.audience else FOOT

    def as_record(self) -> dict[str, Any]:
        """The notice as its file keeps it."""
        return asdict(self)

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Notice:
        """Read a notice as its file keeps it."""
        texts = {name: tuple(record[name]) for name in ("keys", "says", "points", "todo")}
        places = tuple((what, where) for what, where in record["places"])
        audience = record.get("audience", "")  # a notice of an earlier version has none
        runbook = record.get("runbook", "")
        return cls(
            kind=record["kind"], subject=record["subject"], **texts, places=places, audience=audience, runbook=runbook
        )


def one_line(text: str) -> str:
    r"""A text without line breaks and without characters that control what shows it.

    >>> one_line("Northby\r\nBcc: everybody@example.org\x00")
    'Northby Bcc: everybody@example.org'
    """
    shown = (" " if unicodedata.category(one) in ("Cc", "Zl", "Zp") else one for one in text)
    return " ".join("".join(one for one in shown if unicodedata.category(one) not in ("Cf", "Cs")).split())


def as_text(notice: Notice) -> str:
    """The notice as plain text."""
    return "\n".join(_text_lines(notice)) + "\n"


def _text_lines(notice: Notice) -> Iterator[str]:
    for text in notice.says:
        yield from (text, "")
    if notice.points:
        yield from (*(f"- {text}" for text in notice.points), "")
    if notice.todo:
        yield from ("What to do:", *(f"- {text}" for text in notice.todo), "")
    if notice.read_on:
        yield from ("Where to read on:", *(f"- {what}: {where}" for what, where in notice.read_on), "")
    yield from ("--", notice.foot)


def as_html(notice: Notice) -> str:
    """The notice as a small HTML page that loads nothing."""
    parts = [f"<p>{escape(text)}</p>" for text in notice.says]
    parts += _list([escape(text) for text in notice.points])
    for heading, points in (
        ("What to do", [escape(text) for text in notice.todo]),
        ("Where to read on", [f"{escape(what)}: {_place(where)}" for what, where in notice.read_on]),
    ):
        if points:
            parts += [f"<p><strong>{heading}</strong></p>", *_list(points)]
    body = "\n".join([*parts, f"<p><small>{escape(notice.foot)}</small></p>"])
    title = escape(notice.subject)
    return f'<!DOCTYPE html>\n<html lang="en">\n<head><title>{title}</title></head>\n<body>\n{body}\n</body>\n</html>\n'


def _list(points: list[str]) -> list[str]:
    return ["<ul>", *(f"<li>{point}</li>" for point in points), "</ul>"] if points else []


def _place(where: str) -> str:
    shown = escape(where)
    return f'<a href="{shown}">{shown}</a>' if where.startswith(("http://", "https://")) else f"<code>{shown}</code>"
