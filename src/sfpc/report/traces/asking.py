"""Asks where a figure comes from: of the newest release of a quarter, or of the warehouse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sfpc import warehouse
from sfpc.errors import PipelineError, UsageError
from sfpc.report import shelf
from sfpc.report.document import INTERNAL
from sfpc.settings import Settings
from sfpc.warehouse import Row, rows_of

if TYPE_CHECKING:
    import duckdb

MACROS = Path(__file__).parents[1] / "database" / "macros" / "internal"
PROGRAMME = "programme"
"""How the totals over all authorities are asked for."""
NEAR = 3
"""How many names that are like an unknown one are told."""
ALIKE = 60
"""From how like a name is to another it is told, of 100."""


@dataclass(frozen=True)
class Source:
    """What is asked.

    Attributes:
        release: such as 2022-23-Q1/r2; None for the warehouse, where nothing is published yet or that was wanted.
        database: the release's full database; None for the warehouse.
    """

    settings: Settings
    quarter: str
    release: str | None = None
    database: Path | None = None

    @contextmanager
    def opened(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection that reads it and knows `trace` and what it is put together from.

        Raises:
            PipelineError: it was made before figures could be traced.
        """
        import duckdb

        if self.database is None:
            with warehouse.open_read_only(self.settings.warehouse) as connection:
                yield _taught(connection, str(self.settings.warehouse))
            return
        path = self.database
        try:
            connection = duckdb.connect(str(path), read_only=True)
        except duckdb.Error as error:
            raise PipelineError(
                f"{path}: the release's database cannot be opened ({error}); restore the release from its copy, or "
                "give --warehouse"
            ) from error
        try:
            yield _taught(connection, str(path))
        finally:
            connection.close()


@dataclass(frozen=True)
class Asked:
    """A question that can be answered.

    Attributes:
        authority_code: None for the programme.
        subject: the code, or the name as the return gives it.
    """

    source: Source
    authority_code: str | None
    authority_name: str
    subject: str


def source(settings: Settings, quarter: str, *, from_warehouse: bool = False) -> Source:
    """The newest release of a quarter, or the warehouse where there is none yet or it is asked for."""
    found = None if from_warehouse else shelf.newest(settings.releases / quarter)
    if found is None:
        return Source(settings, quarter)
    number, path = found
    return Source(settings, quarter, f"{quarter}/r{number}", path / INTERNAL / "sfpc.duckdb")


@dataclass(frozen=True)
class Subjects:
    """What an authority, or the programme, has figures of in a quarter.

    Attributes:
        authority_code: None for the programme.
        rows: section, subject, part (a funder, an employer, a year) and title of each.
    """

    authority_code: str | None
    authority_name: str
    rows: list[Row]


def subjects(source: Source, connection: duckdb.DuckDBPyConnection, authority: str) -> Subjects:
    """What can be asked of an authority.

    Args:
        source: what is asked.
        connection: to it.
        authority: its folder, name or ONS code; `programme` for the totals over all of them.

    Raises:
        UsageError: there is no such authority, or it has no figure in the quarter.
    """
    code, name = _authority(connection, authority)
    known = rows_of(
        connection,
        "select distinct section, subject, part, title from trace_figures(?) "
        "where authority_code is not distinct from ? order by all",
        [source.quarter, code],
    )
    if not known:
        raise UsageError(_nothing(source, connection, name))
    return Subjects(code, name, known)


def ask(source: Source, connection: duckdb.DuckDBPyConnection, authority: str, subject: str) -> Asked:
    """See that there is such an authority and subject in the quarter.

    Args:
        source: what is asked.
        connection: to it.
        authority: its folder, name or ONS code; `programme` for the totals over all of them.
        subject: the code or title of a measure or activity, a workstream, or the name of a milestone or benefit.

    Raises:
        UsageError: there is none such, or several; the message tells those that are nearly called so.
    """
    has = subjects(source, connection, authority)
    code, name, known = has.authority_code, has.authority_name, has.rows
    wanted = subject.casefold().strip()
    found = {row["subject"] for row in known if wanted in (row["subject"].casefold(), (row["title"] or "").casefold())}
    if len(found) > 1:
        raise UsageError(f"{name} has several figures called {subject!r}: give one of {', '.join(sorted(found))}")
    if not found:
        names = sorted({row["subject"] for row in known})
        told = near(subject, names, {row["title"]: row["subject"] for row in known if row["title"]})
        raise UsageError(
            f"{name} has no figure {subject!r} in {source.quarter}; {told} (without a subject, all are listed)"
        )
    return Asked(source, code, name, found.pop())


def near(word: str, names: Sequence[str], titles: dict[str, str] | None = None) -> str:
    """What a word may have been meant as: the names, and the names of titles, that are like it; or all, where few."""
    from rapidfuzz import fuzz, process

    choices = {name: name for name in names} | (titles or {})
    folded = {name: name.casefold().replace("_", " ") for name in choices}
    found = process.extract(word.casefold().replace("_", " "), folded, scorer=fuzz.WRatio, limit=3 * NEAR)
    likely = list(dict.fromkeys(choices[name] for _, score, name in found if score >= ALIKE))[:NEAR]
    if likely:
        return f"did you mean {' or '.join(likely)}?"
    return f"there are {', '.join(names)}" if len(names) <= 3 * NEAR else f"one that there is: {names[0]}"


def _authority(connection: duckdb.DuckDBPyConnection, asked: str) -> tuple[str | None, str]:
    wanted = asked.casefold().strip()
    if wanted == PROGRAMME:
        return None, "The programme"
    known = rows_of(connection, "select authority_code, authority_name, folder from seeds.authorities order by folder")
    for row in known:
        if wanted in (row[name].casefold() for name in row):
            return row["authority_code"], row["authority_name"]
    names = [PROGRAMME, *(row["folder"] for row in known)]
    raise UsageError(
        f"{asked!r} is the folder, name or code of no authority; "
        f"{near(asked, names, {row['authority_name']: row['folder'] for row in known})}"
    )


def _nothing(source: Source, connection: duckdb.DuckDBPyConnection, name: str) -> str:
    quarters = [
        row["quarter"] for row in rows_of(connection, "select distinct quarter from report.rpt_returns order by 1")
    ]
    if source.quarter not in quarters:
        return f"There are no figures of {source.quarter}; {near(source.quarter, quarters)}"
    return f"{name} owes no return for {source.quarter}, so the report has no figure of it"


def _taught(connection: duckdb.DuckDBPyConnection, where: str) -> duckdb.DuckDBPyConnection:
    """A connection with the macros, as this version of the program has them; nothing is written."""
    import duckdb

    try:
        for path in sorted(MACROS.glob("trac*.sql")):
            sql = path.read_text(encoding="utf-8")
            connection.execute(
                sql.replace("create or replace macro marts.", "create temp macro ").replace("marts.trace", "trace")
            )
    except duckdb.Error as error:
        raise PipelineError(
            f"{where}: figures cannot be traced here ({str(error).partition(chr(10))[0]}). What was made before traces "
            "were lacks their cells: run `sfpc build` and give --warehouse, or publish the quarter again"
        ) from error
    return connection
