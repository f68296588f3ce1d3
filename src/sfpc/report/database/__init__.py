"""The release's databases: read-only files for whoever queries, one of what is published and one in full.

Both open in any client of DuckDB since 1.2, describe every table and column, and name their tables in `contents`. They
are written without compression: DuckDB writes compressed text with whatever the memory held before
(github.com/duckdb/duckdb/issues/23382, open in June 2026), so that neither the same bytes would come twice nor would
only our own data be in them. The size is the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb

from sfpc import warehouse
from sfpc.report.database import additions, copying, described, dictionary, released, wide
from sfpc.report.database.project import Project, project
from sfpc.report.document import INTERNAL, PUBLISHED
from sfpc.report.issue import Issue
from sfpc.report.tables import Table
from sfpc.settings import Settings

NAME = "sfpc.duckdb"
STORED_AS = "storage_version 'v1.2.0', block_size 16384"
"""Clients of 2025 and later can open it; the smallest blocks suit many small tables (3 MB instead of 14)."""


def write(path: Path, settings: Settings, issue: Issue) -> None:
    """Write the full database: marts, report and seeds of the warehouse up to the release's quarter; no staging.

    Views of the warehouse become tables. The same warehouse gives the same bytes. What the release publishes as Parquet
    stands beside it already, for what releases have shown is read from there.
    """
    with _new(path, settings) as (connection, origin):
        copying.copy_everything(connection, origin, issue.quarter)
        released.write(connection, released.shown(settings.releases, path.parent.parent, issue))
        _add(connection, issue, INTERNAL, described.of_models(settings), project(settings))


def write_published(path: Path, tables: Mapping[str, Table], settings: Settings, issue: Issue) -> None:
    """Write the database of what is published, and of nothing else.

    Args:
        path: the file to write.
        tables: the report's tables as disclosure control lets them be published; every figure comes from these.
        settings: where the warehouse is, whose reference data (published.yml names it) goes in beside them.
        issue: what the release says of itself, to everyone.
    """
    with _new(path, settings) as (connection, origin):
        copying.copy_reference(connection, origin, issue.quarter)
        copying.insert_report(connection, tables)
        released.write(connection, released.shown(settings.releases, path.parent.parent, issue))
        _add(connection, issue, PUBLISHED, described.of_models(settings, tables), project(settings))


@contextmanager
def _new(path: Path, settings: Settings) -> Iterator[tuple[duckdb.DuckDBPyConnection, str]]:
    """A new database named `release`, in one transaction, and what the warehouse is called beside it."""
    # One thread: several write a table's pieces in whatever order they finish.
    with duckdb.connect(config={"threads": 1}) as connection:
        origin = warehouse.attach(connection, settings.warehouse)
        connection.execute(f"attach {described.text(path)} as release ({STORED_AS})")
        connection.execute("set force_compression = 'uncompressed'")
        connection.execute("use release")  # so that views name their tables without it: it is called sfpc when opened
        connection.execute("begin")
        for schema in copying.SCHEMAS:
            connection.execute(f"create schema {schema}")
        yield connection, origin
        connection.execute("commit")
        connection.execute("use memory")
        connection.execute("checkpoint release")
        connection.execute("detach release")


def _add(
    connection: duckdb.DuckDBPyConnection, issue: Issue, audience: str, meant: described.Meant, known: Project
) -> None:
    """What helps whoever queries: views, macros, what everything means, and what there is."""
    additions.run(connection, audience)
    described.write_about(connection, issue, audience)
    described.comment(connection, meant, issue.coverage.mark)
    wide.create(connection)
    dictionary.write(connection, known, "release")
    described.write_contents(connection)
