"""Asking a release's database: read-only, of one release from beginning to end, without touching any other file."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from sfpc.errors import PipelineError, UsageError
from sfpc.report import manifest, shelf
from sfpc.report.database import NAME
from sfpc.report.document import INTERNAL, PUBLISHED
from sfpc.settings import Settings

ALONE = {
    "enable_external_access": "false",  # a query reads and writes no file besides
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "lock_configuration": "true",
}
HINT = '`sfpc query "from contents"` lists what there is, `sfpc query "describe figures"` the columns of a table'


@dataclass(frozen=True)
class Database:
    """A release's database.

    Attributes:
        release: as 2022-23-Q1/r1.
        audience: PUBLISHED or INTERNAL.
        path: the file, with no link in it.
        is_partial: whether the return of an authority is not in the release.
    """

    release: str
    audience: str
    path: Path
    is_partial: bool

    @property
    def said(self) -> str:
        """Which database was asked, for a reader."""
        in_full = ", in full: not for publication" if self.audience == INTERNAL else ""
        partial = "; partial: not every return is in it" if self.is_partial else ""
        return f"{self.release}, {self.audience}{in_full}{partial}"


@dataclass(frozen=True)
class Answer:
    """What a query came to: the names of its columns, their types in DuckDB, and its rows."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]


def database(settings: Settings, named: str = shelf.LATEST, *, in_full: bool = False) -> Database:
    """The database of a release.

    Args:
        settings: where the releases are.
        named: as `shelf.found` has it; else the current release of the newest quarter.
        in_full: the internal one, with every figure.

    Raises:
        UsageError: there is no such release, or it has no such database.
        PipelineError: this person may not read it.
    """
    release = shelf.found(settings.releases, named)
    audience = INTERNAL if in_full else PUBLISHED
    path = release / audience / NAME
    if not os.access(release / audience, os.X_OK) or (path.exists() and not os.access(path, os.R_OK)):
        raise PipelineError(
            f"{path}: you may not read this file; figures in full are for the group that {release / audience} belongs "
            "to. Leave out --internal for what is published, or ask whoever runs the pipeline to be let in"
        )
    if not path.exists():
        raise UsageError(
            f"{path}: this release has no such database: it was made before releases carried one. Ask a later release, "
            f"or read {release / audience}"
        )
    is_partial = bool(manifest.read(release)["is_partial"])
    return Database(f"{release.parent.name}/{release.name}", audience, path, is_partial)


@contextmanager
def opened(asked: Database) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that can read this file and nothing else; it holds no lock that anybody waits for.

    Raises:
        PipelineError: the file is damaged, or of a DuckDB that this one cannot read.
    """
    try:
        connection = duckdb.connect(str(asked.path), read_only=True, config=dict(ALONE))
    except duckdb.Error as error:
        raise PipelineError(
            f"{asked.path}: the database cannot be opened ({error}); see `sfpc verify {asked.release}`"
        ) from error
    try:
        yield connection
    finally:
        connection.close()


def ask(asked: Database, sql: str) -> Answer:
    """Run one query.

    Raises:
        UsageError: it is no SQL, names what is not there, would change something, or is more than one statement.
    """
    with opened(asked) as connection:
        try:
            statements = connection.extract_statements(sql)
            if len(statements) != 1:
                raise UsageError(f"Give one query: there are {len(statements)} statements in this")
            result = connection.execute(statements[0])
            described = result.description or []
            return Answer(
                tuple(column[0] for column in described), tuple(str(column[1]) for column in described),
                result.fetchall(),
            )  # fmt: skip
        except duckdb.Error as error:
            raise UsageError(f"{asked.release}, {asked.audience}: {error}\n{HINT}") from error
