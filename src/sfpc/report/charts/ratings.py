"""How many milestones of each authority are complete, green, amber and red."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sfpc.report import words
from sfpc.report.charts import chart as charts
from sfpc.report.charts.bars import LETTERS_OF_A_NAME, MOST_ROWS, ROW_PIXELS, WIDTH
from sfpc.report.charts.chart import BLUE, INK, Chart, Plotted, rows_of
from sfpc.report.charts.scale import scale
from sfpc.report.tables import Table

UNKNOWN = "not_reported"
LETTER_PIXELS, COUNT_PIXELS = 30, 12


@dataclass(frozen=True)
class Rating:
    """A rating as it is drawn: its words, the letter that stands on it, its colour and that of the letter."""

    words: str
    letter: str
    colour: str
    letters: str


RATINGS = {
    "complete": Rating("Complete", "C", BLUE, "white"),
    "green": Rating("Green", "G", "#28a197", INK),
    "amber": Rating("Amber", "A", "#f5c242", INK),
    "red": Rating("Red", "R", "#b3261e", "white"),
    UNKNOWN: Rating("Not reported", "x", "#dee0e2", INK),
}
"""In the order drawn; told apart by their letters, and by their lightness where colours are not seen."""

Counts = dict[str, int]


def milestones(tables: Mapping[str, Table] | Table, quarter: str, authority_code: str | None = None) -> Chart | None:
    """How many milestones of each authority are complete, green, amber and red, as one bar each.

    Args:
        tables: rpt_milestones, or all of them.
        quarter: the published one.
        authority_code: one authority alone; every authority where none is given.

    Returns:
        None where there is no milestone, or there are more authorities than can be read.
    """
    rows = [
        row
        for row in rows_of(tables, "rpt_milestones")
        if row["quarter"] == quarter and authority_code in (None, row["authority_code"])
    ]
    rows.sort(key=lambda row: (row["authority_name"], row["authority_code"]))
    counted = [
        (name, _counts([row["rag"] for row in group]))
        for name, group in groupby(rows, key=lambda row: row["authority_name"])
    ]
    if not counted or len(counted) > MOST_ROWS:
        return None
    told = Chart(
        "milestones",
        "Milestones by how the authority rates them",
        f"Stacked bar chart. {' '.join(_said(name, counts) for name, counts in counted)}",
        "",
        "Letters: the first of the rating; x: not reported.",
        tuple(
            Plotted(name, RATINGS[rating].words, count, words.number(count))
            for name, counts in counted
            for rating, count in counts.items()
        ),
    )
    return charts.drawn(told, _drawing(counted))


def _counts(rags: Sequence[str | None]) -> Counts:
    known = [rag if rag in RATINGS else UNKNOWN for rag in rags]
    return {rating: known.count(rating) for rating in RATINGS}


def _said(name: str, counts: Counts) -> str:
    parts = [f"{count} {RATINGS[rating].words.lower()}" for rating, count in counts.items() if count]
    return f"{name}: {words.listed(parts)}."


def _drawing(counted: Sequence[tuple[str, Counts]]) -> Any:  # noqa: ANN401 - altair has many chart classes
    import altair as alt

    shared = scale([sum(counts.values()) for _, counts in counted])
    values = [part for row, (_, counts) in enumerate(counted) for part in _parts(row, counts, int(shared.ticks[-1]))]
    names = [textwrap.wrap(name, LETTERS_OF_A_NAME) or [name] for name, _ in counted]
    y = alt.Y("row:O", scale=alt.Scale(domain=list(range(len(counted))), padding=0.25), axis=alt.Axis(
        labelExpr=f"{json.dumps(names)}[datum.value]", labelLimit=200, ticks=False, domain=False, title=None,
    ))  # fmt: skip
    used = [rating for rating in RATINGS if any(counts[rating] for _, counts in counted)]
    colours = alt.Scale(domain=[RATINGS[each].words for each in used], range=[RATINGS[each].colour for each in used])
    base = alt.Chart(alt.Data(values=values)).encode(y=y)
    x = alt.X("first:Q", scale=shared.vega(), axis=shared.axis())
    bars = base.mark_bar(stroke="white", strokeWidth=2).encode(
        x=x, x2="last:Q", color=alt.Color("rating:N", scale=colours, legend=alt.Legend(title=None, orient="top"))
    )
    letters = base.mark_text().encode(
        x=alt.X("middle:Q", scale=shared.vega(), axis=shared.axis()), text="said:N",
        color=alt.Color("letters:N", scale=None),
    )  # fmt: skip
    return (
        alt.layer(bars, letters)
        .resolve_scale(color="independent")
        .properties(width=WIDTH, height=ROW_PIXELS * len(counted))
    )


def _parts(row: int, counts: Counts, whole: int) -> list[dict[str, Any]]:
    """The parts of an authority's bar; one too short for its letter has its count alone, or nothing."""
    parts, first = [], 0
    for rating, count in counts.items():
        if count:
            room = count * WIDTH / whole
            said = f"{count} {RATINGS[rating].letter}" if room >= LETTER_PIXELS else str(count)
            parts.append({
                "row": row, "first": first, "last": first + count, "middle": first + count / 2,
                "rating": RATINGS[rating].words, "letters": RATINGS[rating].letters,
                "said": said if room >= COUNT_PIXELS else "",
            })  # fmt: skip
        first += count
    return parts
