"""Typed reading of the reference data in `seeds/` that Python needs; dbt loads the same files as tables.

A malformed row is an error of ours: it names the file, the line, what is wrong and what to write.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from sfpc.errors import PipelineError, SfpcError
from sfpc.period import Quarter
from sfpc.text import text_key

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

DECLARED_FIELDS = ("declared_authority", "declared_quarter", "declared_financial_year", "declared_date")
IGNORED = "ignored"
SHAPES = ("table", "form", "lines")


@dataclass(frozen=True)
class Authority:
    """A row of `authorities.csv`; `first_quarter` is None for one that does not report yet."""

    code: str
    name: str
    folder: str
    first_quarter: Quarter | None
    last_quarter: Quarter | None

    def reports_for(self, quarter: Quarter) -> bool:
        """Whether the authority owes a return for the quarter."""
        if self.first_quarter is None or quarter < self.first_quarter:
            return False
        return self.last_quarter is None or quarter <= self.last_quarter


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
    """A row of `layout_tables.csv`: one table of an authority's return, with its columns."""

    name: str
    raw_table: str
    sections: tuple[str, ...]
    file: str
    sheet: str
    shape: str
    columns: tuple[LayoutColumn, ...]


@cache
def reference(seeds: Path) -> Reference:
    """The reference data of one seeds folder, read once in a process."""
    return Reference(seeds)


class Reference:
    """The seeds as Python objects; each file is read once, when it is first asked for."""

    def __init__(self, seeds: Path) -> None:
        self.seeds = seeds

    @cached_property
    def authorities(self) -> dict[str, Authority]:
        """Every authority of the programme by its inbox folder."""
        return {
            row["folder"]: Authority(
                code=row["authority_code"],
                name=row["authority_name"],
                folder=row["folder"],
                first_quarter=self._quarter("authorities.csv", line, row["first_quarter"]),
                last_quarter=self._quarter("authorities.csv", line, row["last_quarter"]),
            )
            for line, row in self._rows(
                "authorities.csv", "authority_code", "authority_name", "folder", "first_quarter", "last_quarter"
            )
        }

    @cached_property
    def authority_names(self) -> dict[str, str]:
        """Authority code by every way its name or number is written, as text keys."""
        rows = self._rows("authority_names.csv", "authority_code", "name")
        return {text_key(row["name"]): row["authority_code"] for _, row in rows}

    @cached_property
    def due_dates(self) -> dict[str, str]:
        """The day each quarter's return is due, ISO."""
        return {row["quarter"]: row["due_date"] for _, row in self._rows("return_calendar.csv", "quarter", "due_date")}

    @cached_property
    def finding_types(self) -> dict[str, dict[str, str]]:
        """The register of kinds of finding by type: severity, responsibility, title, remedy."""
        rows = self._rows("finding_types.csv", "finding_type", "severity", "responsibility", "title", "remedy")
        return {row["finding_type"]: row for _, row in rows}

    def labels(self, authority_code: str, quarter: Quarter) -> frozenset[str]:
        """Text keys of every label known for an authority in a quarter; a heading may be one of them."""
        return frozenset(
            text_key(row["label"])
            for line, row in self._rows(
                "labels.csv", "authority_code", "list", "label", "code", "category", "first_quarter", "last_quarter"
            )
            if row["authority_code"] in ("", authority_code) and self._is_valid("labels.csv", line, row, quarter)
        )

    def layout(self, authority_code: str, quarter: Quarter) -> tuple[LayoutTable, ...]:
        """The tables an authority's return has in a quarter; empty when it has no layout."""
        columns: dict[str, list[LayoutColumn]] = {}
        for line, row in self._rows(
            "layout_columns.csv", "authority_code", "table_name", "heading", "field", "fills", "factor",
            "is_required", "repeats_down", "first_quarter", "last_quarter",
        ):  # fmt: skip
            if row["authority_code"] == authority_code and self._is_valid("layout_columns.csv", line, row, quarter):
                column = LayoutColumn(
                    row["heading"], row["field"], row["fills"], row["is_required"] == "true", row["repeats_down"] == "true"
                )
                columns.setdefault(row["table_name"], []).append(column)
        return tuple(
            self._table(line, row, columns.pop(row["table_name"], []))
            for line, row in self._rows(
                "layout_tables.csv", "authority_code", "table_name", "raw_table", "sections", "file", "sheet", "shape",
                "first_quarter", "last_quarter",
            )  # fmt: skip
            if row["authority_code"] == authority_code and self._is_valid("layout_tables.csv", line, row, quarter)
        )

    def _table(self, line: int, row: dict[str, str], columns: list[LayoutColumn]) -> LayoutTable:
        place = f"{self.seeds / 'layout_tables.csv'}, line {line}"
        if row["raw_table"] not in RAW_FIELDS:
            raise PipelineError(f"{place}: raw_table {row['raw_table']!r} is none of {', '.join(RAW_FIELDS)}")
        if row["shape"] not in SHAPES:
            raise PipelineError(f"{place}: shape {row['shape']!r} is none of {', '.join(SHAPES)}")
        if not columns:
            raise PipelineError(f"{place}: table {row['table_name']!r} has no row in layout_columns.csv; add its columns")
        allowed = (*RAW_FIELDS[row["raw_table"]], *DECLARED_FIELDS, IGNORED)
        for column in columns:
            for name in filter(None, (column.field, column.fills)):
                if name not in allowed:
                    raise PipelineError(
                        f"{self.seeds / 'layout_columns.csv'}, table {row['table_name']!r}, heading {column.heading!r}: "
                        f"{name!r} is not a field of {row['raw_table']}; write one of {', '.join(allowed)}"
                    )
        return LayoutTable(
            name=row["table_name"],
            raw_table=row["raw_table"],
            sections=tuple(filter(None, row["sections"].split(" "))),
            file=row["file"],
            sheet=row["sheet"],
            shape=row["shape"],
            columns=tuple(columns),
        )

    def _rows(self, name: str, *needed: str) -> list[tuple[int, dict[str, str]]]:
        """The rows of a seed with the line each stands on; its heading and the width of each row are checked."""
        path = self.seeds / name
        if not path.exists():
            raise PipelineError(f"{path}: this seed is missing; restore it from version control")
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            heading = next(reader, [])
            if absent := [column for column in needed if column not in heading]:
                raise PipelineError(f"{path}, line 1: column {absent[0]!r} is missing; the heading must name it")
            rows = []
            for cells in reader:
                if len(cells) != len(heading):
                    raise PipelineError(
                        f"{path}, line {reader.line_num}: {len(cells)} values under {len(heading)} headings; "
                        "a value with a comma needs quotes"
                    )
                rows.append((reader.line_num, dict(zip(heading, cells, strict=True))))
        return rows

    def _quarter(self, name: str, line: int, text: str) -> Quarter | None:
        try:
            return Quarter.parse(text) if text else None
        except SfpcError as error:
            raise PipelineError(f"{self.seeds / name}, line {line}: {error}") from None

    def _is_valid(self, name: str, line: int, row: dict[str, str], quarter: Quarter) -> bool:
        first = self._quarter(name, line, row["first_quarter"])
        last = self._quarter(name, line, row["last_quarter"])
        return (first is None or first <= quarter) and (last is None or quarter <= last)
