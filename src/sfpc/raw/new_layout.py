"""A first draft of the layout of a return that nobody has laid out yet, from its files alone, for a person to correct.

Rows that look like headings are sought, and each heading is compared with all that anybody's layout knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sfpc import confinement
from sfpc.period import Quarter, read_financial_year, read_quarter_number
from sfpc.personal_data import kinds_in
from sfpc.raw.meanings import Known, Meanings
from sfpc.raw.proposals import Proposed, with_placeholders
from sfpc.raw.records import AMOUNTS
from sfpc.raw.template import PATTERNS
from sfpc.readers import Grid, open_files
from sfpc.reference import RAW_FIELDS, Authority, Reference, reference
from sfpc.text import clean, text_key

ROWS_LOOKED_THROUGH = 60
"""Rows from the top of a sheet in which headings are sought."""

FEWEST_HEADINGS = 2
NEARLY_FULL = 0.6
FIGURE_OR_DAY = re.compile(r"(?!£\s?0+$)[\s£$(+\-]*[\d.,]+\s?[%k)m]?|\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}|\d{4}-\d\d-\d\d")
"""A number, an amount or a day: what stands under headings, and is none."""

MOST_LIKELY_A_LABEL = 85
"""The score from which a heading is taken for a measure or activity of its own."""

FIELDS_OF_PERIODS = {"indicators": "value", "finance": "actual_in_month"}
"""What stands under a month, in a table that has a column a month."""

LISTS = {
    ("indicators", "label"): ("measure", "activity"),
    ("indicators", "category"): ("category",),
    ("finance", "workstream"): ("workstream",),
    ("finance", "funder"): ("funder",),
    ("milestones", "rag"): ("rag",),
}
"""Fields whose cells are labels, and the lists they may belong to."""

MONEY = AMOUNTS - {"value", "denominator", "percentage", "year_to_date"}
UNITS = (
    (re.compile(r"£\s?m\b|\bmillion", re.IGNORECASE), "1000000", "million pounds"),
    (re.compile(r"£\s?k\b|£\s?'?000|\bthousand", re.IGNORECASE), "1000", "thousand pounds"),
    (re.compile(r"\bpence\b", re.IGNORECASE), "0.01", "pence"),
)
OPTIONAL = ("comment",)
MOST_CELLS = 60
LEAST_OF_CELLS = 45
"""The mean score of the cells of a column from which they are taken for labels of a list."""

VARYING = (
    (re.compile(r"(?<![0-9A-Za-z])20\d\d[-/_]?(?:20)?\d\d(?![0-9A-Za-z])"), "{financial_year}"),
    (re.compile(r"(?<![0-9A-Za-z])(?:Q|Qtr ?|Quarter ?)[1-4](?![0-9A-Za-z])", re.IGNORECASE), "{quarter}"),
)
"""What varies from quarter to quarter in the names of files and sheets."""


@dataclass(frozen=True)
class Guess:
    """What a column most likely holds.

    Attributes:
        heading: as the layout would write it.
        score: how alike heading and known heading are, of 100; 0 where nothing is like it.
        like: the known heading.
    """

    position: int
    heading: str
    field: str
    fills: str
    score: int
    like: str


@dataclass(frozen=True)
class Table:
    """A table most likely found in a grid."""

    grid: Grid
    row: int
    raw_table: str
    guesses: tuple[Guess, ...]

    @property
    def score(self) -> int:
        """How sure it is: the scores of its headings."""
        return sum(guess.score for guess in self.guesses)


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
        self.names: set[str] = set()
        self.common = {
            "authority_code": authority.code,
            "first_quarter": str(quarter),
            "source": f"programme_returns: {authority.name}, {quarter}",
        }

    def add(self, grid: Grid) -> None:
        """Propose the rows of what a grid holds."""
        table = self.table_in(grid)
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

    def table_in(self, grid: Grid) -> Table | None:
        """The table under the row that looks most like headings, and what each of them most likely means."""
        number = heading_row(grid)
        if number is None:
            return None
        found = [
            Table(grid, number, raw_table, tuple(guesses))
            for raw_table in RAW_FIELDS
            if raw_table != "declarations" and (guesses := self.guesses(grid, number, raw_table))
        ]
        return max(found, key=lambda one: one.score, default=None)

    def guesses(self, grid: Grid, number: int, raw_table: str) -> list[Guess]:
        """What the headings of a row most likely mean, if they are those of a raw table; none where too few are."""
        best: dict[tuple[str, str], Guess] = {}
        others: list[Guess] = []
        for position, text in enumerate(grid.rows[number]):
            if not text or kinds_in(text):
                continue
            guess = self.guess(grid, number, position, raw_table)
            key = (guess.field, guess.heading if guess.fills else "")
            before = best.get(key)
            if not guess.field or (before and not guess.fills and before.score >= guess.score):
                others.append(unknown(guess))
                continue
            if before:
                others.append(before if guess.fills else unknown(before))
            best[key] = guess
        known = [*best.values(), *(guess for guess in others if guess.field)]
        return sorted([*best.values(), *others], key=lambda one: one.position) if len(known) >= FEWEST_HEADINGS else []

    def guess(self, grid: Grid, number: int, position: int, raw_table: str) -> Guess:
        """What one column most likely holds: by its heading, and by what stands under it."""
        text = clean(grid.rows[number][position])
        cells = [row[position] for row in grid.rows[number + 1 :] if row[position]]
        are_figures = sum(bool(FIGURE_OR_DAY.fullmatch(cell)) for cell in cells) * 2 >= len(cells)
        if raw_table in FIELDS_OF_PERIODS and re.fullmatch(PATTERNS["month"], text, re.IGNORECASE):
            return Guess(position, "{month}", FIELDS_OF_PERIODS[raw_table], "period", 100, "{month}")
        by_heading = self.by_heading(position, text, raw_table)
        if (by_heading.field in AMOUNTS or by_heading.field.endswith("_date")) and not are_figures:
            by_heading = Guess(position, text, "", "", 0, "")
        if are_figures:
            return by_heading
        by_cells = self.by_cells(position, text, cells, raw_table)
        return max(by_heading, by_cells, key=lambda one: one.score)

    def by_heading(self, position: int, text: str, raw_table: str) -> Guess:
        """What a heading most likely means."""
        year = with_placeholders(text, "{financial_year}")
        heading, fills = (year, "financial_year") if raw_table == "benefits" and year != text else (text, "")
        proposal = self.meanings.of_heading(text, raw_table)
        if proposal is not None:
            known = proposal.known
            heading = with_placeholders(heading, known.text)
            if "{" in heading:
                fills = fills or dict(known.more)["fills"]
            return Guess(position, heading, known.means, fills, proposal.score, known.text)
        if raw_table == "indicators":
            label = self.meanings.of_label(text, LISTS["indicators", "label"])
            if label is not None and label.score >= MOST_LIKELY_A_LABEL:
                return Guess(position, "{label}", "value", "label", label.score, "{label}")
        return Guess(position, heading, "", fills, 0, "")

    def by_cells(self, position: int, text: str, cells: Sequence[str], raw_table: str) -> Guess:
        """What a column of words most likely holds: labels of a list, where most of them are like known ones."""
        best = Guess(position, text, "", "", 0, "")
        different = list(dict.fromkeys(clean(cell) for cell in cells))[:MOST_CELLS]
        for (table, field), lists in LISTS.items():
            if table != raw_table or not different:
                continue
            found = [self.meanings.of_label(cell, lists) for cell in different]
            score = round(sum(one.score for one in found if one) / len(different))
            if score > max(best.score, LEAST_OF_CELLS):
                best = Guess(position, text, field, "", score, f"{field} (what stands under it)")
        return best

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


def heading_row(grid: Grid) -> int | None:
    """The first row that is nearly as full as the fullest and holds no figures."""
    top = grid.rows[:ROWS_LOOKED_THROUGH]
    fullest = max((sum(map(bool, row)) for row in top), default=0)
    for number, row in enumerate(top):
        filled = [text for text in row if text]
        if len(filled) < max(FEWEST_HEADINGS, NEARLY_FULL * fullest):
            continue
        if not any(FIGURE_OR_DAY.fullmatch(text) for text in filled):
            return number
    return None


def unknown(guess: Guess) -> Guess:
    """A column whose meaning another column has already."""
    return Guess(guess.position, guess.heading, "", guess.fills, 0, "")


def varying(name: str) -> str:
    """The name of a file or sheet, with what varies from quarter to quarter as placeholders.

    >>> varying("Return Q1 2022-23 Finance.csv")
    'Return {quarter} {financial_year} Finance.csv'
    """
    for pattern, placeholder in VARYING:
        name = pattern.sub(placeholder, name, count=1)
    return name
