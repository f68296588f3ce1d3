"""A first draft of the layout of a return that nobody has laid out yet, from its files alone, for a person to correct.

Rows that look like headings are sought, and each heading is compared with all that anybody's layout knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sfpc import confinement
from sfpc.period import Quarter, read_financial_year, read_quarter_number
from sfpc.personal_data import kinds_in
from sfpc.raw.guesses import FEWEST_HEADINGS, FIGURE_OR_DAY, LISTS, Guess, Guesser, Table
from sfpc.raw.meanings import Known, Meanings
from sfpc.raw.proposals import Proposed
from sfpc.raw.records import AMOUNTS
from sfpc.readers import Grid, open_files
from sfpc.reference import Authority, Reference, reference
from sfpc.text import clean, text_key

MONEY = AMOUNTS - {"value", "denominator", "percentage", "year_to_date"}
UNITS = (
    (re.compile(r"£\s?m\b|\bmillion", re.IGNORECASE), "1000000", "million pounds"),
    (re.compile(r"£\s?k\b|£\s?'?000|\bthousand", re.IGNORECASE), "1000", "thousand pounds"),
    (re.compile(r"\bpence\b", re.IGNORECASE), "0.01", "pence"),
)
OPTIONAL = ("comment",)
VARYING = (
    (re.compile(r"(?<![0-9A-Za-z])20\d\d[-/_]?(?:20)?\d\d(?![0-9A-Za-z])"), "{financial_year}"),
    (re.compile(r"(?<![0-9A-Za-z])(?:Q|Qtr ?|Quarter ?)[1-4](?![0-9A-Za-z])", re.IGNORECASE), "{quarter}"),
)
"""What varies from quarter to quarter in the names of files and sheets."""


def for_files(files: Sequence[Path], folder: str, quarter: Quarter, seeds: Path) -> Proposed:
    """The layout that the files of one return most likely have; they are read in a child process.

    Raises:
        OutOfBounds: reading them took more than it may.
    """
    asked = {"files": [str(file) for file in files], "folder": folder, "quarter": str(quarter), "seeds": str(seeds)}
    return Proposed(**confinement.call("sfpc.raw.new_layout:for_files_here", asked))


def for_files_here(files: Sequence[str], folder: str, quarter: str, seeds: str) -> dict[str, Any]:
    """Draft the layout in this process; the answer as JSON."""
    return asdict(drafted([Path(file) for file in files], folder, Quarter.parse(quarter), Path(seeds)))


def drafted(files: Sequence[Path], folder: str, quarter: Quarter, seeds: Path) -> Proposed:
    """Draft the layout."""
    known = reference(seeds)
    authority = known.authorities[folder]
    result = Proposed()
    grids, findings = open_files(list(files))
    result.notes += [f"{finding.file}: {finding.message}" for finding in findings]
    draft = Draft(known, authority, quarter, result)
    for grid in grids:
        if grid.is_visible:
            draft.add(grid)
    result.notes += meant_twice(result.rows["labels"])
    return result


def meant_twice(labels: Sequence[dict[str, str]]) -> Iterator[str]:
    """A note for each meaning that several labels are proposed for: at most one of them has it."""
    meaning: dict[tuple[str, str, str], list[str]] = {}
    for row in labels:
        if row["code"]:
            meaning.setdefault((row["list"], row["code"], row["category"]), []).append(row["label"])
    for (name, code, category), found in meaning.items():
        if len(found) > 1:
            which = f"{name} {code}" + (f", {category}" if category else "")
            yield f"labels.csv: {', '.join(map(repr, found))} are all proposed as {which}; one of them is, at most."


class Draft:
    """A layout being drafted."""

    def __init__(self, known: Reference, authority: Authority, quarter: Quarter, result: Proposed) -> None:
        self.known = known
        self.authority = authority
        self.quarter = quarter
        self.result = result
        self.meanings = Meanings(known, authority.code)
        self.guesser = Guesser(self.meanings)
        self.names: set[str] = set()
        self.common = {
            "authority_code": authority.code,
            "first_quarter": str(quarter),
            "source": f"programme_returns: {authority.name}, {quarter}",
        }

    def add(self, grid: Grid) -> None:
        """Propose the rows of what a grid holds."""
        table = self.guesser.table_in(grid)
        end = table.row if table else len(grid.rows)
        cover = list(self.declared_beside(grid, end))
        name = self.name_of(grid)
        if cover:
            self.add_table(grid, f"{name}_cover", "declarations", "form", "")
            for label, field in cover:
                self.add_column(f"{name}_cover", Guess(0, label, field, "", 100, ""), "", "")
        if table is None:
            if not cover:
                where = ", ".join(filter(None, (grid.file, grid.sheet)))
                self.result.notes.append(f"{where}: no row looks like headings; see whether it holds a table.")
            return
        labels = list(self.labels_of(table))
        sections = self.sections(table.raw_table, [row["list"] for row in labels])
        self.add_table(grid, name, table.raw_table, "table", sections)
        factor, unit = self.unit_of(table)
        for guess in table.guesses:
            self.add_column(name, guess, *((factor, unit) if guess.field in MONEY else ("", "")))
        for row in labels:
            self.result.add("labels", row)

    def declared_beside(self, grid: Grid, end: int) -> Iterator[tuple[str, str]]:
        """Labels above a table, or on a cover, beside which the return says whose or for when it is."""
        for row in grid.rows[:end]:
            filled = [text for text in row if text]
            if len(filled) < FEWEST_HEADINGS:
                continue
            label, value = filled[0], filled[1]
            if self.known.authority_names.get(text_key(value)) == self.authority.code:
                yield clean(label), "declared_authority"
            elif read_financial_year(value) == self.quarter.start_year:
                yield clean(label), "declared_financial_year"
            elif read_quarter_number(value) == self.quarter.number:
                yield clean(label), "declared_quarter"

    def labels_of(self, table: Table) -> Iterator[dict[str, str]]:
        """Rows of labels.csv for the labels that stand in a table."""
        rows = table.grid.rows
        for guess in table.guesses:
            lists = LISTS.get((table.raw_table, guess.field))
            texts: list[str] = []
            if guess.fills in ("label", "category"):
                lists = LISTS.get((table.raw_table, guess.fills))
                texts = [rows[table.row][guess.position]]
            elif lists:
                texts = [row[guess.position] for row in rows[table.row + 1 :] if sum(map(bool, row)) > 1]
            for text in dict.fromkeys(clean(text) for text in texts if text):
                if lists and not kinds_in(text) and not FIGURE_OR_DAY.fullmatch(text):
                    yield self.label_row(text, lists)

    def label_row(self, text: str, lists: tuple[str, ...]) -> dict[str, str]:
        """A row of labels.csv."""
        proposal = self.meanings.of_label(text, lists)
        row = dict.fromkeys(self.known.columns("labels"), "") | self.common | {"label": text}
        if proposal is None:
            only = lists[0] if len(lists) == 1 else ""
            return row | {"list": only, "note": "proposed: no known label is like it; say what it means"}
        known: Known = proposal.known
        return row | {
            "list": known.kind,
            "code": known.means,
            "category": dict(known.more)["category"],
            "note": f"proposed: {proposal.score} of 100 like '{known.text}'; approve or correct",
        }

    def add_table(self, grid: Grid, name: str, raw_table: str, shape: str, sections: str) -> None:
        """Propose a row of layout_tables.csv."""
        row = dict.fromkeys(self.known.columns("layout_tables"), "") | self.common
        if "reads_hidden" in row:
            row["reads_hidden"] = "false"
        self.result.add(
            "layout_tables",
            row
            | {
                "table_name": name,
                "raw_table": raw_table,
                "sections": sections,
                "file": varying(grid.file),
                "sheet": varying(grid.sheet or ""),
                "shape": shape,
                "note": "proposed; approve or correct",
            },
        )

    def add_column(self, name: str, guess: Guess, factor: str, unit: str) -> None:
        """Propose a row of layout_columns.csv."""
        row = dict.fromkeys(self.known.columns("layout_columns"), "") | self.common
        note = f"proposed: {guess.score} of 100 like '{guess.like}'; approve or correct"
        if not guess.field:
            note = "proposed: no known heading is like it; say what it holds, or that it is ignored"
        elif "what stands under" in guess.like:
            note = f"proposed: most of what stands under it is known as such ({guess.score} of 100); approve or correct"
        elif not guess.like:
            note = "proposed: what stands beside it says so; approve or correct"
        elif factor:
            note += "; see that the unit is right"
        is_required = bool(guess.field) and guess.field not in OPTIONAL
        self.result.add(
            "layout_columns",
            row
            | {
                "table_name": name,
                "heading": guess.heading,
                "field": guess.field,
                "fills": guess.fills,
                "factor": factor,
                "unit": unit,
                "is_required": str(is_required).lower(),
                "repeats_down": "false",
                "note": note,
            },
        )

    def sections(self, raw_table: str, lists: Sequence[str]) -> str:
        """The sections that a table brings."""
        if raw_table != "indicators":
            return raw_table
        found = [section for section, name in (("performance", "measure"), ("delivery", "activity")) if name in lists]
        return " ".join(found) or "performance"

    def unit_of(self, table: Table) -> tuple[str, str]:
        """The unit of money that headings, titles and names speak of; pounds where none does."""
        above = [text for row in table.grid.rows[: table.row + 1] for text in row if text]
        said = " ".join([table.grid.file, table.grid.sheet or "", *above])
        return next(((factor, unit) for pattern, factor, unit in UNITS if pattern.search(said)), ("1", "pounds"))

    def name_of(self, grid: Grid) -> str:
        """A name for a grid's table that no other has."""
        stem = varying(grid.sheet or Path(grid.file).stem)
        base = re.sub(r"[^a-z0-9]+", "_", re.sub(r"\{\w+\}", "", stem).casefold()).strip("_") or "table"
        name = base
        while name in self.names:
            name = f"{base}_{len(self.names) + 1}"
        self.names.add(name)
        return name


def varying(name: str) -> str:
    """The name of a file or sheet, with what varies from quarter to quarter as placeholders.

    >>> varying("Return Q1 2022-23 Finance.csv")
    'Return {quarter} {financial_year} Finance.csv'
    """
    for pattern, placeholder in VARYING:
        name = pattern.sub(placeholder, name, count=1)
    return name
