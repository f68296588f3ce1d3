"""The log: one line a step, with the run, authority, quarter and submission it is about; JSON in SFPC_DATA/logs.

A line is for finding out what happened when. It never holds what a return says: text that may be personal is left out,
and of an error that is not ours only its kind and where in the code it was raised is told.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping, MutableMapping
from functools import cache
from typing import Any

from sfpc.personal_data import kinds_in
from sfpc.settings import Settings
from sfpc.telemetry import rolling
from sfpc.telemetry.context import current_run

NAME = "sfpc.jsonl"
"""The file under SFPC_DATA/logs."""

ALWAYS = ("run", "authority", "quarter", "submission", "step")
"""What each line has, whether or not it is known."""

OURS = frozenset({"at", "level", "run", "submission", "runbook"})
"""Fields that are made here and hold no text of anybody's: a hash may look like somebody's number."""

LONGEST = 500
"""Characters of one field; what is longer is cut."""

LEFT_OUT = "(left out: it may hold personal data)"

Line = MutableMapping[str, Any]


def write(settings: Settings, level: str, event: str, **fields: Any) -> None:  # noqa: ANN401 - what JSON can hold
    """Add a line; where that cannot be done, say so once on standard error.

    Args:
        settings: where the log is, and what of it is shown while it is written.
        level: info, warning or error.
        event: what happened, in a few words.
        fields: what it was about: authority, quarter, submission, step, and what there is to know besides.
    """
    try:
        logger(settings).log(logging.getLevelName(level.upper()), event, **fields)
    except Exception as error:  # noqa: BLE001 - whatever keeps a line from being written, the step goes on
        _say_once(f"{settings.logs / NAME}: the log cannot be written ({type(error).__name__}); see that the disk is "
                  "not full and that this account may write there")  # fmt: skip


@cache
def _say_once(words: str) -> None:
    logging.getLogger("sfpc").warning(words)


class Sink:
    """Where finished lines go; a process may work on several data folders."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def msg(self, *, line: str, shown: str | None) -> None:
        """Keep a line, and show it where that is wanted."""
        if shown is not None:
            sys.stderr.write(f"{shown}\n")
        rolling.append(self.settings.logs / NAME, [line])

    debug = info = warning = error = critical = msg


@cache
def logger(settings: Settings) -> Any:  # noqa: ANN401 - structlog's own
    """A logger of our own: structlog's global configuration is Airflow's where Airflow runs us."""
    import structlog

    wanted = settings.log_show

    def told(_logger: Any, level: str, line: Line) -> Mapping[str, Any]:  # noqa: ANN401 - a processor of structlog
        written = str(as_json(_logger, level, dict(line)))
        return {"line": written, "shown": _shown(line, level, wanted, written)}

    as_json = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)

    return structlog.wrap_logger(
        Sink(settings),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            complete,
            without_personal_data,
            told,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        context_class=dict,
    )


def complete(_logger: Any, _level: str, line: Line) -> Line:  # noqa: ANN401 - a processor of structlog
    """Put what each line has first, in one order."""
    first = {"at": line.pop("at"), "level": line.pop("level"), "event": line.pop("event"), "run": current_run().id}
    return first | {name: line.pop(name, None) for name in ALWAYS[1:]} | dict(line)


def without_personal_data(_logger: Any, _level: str, line: Line) -> Line:  # noqa: ANN401 - a processor of structlog
    """Leave out text that may be personal, keep every text on one line, and cut what is too long."""
    return {name: text if name in OURS else safe(text) for name, text in line.items()}


def safe(value: Any) -> Any:  # noqa: ANN401 - what JSON can hold
    r"""A value as a log may hold it.

    >>> safe("child born 14/03/2013"), safe("a\nb"), safe(7)
    ('(left out: it may hold personal data)', 'a b', 7)
    """
    if not isinstance(value, str):
        return value
    if kinds_in(value) or kinds_in(value.replace("_", " ")):
        return LEFT_OUT
    text = " ".join("".join(one if one.isprintable() else " " for one in value).split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _shown(line: Line, level: str, wanted: str, written: str) -> str | None:
    """A line as it is shown on standard error; None where it is not."""
    if wanted == "json":
        return written
    is_wanted = wanted == "all" or (wanted == "warnings" and level != "info" and sys.stderr.isatty())
    return plain(line) if is_wanted else None


def plain(line: Mapping[str, Any]) -> str:
    """A line for a person: what happened, of whom, and what there is to know besides."""
    of = " ".join(str(line[name]) for name in ("authority", "quarter", "submission") if line.get(name))
    known = {"at", "level", "event", *ALWAYS}
    more = ", ".join(f"{name} {value}" for name, value in line.items() if name not in known and value is not None)
    return f"{line['level']}: " + ": ".join(filter(None, (of, str(line["event"]), more)))
