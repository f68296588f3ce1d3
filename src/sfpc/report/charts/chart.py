"""What a chart is, its colours and type, and how Vega-Lite's drawing becomes a picture of the report's own."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sfpc.report import words
from sfpc.report.charts.vega import Drawing
from sfpc.report.grids import SUPPRESSED, Cell, Grid
from sfpc.report.tables import Row, Table

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
"""What vl-convert carries and measures with, then what a browser has in its place, of the same widths."""
TEXT_PIXELS = 12
"""The smallest type: 12 pixels are 9 points on paper."""
MOST_LEVEL_COLUMNS = 2
WIDTH_PIXELS = 640
"""The widest drawing: 480 points, the text of an A4 page; wider, the type would shrink when it is printed."""

# The Government Analysis Function's palette for charts: told apart by people who see fewer colours, and in grey by
# their lightness.
INK, GREY, INTERVAL, PALE, RULE = "#0b0c0c", "#505a5f", "#858f96", "#b1b4b6", "#dee0e2"
BLUE, ORANGE, TURQUOISE, PINK = "#12436d", "#f46a25", "#28a197", "#801650"

MARKS = {"suppressed": "c", "not_applicable": "z", "before_start": "z", "not_due": "z", "outside_period": "z"}
"""What stands where a figure would be; x, not available, for every other status."""
MARK_WORDS = {"c": "suppressed", "x": "not available", "z": "not applicable"}

CONFIGURATION: Drawing = {
    "aria": False,
    "background": "transparent",
    "font": FONT,
    "padding": 4,
    "axis": {
        "labelFontSize": TEXT_PIXELS, "titleFontSize": TEXT_PIXELS, "titleFontWeight": "normal", "labelColor": INK,
        "titleColor": INK, "gridColor": RULE, "domainColor": GREY, "tickColor": GREY, "labelLimit": 300,
    },
    "text": {"fontSize": TEXT_PIXELS, "color": INK},
    "legend": {"labelFontSize": TEXT_PIXELS, "labelColor": INK},
    "view": {"stroke": None},
}  # fmt: skip


@dataclass(frozen=True)
class Plotted:
    """A figure that a chart draws, or the mark it draws in its place.

    Attributes:
        subject: the authority, or the milestone.
        place: the quarter, or what of the subject it is, such as `Planned`.
        value: as in the table it comes from, not rounded; none where a mark is drawn.
        shown: the value in words, or what the mark means.
        note: its interval in words; may be empty.
        mark: c, x or z where there is no value.
        is_level: whether the subject's other figures are held against it.
    """

    subject: str
    place: str
    value: Decimal | int | date | None
    shown: str
    note: str = ""
    mark: str = ""
    is_level: bool = False


@dataclass(frozen=True)
class Chart:
    """A drawing and the words for whoever does not see it.

    Attributes:
        key: names it within a document: lower case and hyphens.
        alternative: what it shows, with its figures where they are few.
        legend: what a reader must know to read it, shown under it; may be empty.
        svg: one element, with title and description, and no reference to anything outside it.
        plotted: every figure that it draws, in the order drawn.
    """

    key: str
    title: str
    alternative: str
    svg: str
    legend: str = ""
    plotted: tuple[Plotted, ...] = ()


def table(chart: Chart, subject: str = "Authority", caption: str = "") -> Grid:
    """The table of what a chart draws: a row a subject, a column a place; many levels stand in one column of words."""
    levels = list(dict.fromkeys(each.place for each in chart.plotted if each.is_level))
    are_many = len(levels) > MOST_LEVEL_COLUMNS
    places = [place for place in dict.fromkeys(each.place for each in chart.plotted) if place not in levels]
    columns = [*places, *([] if are_many else levels)]
    cells = {(each.subject, each.place): each for each in chart.plotted}
    rows = []
    for name in dict.fromkeys(each.subject for each in chart.plotted):
        row = [Cell(name), *(_cell(cells.get((name, place)), is_level=place in levels) for place in columns)]
        held = [f"{place} {cells[name, place].shown}" for place in levels if (name, place) in cells]
        rows.append([*row, *([Cell("; ".join(held) or "none")] if are_many else [])])
    headings = (subject, *columns, *(["Held against"] if are_many else []))
    is_number = (False, *([True] * len(columns)), *([False] if are_many else []))
    return Grid(caption or chart.title, headings, rows, is_number)


def _cell(plotted: Plotted | None, *, is_level: bool) -> Cell:
    if plotted is None:
        return Cell("none" if is_level else words.status("not_available"), "absent")
    if plotted.mark == "c":
        return SUPPRESSED
    if plotted.value is None:
        return Cell(plotted.shown, "absent", plotted.note)
    return Cell(plotted.shown, "short" if isinstance(plotted.value, date) else "number", plotted.note)


def rows_of(tables: Mapping[str, Table], name: str) -> tuple[Row, ...]:
    """The rows of a table; none where a release does not hold it."""
    return tables[name].rows if name in tables else ()


def mark(status: str) -> str:
    """What is drawn where a figure of this status would be.

    >>> mark("suppressed"), mark("not_applicable"), mark("no_return")
    ('c', 'z', 'x')
    """
    return MARKS.get(status, "x")


def marks_explained(used: set[str]) -> str:
    """What the letters in a drawing mean; empty where it has none.

    >>> marks_explained({"x", "c"})
    'c: suppressed; x: not available.'
    """
    return "; ".join(f"{letter}: {MARK_WORDS[letter]}" for letter in sorted(used)) + "." if used else ""


def drawn(chart: Chart, drawing: Drawing) -> Chart:
    """The chart with its drawing as SVG."""
    import vl_convert

    svg = vl_convert.vegalite_to_svg({**drawing, "config": CONFIGURATION})
    return replace(chart, svg=self_contained(svg, chart.key, chart.title, chart.alternative))


def self_contained(svg: str, key: str, title: str, alternative: str) -> str:
    """Make a drawing of the page's own: told to a screen reader, with ids that are its own and always the same."""
    opening, rest = svg.split(">", 1)
    box = re.search(r'viewBox="[\d. -]+"', opening)
    if box is None:
        raise ValueError(f"the drawing {key} says no viewBox")
    rest = _own_ids(_unannounced(rest), key)
    width = re.search(r'width="([\d.]+)"', opening)
    style = f' style="width:{width[1]}px"' if width else ""
    return (
        f'<svg role="img" aria-labelledby="{key}-title {key}-alternative" {box[0]}{style}>'
        f'<title id="{key}-title">{html.escape(title)}</title>'
        f'<desc id="{key}-alternative">{html.escape(alternative)}</desc>{rest}'
    )


def _unannounced(svg: str) -> str:
    """Leave out what Vega says of single marks to a screen reader: the title and description say it of the whole."""
    said = re.compile(r' (?:role|aria-label|aria-roledescription)="[^"]*"')
    return re.sub(r"<[^>]+>", lambda tag: said.sub("", tag[0]), svg)


def _own_ids(svg: str, key: str) -> str:
    """Number the ids from 1: Vega counts them over the life of the process."""
    for number, name in enumerate(dict.fromkeys(re.findall(r'\bid="([^"]+)"', svg)), start=1):
        svg = re.sub(rf'(\bid="|url\(#|href="#){re.escape(name)}(?=["\)])', rf"\g<1>{key}-{number}", svg)
    return svg
