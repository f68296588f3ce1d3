"""Typed reading of the reference data in `seeds/` that Python needs; dbt loads the same files as tables.

A malformed row is an error of ours: it names the file, the line, what is wrong and what to write.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path

from sfpc.errors import PipelineError
from sfpc.layout import IGNORED, PLACEHOLDERS, RAW_FIELDS, LayoutColumn, LayoutTable, layout_table
from sfpc.period import Quarter
from sfpc.seed_file import Row, SeedFile
from sfpc.text import text_key

__all__ = [
    "EVERYBODY", "IGNORED", "NEEDED", "PLACEHOLDERS", "RAW_FIELDS", "SEVERITIES", "TEMPLATE", "TEMPLATE_MARKER",
    "Authority", "Extension", "LayoutColumn", "LayoutTable", "Reference", "reference",
]  # fmt: skip

EVERYBODY = ""
"""The authority code of rows that hold for every authority: the programme's template, and labels all may use."""

TEMPLATE = "template_"
"""What the names of the template's tables begin with; its version follows."""

TEMPLATE_MARKER = "SFPC return template, version"
"""What one cell on the template's first sheet says, before the number of its version."""

SEVERITIES = ("reject", "critical", "warning", "info")

NEEDED = {
    "activities": ("activity", "title", "definition", "unit"),
    "authorities": ("authority_code", "authority_name", "folder", "first_quarter", "last_quarter"),
    "authority_names": ("authority_code", "name"),
    "finding_types": ("finding_type", "severity", "responsibility", "title", "remedy"),
    "funders": ("funder", "title"),
    "labels": ("authority_code", "list", "label", "code", "category", "first_quarter", "last_quarter"),
    "layout_columns": (
        "authority_code", "table_name", "heading", "field", "fills", "is_required", "repeats_down", "first_quarter",
        "last_quarter",
    ),
    "layout_tables": (
        "authority_code", "table_name", "raw_table", "sections", "file", "sheet", "shape", "reads_hidden",
        "first_quarter", "last_quarter",
    ),
    "measures": ("measure", "title", "definition", "unit", "measure_type", "decimals"),
    "return_calendar": ("quarter", "due_date"),
    "return_extensions": ("authority_code", "quarter", "due_date", "reason", "agreed_by", "agreed_on"),
    "workstreams": ("workstream", "title", "document_heading"),
}  # fmt: skip
"""The seeds that Python reads, and the columns it needs of each."""


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
class Extension:
    """A row of `return_extensions.csv`: one return is due later than the calendar says.

    Attributes:
        due_date: the day it is due instead.
        agreed_by: the role of who agreed to it.
    """

    due_date: date
    reason: str
    agreed_by: str


@cache
def reference(seeds: Path) -> Reference:
    """The reference data of one seeds folder, read once in a process."""
    return Reference(seeds)


class Reference:
    """The seeds as Python objects; each file is read once, when it is first asked for."""

    def __init__(self, seeds: Path) -> None:
        self.seeds = seeds
        self._files = {name: SeedFile(seeds / f"{name}.csv", needed) for name, needed in NEEDED.items()}

    @cached_property
    def authorities(self) -> dict[str, Authority]:
        """Every authority of the programme by its inbox folder."""
        file = self._files["authorities"]

        def authority(line: int, row: Row) -> Authority:
            if not re.fullmatch(r"[a-z][a-z0-9_]*", row["folder"]):
                raise file.fault(line, f"{row['folder']!r} is no name for a folder; write it with a-z, 0-9 and _ only")
            return Authority(row["authority_code"], row["authority_name"], row["folder"], *file.period(line, row))

        return file.by_key(lambda row: row["folder"], authority)

    @cached_property
    def authority_names(self) -> dict[str, str]:
        """Authority code by every way its name or number is written, as text keys."""
        file = self._files["authority_names"]
        return file.by_key(lambda row: text_key(row["name"]), lambda line, row: self._authority_code(file, line, row))

    @cached_property
    def due_dates(self) -> dict[str, str]:
        """The day each quarter's returns are due by the calendar, ISO."""
        file = self._files["return_calendar"]
        return file.by_key(lambda row: row["quarter"], lambda line, row: file.day(line, row, "due_date").isoformat())

    @cached_property
    def extensions(self) -> dict[str, Extension]:
        """What was agreed about single returns that are due later, by authority and quarter with a space between."""
        file = self._files["return_extensions"]

        def extension(line: int, row: Row) -> Extension:
            self._authority_code(file, line, row)
            if row["quarter"] not in self.due_dates:
                raise file.fault(line, f"{row['quarter']!r} is not in return_calendar.csv; write a quarter that is")
            for column in ("reason", "agreed_by"):
                if not row[column].strip():
                    raise file.fault(line, f"{column} is blank; say why, and in what role somebody agreed to it")
            file.day(line, row, "agreed_on")
            day = file.day(line, row, "due_date")
            if day.isoformat() <= self.due_dates[row["quarter"]]:
                problem = f"due_date {day} is no later than the calendar's {self.due_dates[row['quarter']]}"
                raise file.fault(line, f"{problem}; write the later day that was agreed")
            return Extension(day, row["reason"], row["agreed_by"])

        return file.by_key(lambda row: f"{row['authority_code']} {row['quarter']}", extension)

    def extension(self, authority_code: str, quarter: Quarter) -> Extension | None:
        """What was agreed about an authority's return that is due later than the calendar says, if anything was."""
        return self.extensions.get(f"{authority_code} {quarter}")

    def is_in_calendar(self, quarter: Quarter) -> bool:
        """Whether returns are asked for a quarter: nobody knows when one is due that the calendar does not have."""
        return str(quarter) in self.due_dates

    def is_owed(self, authority: Authority, quarter: Quarter) -> bool:
        """Whether an authority owes a return for a quarter, sooner or later."""
        return authority.reports_for(quarter) and self.is_in_calendar(quarter)

    def calendar_lacks(self, quarters: Sequence[Quarter]) -> str:
        """The sentence for a person that the calendar does not have some quarters."""
        names = ", ".join(map(str, quarters))
        are, rows = ("is", "its row") if len(quarters) == 1 else ("are", "their rows")
        return f"{self.seeds / 'return_calendar.csv'}: {names} {are} not in the calendar; add {rows}"

    def due_date(self, authority_code: str, quarter: Quarter) -> date:
        """The day an authority's return for a quarter is due: the calendar's, or the later one that was agreed.

        Raises:
            PipelineError: the calendar does not have the quarter.
        """
        if not self.is_in_calendar(quarter):
            raise PipelineError(self.calendar_lacks([quarter]))
        if extension := self.extension(authority_code, quarter):
            return extension.due_date
        return date.fromisoformat(self.due_dates[str(quarter)])

    @cached_property
    def finding_types(self) -> dict[str, Row]:
        """The register of kinds of finding by type: severity, responsibility, title, remedy."""
        file = self._files["finding_types"]

        def finding_type(line: int, row: Row) -> Row:
            file.one_of(line, row, "severity", SEVERITIES)
            return row

        return file.by_key(lambda row: row["finding_type"], finding_type)

    def severity(self, finding_type: str) -> str:
        """How grave a kind of finding is."""
        if finding_type not in self.finding_types:
            raise PipelineError(f"{self.seeds / 'finding_types.csv'}: there is no row for {finding_type!r}; add it")
        return self.finding_types[finding_type]["severity"]

    def rows(self, name: str) -> list[Row]:
        """Every row of a seed, whoever's and whenever, by heading."""
        return [row for _, row in self._files[name].rows]

    def numbered_rows(self, name: str) -> list[tuple[int, Row]]:
        """Every row of a seed with the line it begins on."""
        return self._files[name].rows

    def columns(self, name: str) -> list[str]:
        """The columns of a seed, in their order."""
        return list(self._files[name].rows[0][1])

    def label_rows(self, authority_code: str, quarter: Quarter) -> list[Row]:
        """The labels that hold for an authority in a quarter, everybody's too, in the order of the seed.

        Two rows for one label would count its figures twice, so that is a fault.
        """
        rows = self._valid("labels", authority_code, quarter)
        seen: set[tuple[str, str]] = set()
        for line, row in rows:
            figures = row["list"] in ("measure", "activity")
            key = ("figure" if figures else row["list"], text_key(row["label"]))
            if key in seen:
                problem = f"the label {row['label']!r} holds twice in {quarter} for {authority_code or 'everybody'}"
                raise self._files["labels"].fault(line, f"{problem}; take one of the two out, or date them")
            seen.add(key)
        return [row for _, row in rows]

    def layout(self, authority_code: str, quarter: Quarter) -> tuple[LayoutTable, ...]:
        """The tables an authority's return has in a quarter; empty when it has no layout."""
        return self._layout(authority_code, quarter, "")

    def template(self, version: int, quarter: Quarter) -> tuple[LayoutTable, ...]:
        """The tables of a version of the programme's template; empty when there is no such version."""
        return self._layout(EVERYBODY, quarter, f"{TEMPLATE}{version}_")

    @cached_property
    def template_version(self) -> int:
        """The newest version of the template."""
        pattern = re.compile(rf"{TEMPLATE}(\d+)_")
        found = [pattern.match(row["table_name"]) for row in self.rows("layout_tables") if not row["authority_code"]]
        if not found:
            file = self.seeds / "layout_tables.csv"
            raise PipelineError(f"{file}: no row without an authority lays the template out; restore them")
        return max(int(match[1]) for match in found if match)

    def _layout(self, authority_code: str, quarter: Quarter, named: str) -> tuple[LayoutTable, ...]:
        """The tables of an authority, or everybody's, that are named so."""
        valid = [
            (line, row)
            for line, row in self._valid("layout_tables", authority_code, quarter)
            if row["table_name"].startswith(named)
        ]
        columns: dict[str, list[tuple[int, Row]]] = {}
        for line, row in self._valid("layout_columns", authority_code, quarter):
            columns.setdefault(row["table_name"], []).append((line, row))
        tables = self._files["layout_tables"].rows
        names = {row["table_name"] for _, row in tables if row["authority_code"] == authority_code}
        for name, [(line, _), *_] in columns.items():
            if name not in names:
                problem = (
                    f"{name!r} is no table of {authority_code or 'the template'} in layout_tables.csv; add it there"
                )
                raise self._files["layout_columns"].fault(line, problem)
        files = self._files["layout_tables"], self._files["layout_columns"]
        return tuple(
            layout_table(files[0], line, row, files[1], columns.pop(row["table_name"], [])) for line, row in valid
        )

    def _valid(self, name: str, authority_code: str, quarter: Quarter) -> list[tuple[int, Row]]:
        """The rows of a seed that hold for an authority in a quarter; labels without an authority are everybody's."""
        file = self._files[name]
        found = []
        for line, row in file.rows:
            is_everybodys = not row["authority_code"] and (name == "labels" or row["table_name"].startswith(TEMPLATE))
            code = EVERYBODY if is_everybodys else self._authority_code(file, line, row)
            if code != authority_code and not (name == "labels" and code == EVERYBODY):
                continue
            first, last = file.period(line, row)
            if (first is None or first <= quarter) and (last is None or quarter <= last):
                found.append((line, row))
        return found

    def _authority_code(self, file: SeedFile, line: int, row: Row) -> str:
        code = row["authority_code"]
        if code not in self._codes:
            raise file.fault(line, f"authority_code {code!r} is not in authorities.csv; add the authority there")
        return code

    @cached_property
    def _codes(self) -> frozenset[str]:
        return frozenset(authority.code for authority in self.authorities.values())
