"""The only module that opens the warehouse for its readers. Its one writer is dbt.

Where the warehouse is, `settings.warehouse` says. What it is, a file or a lake, is known here and to nobody else:
whoever reads asks these functions, and takes the name of no file.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sfpc.errors import Busy, PipelineError, UsageError
from sfpc.lake import Lake
from sfpc.settings import Settings, Warehouse

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

NAME = "warehouse"
"""What the warehouse is called in any connection: its views name their tables by it."""

Row = dict[str, Any]


def exists(warehouse: Warehouse) -> bool:
    """Whether a whole warehouse was ever built there."""
    if isinstance(warehouse, Lake):
        from sfpc.warehouse import catalogue

        return catalogue.looked_at(warehouse) is not None
    return warehouse.exists()


def identity(warehouse: Warehouse) -> Hashable:
    """Which build stands there now: another one after each build that put something in its place.

    Raises:
        PipelineError: nothing was built yet.
    """
    if isinstance(warehouse, Lake):
        return _snapshot(warehouse)
    _require(warehouse)
    status = warehouse.stat()
    return status.st_ino, status.st_mtime_ns


def pinned(settings: Settings) -> Settings:
    """Settings whose warehouse stays as it stands now, whatever is built meanwhile.

    A lake keeps its builds, so one is chosen. A file that is built anew is another: that it is, `identity` tells.
    """
    place = settings.warehouse
    if isinstance(place, Lake) and place.snapshot is None:
        return replace(settings, lake=replace(place, snapshot=_snapshot(place)))
    return settings


@contextmanager
def open_read_only(warehouse: Warehouse) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a warehouse for reading; a missing or locked file is an error of ours that says what to do.

    Of a lake the newest whole build is opened, and stays what it is until the connection is closed.
    """
    connection = _opened(warehouse)
    try:
        yield connection
    finally:
        connection.close()


def attach(connection: duckdb.DuckDBPyConnection, warehouse: Warehouse) -> str:
    """Attach a warehouse to a connection of one's own, for reading, and give the name it has there."""
    if isinstance(warehouse, Lake):
        from sfpc.warehouse import lake

        lake.attach(connection, warehouse, NAME)
    else:
        _require(warehouse)
        path = str(warehouse).replace("'", "''")
        connection.execute(f"attach '{path}' as {NAME} (read_only)")
    return NAME


def rows(warehouse: Warehouse, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
    """Run one query and return its rows as dictionaries."""
    with open_read_only(warehouse) as connection:
        return rows_of(connection, sql, parameters)


def rows_of(connection: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
    """The same of a connection that is open, of this or of a release's database."""
    result = connection.execute(sql, list(parameters))
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def frame(warehouse: Warehouse, sql: str, parameters: Sequence[Any] = ()) -> pd.DataFrame:
    """Run one query and return a pandas DataFrame, for the libraries that want one."""
    with open_read_only(warehouse) as connection:
        return connection.execute(sql, list(parameters)).df()


def ask(warehouse: Warehouse, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The columns and rows of a question that a person typed.

    Raises:
        UsageError: it cannot be answered.
    """
    import duckdb

    with open_read_only(warehouse) as connection:
        try:
            result = connection.execute(sql)
            return [column[0] for column in result.description or []], result.fetchall()
        except duckdb.Error as error:
            raise UsageError(f"The warehouse cannot answer that: {error}") from error


def _opened(warehouse: Warehouse) -> duckdb.DuckDBPyConnection:
    import duckdb

    if isinstance(warehouse, Lake):
        from sfpc.warehouse import lake

        connection = lake.connect()
        try:
            lake.attach(connection, warehouse, NAME)
        except BaseException:
            connection.close()
            raise
        return connection.execute(f"use {NAME}")
    _require(warehouse)
    try:
        return duckdb.connect(str(warehouse), read_only=True)
    except duckdb.IOException as error:
        raise Busy(
            f"{warehouse}: the warehouse is being written by another process; try again when it has ended ({error})"
        ) from error


def _snapshot(lake: Lake) -> int:
    from sfpc.warehouse import catalogue

    build = catalogue.looked_at(lake)
    if build is None:
        raise _not_there(lake)
    return build.snapshot


def _require(warehouse: Warehouse) -> None:
    if not exists(warehouse):
        raise _not_there(warehouse)


def _not_there(warehouse: Warehouse) -> PipelineError:
    return PipelineError(f"{warehouse}: there is no warehouse yet; run `sfpc build` first")
