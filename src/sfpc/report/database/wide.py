"""The wide views of a release's database, for those who want a column for each measure, activity or quarter.

Which columns there are depends on what the release holds, so that these are written here and not in a file of SQL.
Beside each column stands its status, for an empty cell may mean five things.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from sfpc.report.database.described import comment_on, name, text


@dataclass(frozen=True)
class Wide:
    """A view that turns a table of the report.

    Attributes:
        name: what the view is called.
        table: the table of the schema report.
        keys: columns that tell its rows apart, or name them.
        across: the column whose values become columns.
        value, status: the columns that fill those.
        meaning: SQL for what such a column means.
        kept: SQL for the rows that take part.
        about: what a row is.
    """

    name: str
    table: str
    keys: tuple[str, ...]
    across: str
    value: str
    status: str
    meaning: str
    kept: str
    about: str


ALL = (
    Wide(
        "performance_wide",
        "rpt_performance",
        ("authority_code", "authority_name", "quarter"),
        "measure",
        "value",
        "status",
        "title || ' (' || unit || ')'",
        "true",
        "One row for each authority and quarter, with a column for each measure and its status.",
    ),
    Wide(
        "performance_by_quarter",
        "rpt_performance",
        ("authority_code", "authority_name", "measure", "title", "unit"),
        "quarter",
        "value",
        "status",
        "'Value in ' || quarter || ', in the unit of the measure'",
        "true",
        "One row for each authority and measure, with a column for each quarter and its status.",
    ),
    Wide(
        "delivery_wide",
        "rpt_delivery",
        ("authority_code", "authority_name", "quarter"),
        "activity",
        "in_quarter_value",
        "in_quarter_status",
        "title || ' in the quarter (' || unit || '), of all employers'",
        "category = 'all'",
        "One row for each authority and quarter, with a column for each activity in the quarter and its status.",
    ),
)


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Create every wide view in the database that is in use, and say what its columns mean."""
    for wide in ALL:
        _create(connection, wide)


def _create(connection: duckdb.DuckDBPyConnection, wide: Wide) -> None:
    found = connection.execute(
        f"select {wide.across}, min({wide.meaning}) from report.{wide.table} "  # noqa: S608 - columns of our own models
        f"where {wide.kept} group by {wide.across} order by {wide.across}"
    ).fetchall()
    keys = ", ".join(wide.keys)
    cells = "".join(
        f", max({column}) filter ({wide.across} = {text(code)}) as {name(code + ending)}"
        for code, _ in found
        for column, ending in ((wide.value, ""), (wide.status, "_status"))
    )
    rows = f"from report.{wide.table} where {wide.kept} group by {keys}"
    connection.execute(f"create view {wide.name} as select {keys}{cells} {rows}")
    comment_on(connection, "view", "main", wide.name, wide.about)
    for key in wide.keys:
        meaning = connection.execute(
            "select comment from duckdb_columns() where database_name = 'release' and schema_name = 'report' "
            "and table_name = ? and column_name = ?",
            [wide.table, key],
        ).fetchone()
        if meaning and meaning[0]:
            connection.execute(f"comment on column {wide.name}.{name(key)} is {text(meaning[0])}")
    for code, meaning in found:
        connection.execute(f"comment on column {wide.name}.{name(code)} is {text(meaning)}")
        status = f"reported, or why there is no value of {code}"
        connection.execute(f"comment on column {wide.name}.{name(code + '_status')} is {text(status)}")
