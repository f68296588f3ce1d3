"""Views and macros that a release's database carries: the SQL files beside this one, run in the order of their names.

A file stands under `views/` or `macros/`, in the folder of whom it is for: `both`, `internal` or `published`. Its first
line is a comment that says what it is for, and is the comment of each macro in it that has none of its own. It names
tables by schema and table alone, and uses nothing that DuckDB 1.2 does not know, for it is run by whichever client
opens the file.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from sfpc.errors import PipelineError
from sfpc.report.database.described import name, text

HERE = Path(__file__).parent
KINDS = ("views", "macros")
"""Macros come last, for they may read views."""


def files(audience: str) -> list[Path]:
    """The SQL files of an audience, in the order in which they are run."""
    return [
        path
        for kind in KINDS
        for path in sorted(
            (each for folder in ("both", audience) for each in (HERE / kind / folder).glob("*.sql")),
            key=lambda path: (path.name, path.parent.name),
        )
    ]


def run(connection: duckdb.DuckDBPyConnection, audience: str) -> None:
    """Create the views and macros of an audience in the database that is in use.

    Raises:
        PipelineError: a file is no SQL, or names a table that the database has not.
    """
    for path in files(audience):
        try:
            sql = path.read_text(encoding="utf-8")
            connection.execute(sql)
        except (OSError, duckdb.Error) as error:
            raise PipelineError(
                f"{path}: this cannot be run in the {audience} database of a release ({error}); mend it"
            ) from error
        _describe_macros(connection, sql.partition("\n")[0].lstrip("- "))


def _describe_macros(connection: duckdb.DuckDBPyConnection, about: str) -> None:
    """Say of each macro that says nothing of itself what its file is for."""
    silent = connection.execute(
        "select distinct function_type, schema_name, function_name from duckdb_functions() where "
        "database_name = 'release' and function_type like '%macro' and coalesce(comment, '') = '' order by all"
    ).fetchall()
    for kind, schema, macro in silent:
        what = "macro table" if kind == "table_macro" else "macro"
        connection.execute(f"comment on {what} {schema}.{name(macro)} is {text(about)}")
