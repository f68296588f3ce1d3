"""What the columns of a table that nobody has laid out most likely hold, by their headings and by what stands below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sfpc.personal_data import kinds_in
from sfpc.raw.meanings import Meanings
from sfpc.raw.proposals import with_placeholders
from sfpc.raw.records import AMOUNTS
from sfpc.raw.template import PATTERNS
from sfpc.readers import Grid
from sfpc.reference import RAW_FIELDS
from sfpc.text import clean

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

MOST_CELLS = 60
LEAST_OF_CELLS = 45
"""The mean score of the cells of a column from which they are taken for labels of a list."""


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


class Guesser:
    """Finds tables in grids by all that is known of headings and labels."""

    def __init__(self, meanings: Meanings) -> None:
        self.meanings = meanings

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
