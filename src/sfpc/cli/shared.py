"""What the commands share: options, settings with the authority checked, and ways to print."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from sfpc.errors import UsageError
from sfpc.period import Quarter
from sfpc.settings import Settings

if TYPE_CHECKING:
    from sfpc.reference import Authority


def checked_quarter(text: str | None) -> str | None:
    """A quarter as asked for on the command line."""
    return str(Quarter.parse(text)) if text else None


QUARTER = click.option(
    "--quarter",
    required=True,
    metavar="2022-23-Q1",
    callback=lambda *args: checked_quarter(args[2]),
    help="The quarter.",
)
AUTHORITY = click.option("--authority", metavar="FOLDER", help="Only this authority, by its inbox folder.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, and nothing else.")
NOTHING_LANDED = "No return has landed; `sfpc land` lands what lies in the inbox"
"""What a command says that found no submission to work on."""


def settings_for(authority: str | None) -> Settings:
    """The settings, with the authority asked for checked."""
    from sfpc.reference import reference

    settings = Settings.from_environment()
    known = reference(settings.seeds).authorities
    if authority is not None and authority not in known:
        raise UsageError(f"{authority!r} is the folder of no authority; the folders are {', '.join(sorted(known))}")
    return settings


def authority_asked_for(settings: Settings, named: str) -> Authority:
    """An authority by its inbox folder or its ONS code."""
    from sfpc.reference import reference

    known = reference(settings.seeds).authorities
    found = known.get(named) or next((one for one in known.values() if one.code == named.upper()), None)
    if found is None:
        folders = ", ".join(f"{one.folder} ({one.code})" for one in sorted(known.values(), key=lambda one: one.folder))
        raise UsageError(f"{named!r} is the folder or code of no authority; there are {folders}")
    return found


def tell(as_json: bool) -> Callable[[str], None]:
    """Say what is being done on a terminal; nowhere where the output is for a program."""
    if as_json or not sys.stderr.isatty():
        return lambda _: None
    return lambda words: click.echo(f"\r\033[K{words} ...", err=True, nl=False)


def print_json(value: Any) -> None:  # noqa: ANN401 - whatever JSON can hold
    """Print one JSON document."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def on_terminal(text: str) -> str:
    r"""A text of one line, without what a terminal would obey: such signs are shown by their names in Python.

    >>> on_terminal("229\x1b[31m")
    '229\\x1b[31m'
    """
    return "".join(one if one.isprintable() else repr(one)[1:-1] for one in text)
