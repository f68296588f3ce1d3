"""The only module that opens the DuckDB warehouse, and only to read it. Its one writer is dbt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from sfpc.errors import Busy, PipelineError

if TYPE_CHECKING:
    import pandas as pd


@contextmanager
def open_read_only(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a warehouse for reading; a missing or locked file is an error of ours that says what to do."""
    if not path.exists():
        raise PipelineError(f"{path}: there is no warehouse yet; run `sfpc build` first")
    try:
        connection = duckdb.connect(str(path), read_only=True)
    except duckdb.IOException as error:
        raise Busy(
            f"{path}: the warehouse is being written by another process; try again when it has ended ({error})"
        ) from error
    try:
        yield connection
    finally:
        connection.close()


def rows(path: Path, sql: str, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """Run one query and return its rows as dictionaries."""
    with open_read_only(path) as connection:
        result = connection.execute(sql, list(parameters))
        names = [column[0] for column in result.description or []]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def frame(path: Path, sql: str, parameters: Sequence[Any] = ()) -> pd.DataFrame:
    """Run one query and return a pandas DataFrame, for the libraries that want one."""
    with open_read_only(path) as connection:
        return connection.execute(sql, list(parameters)).df()
