"""How many milestones of each authority are complete, green, amber and red."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sfpc.report import words
from sfpc.report.charts import chart as charts
from sfpc.report.charts import vega
from sfpc.report.charts.bars import LETTERS_OF_A_NAME, MOST_LINES, MOST_ROWS, ROW_PIXELS, WIDTH
from sfpc.report.charts.chart import BLUE, INK, Chart, Plotted, rows_of
from sfpc.report.charts.scale import scale
from sfpc.report.charts.vega import Drawing
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


def milestones(tables: Mapping[str, Table], quarter: str, authority_code: str | None = None) -> Chart | None:
    """How many milestones of each authority are complete, green, amber and red, as one bar each.

    Args:
        tables: rpt_milestones.
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


def _drawing(counted: Sequence[tuple[str, Counts]]) -> Drawing:
    shared = scale([sum(counts.values()) for _, counts in counted])
    parts = [part for row, (_, counts) in enumerate(counted) for part in _parts(row, counts, int(shared.ticks[-1]))]
    rows = [
        {"row": row, "name": vega.in_lines(name, LETTERS_OF_A_NAME, MOST_LINES)}
        for row, (name, _) in enumerate(counted)
    ]
    y = vega.order("row", {"domain": list(range(len(counted))), "padding": 0.25}, None)
    used = [RATINGS[rating] for rating in RATINGS if any(counts[rating] for _, counts in counted)]
    colours = {"domain": [each.words for each in used], "range": [each.colour for each in used]}
    colour = {**vega.words("rating"), "scale": colours, "legend": {"title": None, "orient": "top"}}
    edge = {"stroke": "white", "strokeWidth": 2}
    first, last, middle = shared.place("first"), {"field": "last"}, shared.place("middle")
    letters = {**vega.words("letters"), "scale": None}
    layers = [
        *vega.names(rows, y, MOST_LINES),
        vega.layer(parts, "bar", edge, x=first, x2=last, y=y, color=colour),
        vega.layer(parts, "text", {}, x=middle, y=y, text=vega.words(), color=letters),
    ]
    size = {"width": WIDTH, "height": ROW_PIXELS * len(counted)}
    return {"layer": layers, "resolve": {"scale": {"color": "independent"}}, **size}


def _parts(row: int, counts: Counts, whole: int) -> list[Drawing]:
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
