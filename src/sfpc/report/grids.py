"""The report's tables: a caption, headings and cells of words, ready to be laid out. No table has an empty cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Cell:
    """A cell of a table.

    Attributes:
        kind: text, short (kept on one line), long, number, clear, absent (why there is no figure), rag-<colour>,
            or total (of a first cell: the row adds up others).
        note: smaller words under it, such as an interval.
        spoken: what a screen reader says in place of a text that is a symbol: `suppressed` for c.
        traced: where its trace stands: the code of an authority (None for the programme) and an id. It is no part of
            what the cell says.
    """

    text: str
    kind: str = "text"
    note: str = ""
    spoken: str = ""
    traced: tuple[str | None, str] | None = field(default=None, compare=False)


SUPPRESSED = Cell("c", "absent", spoken="suppressed")


@dataclass(frozen=True)
class Grid:
    """A table of a document; the first cell of each row is its heading.

    Attributes:
        is_number: for each column, whether it holds figures and is aligned to the right.
        note: a sentence under the table.
    """

    caption: str
    headings: tuple[str, ...]
    rows: list[list[Cell]]
    is_number: tuple[bool, ...] = ()
    note: str = ""


def grid(caption: str, headings: str, rows: list[list[Cell]], note: str = "") -> Grid:
    """A grid whose headings are written in one line: `Measure | Value # | …`, figures marked with #."""
    parts = [part.strip() for part in headings.split("|")]
    return Grid(
        caption,
        tuple(part.removesuffix("#").strip() for part in parts),
        rows,
        tuple(part.endswith("#") for part in parts),
        note,
    )


def figures(caption: str, first: str, headings: Sequence[str], rows: list[list[Cell]]) -> Grid:
    """A grid of figures, whose headings are names that stand as they are."""
    return Grid(caption, (first, *headings), rows, (False, *([True] * len(headings))))
