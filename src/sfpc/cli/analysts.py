"""For whoever has a question: one query of a release's database, or DuckDB's own shell on it, both read-only."""

from __future__ import annotations

import csv
import io
import os
import re
import sys
import textwrap
from collections.abc import Iterable
from decimal import Decimal
from importlib.resources import files
from itertools import chain, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sfpc.cli.shared import JSON, on_terminal, print_json
from sfpc.errors import PipelineError, UsageError
from sfpc.settings import Settings

if TYPE_CHECKING:
    from sfpc.report.database.querying import Answer

NUMBER = re.compile(r"DECIMAL|DOUBLE|FLOAT|NUMBER|U?(BIG|HUGE|SMALL|TINY)?INT")
"""DuckDB's kinds of number."""
WIDEST = 80
"""Characters of a column of text, before it goes on in the line below."""
WRAPPER = textwrap.TextWrapper(WIDEST, break_long_words=False, break_on_hyphens=False)
RELEASE = click.option(
    "--release",
    default="latest",
    show_default=True,
    metavar="2022-23-Q1/r1",
    help="Which release: a quarter (its current one), a quarter and number, or the current one of the newest quarter.",
)
IN_FULL = click.option(
    "--internal",
    "in_full",
    is_flag=True,
    help="Ask the full database, before small numbers are suppressed; for those who may read it.",
)


@click.command("query")
@click.argument("sql")
@RELEASE
@IN_FULL
@click.option("--csv", "as_csv", is_flag=True, help="Print the result as CSV, and nothing else.")
@JSON
def query_command(sql: str, release: str, in_full: bool, as_csv: bool, as_json: bool) -> None:
    """Ask a release one question in SQL; `-` reads it from standard input.

    "from contents" lists the tables, "from about_release" says what the release is, and "from figures" holds every
    figure in one shape. Which release answered is said on standard error.
    """
    from sfpc.report.database import querying

    if as_csv and as_json:
        raise UsageError("Give --csv or --json, not both")
    asked = querying.database(Settings.from_environment(), release, in_full=in_full)
    answer = querying.ask(asked, sys.stdin.read() if sql == "-" else sql)
    if as_json:
        print_json([dict(zip(answer.columns, map(_for_json, row), strict=True)) for row in answer.rows])
    else:
        click.echo(_csv(answer) if as_csv else _table(answer), nl=False)
    click.echo(f"{len(answer.rows):,} {'row' if len(answer.rows) == 1 else 'rows'} of {asked.said}", err=True)


@click.command("shell")
@RELEASE
@IN_FULL
def shell_command(release: str, in_full: bool) -> None:
    """Open DuckDB's own shell on a release's database, read-only.

    It stays on the release it was opened on, whatever is published meanwhile. What it is asked from standard input is
    answered without a dialogue.
    """
    from sfpc.report.database import querying

    asked = querying.database(Settings.from_environment(), release, in_full=in_full)
    program = Path(str(files("duckdb_cli") / "duckdb"))
    if not program.is_file():
        raise PipelineError(f"{program}: DuckDB's shell is not there; run `make setup`, which installs it")
    click.echo(
        f"{asked.said}; read-only. `from contents;` lists the tables, `from about_release;` says what this is, "
        "`.quit` ends.",
        err=True,
    )
    sys.stdout.flush()
    # in this process's place, so that Ctrl-C stops a query and not the shell
    os.execv(program, [str(program), "-readonly", str(asked.path)])  # noqa: S606 - no shell of the system is wanted


def _table(answer: Answer) -> str:
    """A table to read: long texts go on in the lines below, nothing is cut, for half a figure looks like another."""
    rows = [[_lines(_text(value, "NULL")) for value in row] for row in answer.rows]
    widths = [
        max(map(len, [name, *chain.from_iterable(cells)])) for name, *cells in zip(answer.columns, *rows, strict=True)
    ]
    to_the_right = [bool(NUMBER.match(kind)) for kind in answer.types]

    def line(cells: Iterable[str]) -> str:
        placed = zip(cells, widths, to_the_right, strict=True)
        return "  ".join(cell.rjust(width) if right else cell.ljust(width) for cell, width, right in placed).rstrip()

    printed = [line(cells) for row in rows for cells in zip_longest(*row, fillvalue="")]
    return "\n".join([line(answer.columns), line("-" * width for width in widths), *printed]) + "\n"


def _lines(text: str) -> list[str]:
    """A text as the lines of its cell.

    Long ones are broken between words only, so that a hash or a path is whole.
    """
    shown = map(on_terminal, text.splitlines())
    return [part for line in shown for part in WRAPPER.wrap(line) or [""]] or [""]


def _csv(answer: Answer) -> str:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(answer.columns)
    writer.writerows([_text(value, "") for value in row] for row in answer.rows)
    return written.getvalue()


def _text(value: Any, nothing: str) -> str:  # noqa: ANN401 - whatever a cell holds
    """A value as text; a decimal without the noughts at its end, for they are its column's and not its own."""
    if value is None:
        return nothing
    if isinstance(value, Decimal):
        return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def _for_json(value: Any) -> Any:  # noqa: ANN401 - whatever a cell holds
    """A value as JSON has it: a decimal is a number there, whole where it is; a date is text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


COMMANDS = (query_command, shell_command)
