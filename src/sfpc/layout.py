"""How a return is laid out, as rows of the seeds say it: tables, their columns, and the words that the rows may use."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sfpc.seed_file import Row, SeedFile

RAW_FIELDS: dict[str, tuple[str, ...]] = {
    "indicators": (
        "label", "category", "period", "value", "suppressed", "denominator", "percentage", "year_to_date", "comment",
    ),
    "finance": (
        "workstream", "funder", "period", "budget", "actual_in_month", "actual_in_quarter", "actual_year_to_date",
        "forecast", "comment",
    ),
    "milestones": (
        "project", "work_area", "milestone", "baseline_date", "forecast_date", "completed_date", "rag", "comment",
    ),
    "benefits": ("benefit", "financial_year", "planned", "delivered", "forecast", "comment"),
    "declarations": (),
}  # fmt: skip
"""The fields of each raw table: the words a layout may use for what a column holds."""

DECLARED_FIELDS = ("declared_authority", "declared_quarter", "declared_financial_year", "declared_date", "declared_nil")
IGNORED = "ignored"
SHAPES = ("table", "form", "lines")
PLACEHOLDERS = ("financial_year", "quarter", "month", "label", "category", "authority", "anything")
"""What may stand between braces in a layout's headings, files and sheets."""


@dataclass(frozen=True)
class LayoutColumn:
    """A row of `layout_columns.csv`: what the cells under one heading (or beside one label) hold."""

    heading: str
    field: str
    fills: str
    is_required: bool
    repeats_down: bool


@dataclass(frozen=True)
class LayoutTable:
    """A row of `layout_tables.csv`: one table of an authority's return, with its columns.

    Attributes:
        reads_hidden: whether hidden sheets, rows and columns of it are loaded like those that can be seen.
    """

    name: str
    raw_table: str
    sections: tuple[str, ...]
    file: str
    sheet: str
    shape: str
    columns: tuple[LayoutColumn, ...]
    reads_hidden: bool = False


def layout_table(
    file: SeedFile, line: int, row: Row, columns_file: SeedFile, columns: Sequence[tuple[int, Row]]
) -> LayoutTable:
    """A table of a layout from its row of `layout_tables.csv` and its rows of `layout_columns.csv`.

    Raises:
        PipelineError: a row is not as it should be.
    """
    file.one_of(line, row, "raw_table", tuple(RAW_FIELDS))
    file.one_of(line, row, "shape", SHAPES)
    for text in (row["file"], row["sheet"]):
        check_placeholders(file, line, text)
    if not columns:
        problem = f"table {row['table_name']!r} has no row in layout_columns.csv, or stands here twice; put that right"
        raise file.fault(line, problem)
    return LayoutTable(
        name=row["table_name"],
        raw_table=row["raw_table"],
        sections=tuple(row["sections"].split()),
        file=row["file"],
        sheet=row["sheet"],
        shape=row["shape"],
        columns=tuple(layout_column(columns_file, at, column, row) for at, column in columns),
        reads_hidden=file.one_of(line, row, "reads_hidden", ("true", "false")) == "true",
    )


def layout_column(file: SeedFile, line: int, row: Row, table: Row) -> LayoutColumn:
    """A column of a layout from its row of `layout_columns.csv`, and that of its table."""
    allowed = (*RAW_FIELDS[table["raw_table"]], *DECLARED_FIELDS, IGNORED)
    if row["field"] or table["shape"] != "lines":
        file.one_of(line, row, "field", allowed)
    if row["fills"]:
        file.one_of(line, row, "fills", allowed)
    if not check_placeholders(file, line, row["heading"]) and row["fills"]:
        problem = f"nothing in the heading {row['heading']!r} varies, so it fills nothing; leave `fills` blank"
        raise file.fault(line, problem)
    is_required, repeats_down = (
        file.one_of(line, row, name, ("true", "false")) == "true" for name in ("is_required", "repeats_down")
    )
    return LayoutColumn(row["heading"], row["field"], row["fills"], is_required, repeats_down)


def check_placeholders(file: SeedFile, line: int, text: str) -> list[str]:
    """The placeholders in a heading, or in the name of a file or sheet; each must be known, and stand there once."""
    found = re.findall(r"\{(.*?)\}", text)
    for placeholder in found:
        if placeholder not in PLACEHOLDERS:
            problem = f"{{{placeholder}}} is not a placeholder; write one of {', '.join(PLACEHOLDERS)}"
            raise file.fault(line, problem)
    if len(set(found)) < len(found):
        raise file.fault(line, f"{text!r} has a placeholder twice; write {{anything}} for one of the two")
    return found
