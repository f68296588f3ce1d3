"""The data dictionary of a release: what every measure, activity, table and column of its database is.

It is made of what stands in the database already, the comments and the catalogues, so that it says the same words; and
of what the dbt project knows besides: what a table is made from, and what a column may hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import duckdb

from sfpc.report import words
from sfpc.report.database.described import comment_on, name, text
from sfpc.report.database.project import Project
from sfpc.report.disclosure import rules

NAME = "data_dictionary"
ABOUT = "What every measure, activity, table and column of this database is: the data dictionary, to be searched."
MEASURE, ACTIVITY, TABLE, VIEW, MACRO, COLUMN = "measure", "activity", "table", "view", "macro", "column"

WHAT_ADDS_UP = {
    "stock": "A state at the end of the quarter. Over several quarters the last value counts; they are never added up.",
    "flow": "What happened in the quarter. Over several quarters it is summed.",
    "ratio": (
        "{numerator} divided by {denominator}{percent}. It is worked out anew from its two parts after they are "
        "summed; it is never averaged, and never taken from a return."
    ),
}
OF_AUTHORITIES = "Authorities are summed only where every return is in."
HIDDEN = "A count of children or families: in what is published, {rule} and what would give them away is suppressed."
CONVENTION = "Those who are counted on a day are no events, so that the interval of this stock is a convention."
UNITS = {
    "_gbp": "pounds",
    "_percent": "per cent",
    "_percentage_points": "percentage points",
    "_per_10000": "per 10,000 children under 18",
    "_days": "days",
    "_count": "a number",
    "_date": "a day",
    "_at": "a time, UTC",
}
"""What the end of a column's name says of its unit."""


class Entry(NamedTuple):
    """A line of the dictionary; a text is empty where there is nothing to say.

    Attributes:
        kind: measure, activity, table, view, macro or column.
        place: the table of a column, with its schema; the schema of a table; of a measure or activity, where it stands.
        name: its code, or what it is called in SQL.
        title: what people call it.
        definition: what it is.
        unit: of what it counts or measures.
        data_type: of a column.
        arithmetic: how it adds up, or is worked out.
        allowed_values: what a column may hold.
        caveats: what must be known before it is used.
        source: where the definition is from.
        lineage: what it is made from.
    """

    kind: str
    place: str
    name: str
    title: str = ""
    definition: str = ""
    unit: str = ""
    data_type: str = ""
    arithmetic: str = ""
    allowed_values: str = ""
    caveats: str = ""
    source: str = ""
    lineage: str = ""


MEANINGS = {
    "entry": "Its place among the others.",
    "kind": "measure, activity, table, view, macro or column.",
    "place": "Table of a column, with its schema; schema of a table; where a measure or activity stands.",
    "name": "Its code, or what it is called in SQL.",
    "title": "What people call it.",
    "definition": "What it is.",
    "unit": "Of what it counts or measures.",
    "data_type": "Type of a column.",
    "arithmetic": "How it adds up, or is worked out.",
    "allowed_values": "What a column may hold.",
    "caveats": "What must be known before it is used.",
    "source": "Where the definition is from.",
    "lineage": "What it is made from.",
}


def write(connection: duckdb.DuckDBPyConnection, project: Project, database: str) -> None:
    """Write the dictionary into the database that is in use, once everything it tells of is there and described."""
    entries = [
        *_measures(connection, project),
        *_activities(connection, project),
        *_tables(connection, project, database),
    ]
    columns = ", ".join(f"{column} {'integer' if column == 'entry' else 'varchar'}" for column in MEANINGS)
    connection.execute(f"create table {NAME} ({columns})")
    blanks = ", ".join("?" * len(MEANINGS))
    rows = [(number, *(each or None for each in entry)) for number, entry in enumerate(entries, start=1)]
    connection.executemany(f"insert into {NAME} values ({blanks})", rows)  # noqa: S608 - its own name
    comment_on(connection, "table", "main", NAME, ABOUT)
    for column, meaning in MEANINGS.items():
        connection.execute(f"comment on column {NAME}.{name(column)} is {text(meaning)}")


def read(connection: duckdb.DuckDBPyConnection) -> list[Entry]:
    """The dictionary of a database, in its order."""
    fields = ", ".join(f"coalesce({each}, '')" for each in Entry._fields)
    return [Entry._make(row) for row in connection.execute(f"select {fields} from {NAME} order by entry").fetchall()]  # noqa: S608 - its own name


def _measures(connection: duckdb.DuckDBPyConnection, project: Project) -> Iterator[Entry]:
    """Each measure of the catalogue, with the breaks in it and DfE's own figure of the same."""
    breaks: dict[str, list[str]] = {}
    for measure, what in connection.execute(
        "select recording_breaks.measure, "
        "coalesce(dim_authority.authority_name, 'All authorities') || ', from ' || from_quarter || ': ' "
        "|| what_changed "
        "from seeds.recording_breaks left join marts.dim_authority using (authority_code) order by all"
    ).fetchall():
        breaks.setdefault(measure, []).append(f"{what}.")
    found = connection.execute(
        """
        select
            measures.measure, measures.title, measures.definition, measures.unit, measures.measure_type,
            numerator.title, denominator.title, whole.title, measures.polarity_reason, measures.is_count_of_children,
            indicators.title, indicators.note, measures.source
        from seeds.measures as measures
        left join seeds.measures as numerator on measures.numerator = numerator.measure
        left join seeds.measures as denominator on measures.denominator = denominator.measure
        left join seeds.measures as whole on measures.part_of = whole.measure
        left join seeds.published_indicators as indicators on measures.national_indicator = indicators.indicator
        order by measures.measure_type = 'ratio', measures.title, measures.measure
        """
    ).fetchall()
    for (
        code,
        title,
        definition,
        unit,
        kind,
        numerator,
        denominator,
        whole,
        reason,
        is_count,
        dfe,
        note,
        source,
    ) in found:
        caveats = [
            reason,
            _hidden() if is_count else "",
            CONVENTION if kind == "stock" and is_count else "",
            f"DfE's own figure of the same: {dfe}. {note or ''}".strip() if dfe else "",
            *breaks.get(code, ()),
        ]
        percent = ", times 100" if unit == "per_cent" else ""
        arithmetic = WHAT_ADDS_UP[kind].format(numerator=numerator, denominator=denominator, percent=percent)
        yield Entry(
            MEASURE,
            "report.rpt_performance",
            code,
            title,
            definition,
            words.unit(unit),
            arithmetic=f"{arithmetic} {OF_AUTHORITIES}",
            caveats=" ".join(each for each in caveats if each),
            allowed_values=f"no more than {whole}" if whole else "",
            source=source,
            lineage=_from_returns("the performance section", project, "rpt_performance"),
        )


def _activities(connection: duckdb.DuckDBPyConnection, project: Project) -> Iterator[Entry]:
    found = connection.execute(
        """
        select
            activities.activity, activities.title, activities.definition, activities.unit, activities.measure_type,
            activities.by_employer, activities.is_count_of_children, whole.title, activities.source
        from seeds.activities as activities
        left join seeds.activities as whole on activities.part_of = whole.activity
        order by activities.title, activities.activity
        """
    ).fetchall()
    for code, title, definition, unit, kind, by_employer, is_count, whole, source in found:
        parts = " It is returned by employer, and category all is their sum." if by_employer else ""
        yield Entry(
            ACTIVITY,
            "report.rpt_delivery",
            code,
            title,
            definition,
            words.unit(unit),
            arithmetic=f"{WHAT_ADDS_UP[kind]}{parts} {OF_AUTHORITIES}",
            caveats=_hidden() if is_count else "",
            allowed_values=f"no more than {whole}" if whole else "",
            source=source,
            lineage=_from_returns("the delivery section", project, "rpt_delivery"),
        )


def _hidden() -> str:
    rule = rules.read()
    return HIDDEN.format(rule=f"{rule.suppressed_from} to {rule.suppressed_to}")


def _from_returns(section: str, project: Project, table: str) -> str:
    return f"From {section} of each authority's return. {project.made_from(table)}"


def _tables(connection: duckdb.DuckDBPyConnection, project: Project, database: str) -> Iterator[Entry]:
    """Each table and view with its columns, then the macros."""
    tables = connection.execute(
        """
        select schema_name, table_name, comment, 'table' from duckdb_tables() where database_name = $database
        union all
        select schema_name, view_name, comment, 'view' from duckdb_views() where database_name = $database
        order by all
        """,
        {"database": database},
    ).fetchall()
    columns: dict[tuple[str, str], list[tuple[str, str, str | None]]] = {}
    for schema, table, column, data_type, meaning in connection.execute(
        "select schema_name, table_name, column_name, data_type, comment from duckdb_columns() "
        "where database_name = ? order by schema_name, table_name, column_index",
        [database],
    ).fetchall():
        columns.setdefault((schema, table), []).append((column, data_type, meaning))
    for schema, table, about, kind in tables:
        origins = ", ".join(project.origins(table)) if project.parents.get(table) else ""
        lineage = f"{project.made_from(table)} In the end from {origins}." if origins else ""
        yield Entry(kind, schema, table, definition=about or "", lineage=lineage)
        for column, data_type, meaning in columns.get((schema, table), ()):
            yield Entry(
                COLUMN,
                f"{schema}.{table}",
                column,
                definition=meaning or "",
                unit=next((unit for end, unit in UNITS.items() if column.endswith(end)), ""),
                data_type=data_type,
                allowed_values=project.holds(table, column),
            )
    for schema, macro, parameters, about in connection.execute(
        "select schema_name, function_name, array_to_string(parameters, ', '), comment from duckdb_functions() "
        "where database_name = ? and function_type like '%macro' order by all",
        [database],
    ).fetchall():
        yield Entry(MACRO, schema, f"{macro}({parameters})", definition=about or "")
