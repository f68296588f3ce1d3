"""The data dictionary as a page: what every measure, activity, table and column of a release's database is.

It says what the database's own `data_dictionary` says, and nothing else (database/dictionary.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import duckdb

from sfpc.report import page, words
from sfpc.report.database.dictionary import ACTIVITY, COLUMN, MACRO, MEASURE, TABLE, VIEW, Entry, read
from sfpc.report.document import Block, Document, Link, Paragraph, Section, Subheading
from sfpc.report.grids import Cell, grid
from sfpc.report.issue import Issue

NAME = "data_dictionary.html"
SCHEMAS = {
    "main": (
        "views",
        "Views and lists",
        "What most questions are asked of: one shape for every figure, or a column for each measure or quarter.",
    ),
    "report": (
        "report-tables",
        "Tables of the report",
        "What the report prints, each figure with its status and comparison; the Parquet files hold the same.",
    ),
    "marts": (
        "marts",
        "Facts and dimensions",
        "The figures as they were returned, one to a row, to be joined and added up.",
    ),
    "seeds": (
        "seeds",
        "Reference data",
        "Facts about the programme, the authorities and the country, each with its source.",
    ),
}
"""The sections on tables, with their keys, titles and first sentences, by schema."""
OPENING = (
    Paragraph("What every figure of this release is, in which unit, how it adds up, and what it is made from.", "lead"),
    Paragraph("The same words stand in sfpc.duckdb: on its tables and columns, and in its table data_dictionary."),
)
STATUSES = {
    "reported": "There is a figure.",
    "suppressed": "Hidden so that nobody can be recognised, by the authority or by us.",
    "not_applicable": "The authority says that there is nothing of the kind.",
    "not_available": "The authority says that it cannot give it.",
    "unreadable": "Something stands there that is no number.",
    "blank": "The cell is there and empty.",
    "conflicting": "The return gives two different figures for one thing.",
    "missing": "There is nothing where something must be.",
}
"""Why there is a figure, or none, in the order of the glossary."""
FACTS = (
    ("What it is", "definition"),
    ("Unit", "unit"),
    ("How it adds up", "arithmetic"),
    ("Limits", "allowed_values"),
    ("What to know", "caveats"),
    ("Source", "source"),
    ("Where from", "lineage"),
    ("Stands in", "place"),
)
"""What is told of a measure or activity, each with its heading."""


def write(path: Path, database: Path, issue: Issue, audience: str) -> None:
    """Write the page.

    Args:
        path: the file to write.
        database: the release's database, written already; the page is of this one.
        issue: what the release says of itself.
        audience: whom the database is for.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        entries = read(connection)
    page.write(path, document(entries, issue, audience))


def document(entries: list[Entry], issue: Issue, audience: str) -> Document:
    """The dictionary as a document."""
    sections = [
        Section("how-to-read-it", "How to read it", tuple(_how_to_read(entries))),
        Section("measures", "Measures", tuple(_catalogue(entries, MEASURE))),
        Section("activities", "Activities", tuple(_catalogue(entries, ACTIVITY))),
        *_tables(entries),
    ]
    if any(each.kind == MACRO for each in entries):
        sections.append(Section("macros", "Questions with an answer ready", tuple(_macros(entries))))
    return Document(
        "Data dictionary",
        f"{issue.quarter}, release {issue.number}",
        audience,
        OPENING,
        tuple(sections),
        (Link("report.html", "report.html: the report"), Link("sfpc.duckdb", "sfpc.duckdb: the database")),
    )


def _how_to_read(entries: list[Entry]) -> Iterator[Block]:
    yield Paragraph(
        "A quarter is one of the financial year, from April: 2022-23-Q1 is April to June 2022. An authority is known "
        "by its ONS code; join on that and never on a name."
    )
    yield Paragraph(
        "Each figure has a status beside it. An empty cell without its status says nothing: the reasons below are "
        "different things, and none of them is nought."
    )
    yield grid(
        "Why there is a figure, or none",
        "Status | In words | What it means",
        [
            [Cell(status, "short"), Cell(words.sentence(words.status(status))), Cell(meaning, "long")]
            for status, meaning in STATUSES.items()
        ],
    )
    units = sorted({each.unit for each in entries if each.kind in (MEASURE, ACTIVITY)})
    yield Paragraph(f"Units of measures and activities: {words.listed(units)}. Money is in pounds and pence.")


def _catalogue(entries: list[Entry], kind: str) -> Iterator[Block]:
    """Each measure or activity under its title, a table of two columns."""
    for entry in (each for each in entries if each.kind == kind):
        yield Subheading(entry.title)
        told = [(heading, getattr(entry, field)) for heading, field in FACTS]
        yield grid(
            f"Code: {entry.name}",
            "What | Says",
            [[Cell(heading, "short"), Cell(text, "long")] for heading, text in told if text],
        )


def _tables(entries: list[Entry]) -> Iterator[Section]:
    columns = {
        place: list(found)
        for place, found in groupby((each for each in entries if each.kind == COLUMN), key=lambda each: each.place)
    }
    for schema, (key, title, about) in SCHEMAS.items():
        blocks: list[Block] = [Paragraph(about)]
        for entry in (each for each in entries if each.kind in (TABLE, VIEW) and each.place == schema):
            blocks += _table(entry, columns[f"{schema}.{entry.name}"])
        yield Section(key, title, tuple(blocks))


def _table(entry: Entry, columns: list[Entry]) -> Iterator[Block]:
    full = entry.name if entry.place == "main" else f"{entry.place}.{entry.name}"
    yield Subheading(full)
    yield Paragraph(entry.definition or "A view.")
    if entry.lineage:
        yield Paragraph(entry.lineage, "note")
    yield grid(
        f"Columns of {full}",
        "Column | What it is | Type",
        [
            [
                Cell(each.name, "text"),
                Cell(each.definition or "-", "long"),
                Cell(each.data_type, "short", each.unit),
            ]
            for each in columns
        ],
    )


def _macros(entries: list[Entry]) -> Iterator[Block]:
    yield Paragraph("Each is asked as a table: select * from marts.name(...). A day counts up to its end, UTC.")
    yield grid(
        "Macros of this database",
        "Macro | What it gives",
        [[Cell(f"{each.place}.{each.name}"), Cell(each.definition, "long")] for each in entries if each.kind == MACRO],
    )
