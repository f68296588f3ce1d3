"""The parts of a check that are more than a word: bands, arguments, message, and how it was asked before."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter
from typing import Any

from sfpc.errors import PipelineError

SNAKE_CASE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")

Limits = tuple[float | None, float | None]
"""From and to, each of which may be open."""


@dataclass(frozen=True)
class Bands:
    """How far a quantity may go, by the kind of row: one measure moves more than another.

    Attributes:
        by: an expression in SQL over the table (`this`) that says which band is a row's.
        of: the quantity, an expression in SQL over the table.
        limits: from and to, by what `by` gives; a row without a band is not asked about.
    """

    by: str
    of: str
    limits: Mapping[str, Limits]


@dataclass(frozen=True)
class Earlier:
    """How a check was asked before it was changed.

    Attributes:
        until: the day of the change.
        was: the fields that were changed, as they stood.
        because: why they were changed.
    """

    until: date
    was: Mapping[str, Any]
    because: str


def kwargs_of(written: object, place: str) -> dict[str, Any]:
    """The arguments of an expectation, or a word on what is wrong with them."""
    if not isinstance(written, dict):
        raise PipelineError(f"{place}: kwargs must be a mapping such as {{column: value}}")
    if "mostly" in written:
        raise PipelineError(f"{place}: mostly lets rows at fault pass unnamed; write a limit, or rows, that allow them")
    return written


def bands_of(written: object, place: str) -> Bands:
    """The bands of a check, or a word on what is wrong with them."""
    if (
        not isinstance(written, dict)
        or set(written) != {"by", "of", "limits"}
        or not isinstance(written["limits"], dict)
    ):
        raise PipelineError(
            f"{place}: write bands as {{by: this.measure, of: this.value, limits: {{referrals: [0, 9]}}}}"
        )
    for key, limits in written["limits"].items():
        is_pair = isinstance(limits, list) and len(limits) == len(("from", "to"))
        numbers = [one for one in limits if one is not None] if is_pair else []
        if not numbers or not all(isinstance(one, int | float) for one in numbers) or numbers != sorted(numbers):
            raise PipelineError(
                f"{place}: the band of {key} is {limits!r}; write from and to, such as [-15.4, 19.9] or [0, null]"
            )
    limits = {str(key): (pair[0], pair[1]) for key, pair in written["limits"].items()}
    return Bands(str(written["by"]), str(written["of"]), limits)


def history_of(check: Mapping[str, Any], known: set[str], place: str) -> tuple[Earlier, ...]:
    """How a check was asked before, newest first, or a word on what is wrong with the telling."""
    written, since = check.get("history") or [], check["since"]
    rows = written if isinstance(written, list) else [written]
    for row in rows:
        if not isinstance(row, dict) or set(row) != {"until", "was", "because"} or not isinstance(row["until"], date):
            raise PipelineError(
                f"{place}: write each change in history as {{until: 2026-11-21, was: {{severity: info}}, because: …}}"
            )
        if not isinstance(row["was"], dict) or not set(row["was"]) <= known:
            raise PipelineError(f"{place}: was, under history, holds the check's fields as they stood, by their names")
    for name, was in rows[0]["was"].items() if rows else ():
        if name in check and check[name] == was:
            raise PipelineError(f"{place}: history says that {name} was {was!r}, which it still is; say how it stood")
    days = [row["until"] for row in rows]
    if days != sorted(days, reverse=True) or (days and days[0] != since):
        raise PipelineError(
            f"{place}: history stands newest first, and the newest change is of the day in since ({since})"
        )
    return tuple(Earlier(row["until"], row["was"], " ".join(str(row["because"]).split())) for row in rows)


def refuse_a_bad_template(template: object, place: str) -> None:
    """A message must be one that can be filled in."""
    try:
        fields = [name for _, name, _, _ in Formatter().parse(str(template or "")) if name is not None]
    except ValueError as error:
        raise PipelineError(f"{place}: the message is malformed ({error}); write {{column}}") from error
    for name in fields:
        if not SNAKE_CASE.fullmatch(name):
            raise PipelineError(f"{place}: the message holds {{{name}}}; write {{column}} for a value")
