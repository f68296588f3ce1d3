"""What a release's database says of itself: the release, what it holds, and a comment on every table and column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb

from sfpc.report.database.project import Project, project
from sfpc.report.document import PUBLISHED
from sfpc.report.issue import Issue
from sfpc.report.sections.opening import title
from sfpc.report.tables import Table, descriptions
from sfpc.settings import Settings

Meant = Mapping[str, Mapping[str, tuple[str, Mapping[str, str]]]]
"""By schema and table what a row is, and what each column means."""
VIEWS = Path(__file__).parent / "views"
IN_FULL = "Internal: not for publication. Nothing here has been suppressed to protect small numbers."
LICENCE = "Open Government Licence v3.0"
OWN: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "about_release": (
        "What the release says of itself, a line each; read it before its figures.",
        {"line": "Its place among the others.", "name": "What the line tells.", "value": "What it says."},
    ),
    "contents": (
        "Every table, view and macro of this database, and what a row of it is.",
        {
            "schema_name": "Schema it stands in; main needs no name before it.",
            "name": "What it is called.",
            "kind": "table, view or macro.",
            "row_count": "Rows of a table; none for a view or a macro.",
            "about": "What a row of it is.",
        },
    ),
}
"""What the tables made here mean."""


def write_about(connection: duckdb.DuckDBPyConnection, issue: Issue, audience: str) -> None:
    """Write `about_release`: which release this is, what it lacks, and what is hidden in it."""
    connection.execute("create table about_release (line integer, name varchar, value varchar)")
    rows = [(number, *said) for number, said in enumerate(_about(issue, audience), start=1)]
    connection.executemany("insert into about_release values (?, ?, ?)", rows)


def _about(issue: Issue, audience: str) -> Iterator[tuple[str, str]]:
    yield "title", title(issue.quarter, is_partial=issue.coverage.is_partial)
    yield "quarter", issue.quarter
    yield "release", str(issue.number)
    yield "date", str(issue.newest_receipt_at.date())
    yield "audience", audience
    for note in issue.notes:
        yield "note", note
    if audience == PUBLISHED:
        yield "disclosure", issue.disclosure
        yield "licence", LICENCE
    else:
        yield "disclosure", IN_FULL
    yield "to begin with", "select * from contents; then select * from figures"


def write_contents(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `contents`, once everything else is there and described."""
    connection.execute(
        "create table contents (schema_name varchar, name varchar, kind varchar, row_count bigint, about varchar)"
    )
    comment_on(connection, "table", "main", "contents", OWN["contents"][0])
    for column, meaning in OWN["contents"][1].items():
        connection.execute(f"comment on column contents.{name(column)} is {text(meaning)}")
    tables = connection.execute(
        "select schema_name, table_name, comment from duckdb_tables() where database_name = 'release' order by all"
    ).fetchall()
    rows: list[tuple[str, str, str, int | None, str | None]] = []
    for schema, table, about in tables:
        asked = f"select count(*) from {schema}.{name(table)}"  # noqa: S608 - our own tables, each name quoted
        counted = connection.execute(asked).fetchone()
        rows.append((schema, table, "table", counted[0] if counted else None, about))
    views = connection.execute(
        "select schema_name, view_name, comment from duckdb_views() where database_name = 'release' order by all"
    ).fetchall()
    macros = connection.execute(
        "select distinct schema_name, function_name, comment from duckdb_functions() "
        "where database_name = 'release' and function_type like '%macro' order by all"
    ).fetchall()
    rows += [(schema, view, "view", None, about) for schema, view, about in views]
    rows += [(schema, macro, "macro", None, about) for schema, macro, about in macros]
    rows = [(*row[:3], len(rows), row[4]) if row[1] == "contents" else row for row in rows]
    connection.executemany("insert into contents values (?, ?, ?, ?, ?)", sorted(rows, key=lambda row: row[:3]))


def of_models(settings: Settings, published: Mapping[str, Table] | None = None) -> Meant:
    """What models, seeds and views say of themselves; of tables that are published, what those say."""
    models = settings.dbt_project / "models"
    said = {
        name: (table.description, {column.name: column.description for column in table.columns})
        for name, table in (published or {}).items()
    }
    meant: Meant = {
        "marts": descriptions(models / "marts"),
        "report": said or descriptions(models / "report"),
        "seeds": descriptions(settings.seeds),
        "main": {**descriptions(VIEWS), **OWN},
    }
    known = project(settings)
    return {
        schema: {table: _with_what_is_known(known, table, *words) for table, words in tables.items()}
        for schema, tables in meant.items()
    }


def _with_what_is_known(
    known: Project, table: str, about: str, meanings: Mapping[str, str]
) -> tuple[str, dict[str, str]]:
    """The words on a table and its columns, with what it is made from and what each column may hold."""
    return (
        " ".join(filter(None, (about, known.made_from(table)))),
        {
            column: f"{meaning} Holds: {holds}." if (holds := known.holds(table, column)) else meaning
            for column, meaning in meanings.items()
        },
    )


def comment(connection: duckdb.DuckDBPyConnection, meant: Meant, mark: str) -> None:
    """Put what tables and columns mean where an analyst's tool shows it.

    What is to be marked of the release stands before what each table of figures says of itself.
    """
    there = connection.execute(
        "select schema_name, table_name, column_name from duckdb_columns() where database_name = 'release' order by all"
    ).fetchall()
    columns = set(there)
    views = set(
        connection.execute(
            "select schema_name, view_name from duckdb_views() where database_name = 'release'"
        ).fetchall()
    )
    tables = sorted({(schema, table) for schema, table, _ in there})
    for schema, table in tables:
        if table not in meant[schema]:
            continue
        about, meanings = meant[schema][table]
        marked = f"{mark}. {about}" if mark and schema in ("marts", "report") else about
        kind = "view" if (schema, table) in views else "table"
        comment_on(connection, kind, schema, table, marked)
        for column, meaning in meanings.items():
            if (schema, table, column) in columns:
                place = f"{schema}.{name(table)}.{name(column)}"
                connection.execute(f"comment on column {place} is {text(meaning)}")


def comment_on(connection: duckdb.DuckDBPyConnection, kind: str, schema: str, table: str, about: str) -> None:
    """Say what a table or view is."""
    connection.execute(f"comment on {kind} {schema}.{name(table)} is {text(about)}")


def name(plain: str) -> str:
    """A name as SQL writes it."""
    return '"' + plain.replace('"', '""') + '"'


def text(plain: Path | str) -> str:
    """A text as SQL writes it."""
    return "'" + str(plain).replace("'", "''") + "'"
