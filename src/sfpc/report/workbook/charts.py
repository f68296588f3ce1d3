"""Native charts, each on a sheet of its own with others of its kind, drawn from the cells of the tables.

A spreadsheet draws text as zero, and a figure that is missing is text here. So a series names its cells one run after
another, with an empty cell wherever a figure is missing: there it draws a gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_rowcol_to_cell

if TYPE_CHECKING:
    from sfpc.report.workbook.book import Book

EMPTY = "$XFD$1"
"""A cell that no table reaches."""
FONT: dict[str, Any] = {"name": "Arial", "size": 12, "color": "#000000"}
TITLE = {**FONT, "size": 13, "bold": True}
QUIET, EDGE = "#B1B4B6", "#0B0C0C"
IN_A_ROW = 3
SMALL = (460, 300)
WIDE = 1000
OF_A_BAR, OF_THE_REST = 34, 170
"""Heights in pixels: of one bar, and of title, axis and legend."""
OF_A_ROW, OF_A_UNIT = 20, 7
"""The height of a row of cells, and a unit of width, in pixels."""
OF_A_PAGE = 1400
"""So many pixels of charts go on one page; more are cut between two."""


@dataclass(frozen=True)
class Cells:
    """Cells of a table that a chart draws.

    Attributes:
        sheet: the name of the sheet.
        places: row and column of each, from 0; None where a figure is missing.
        values: what stands in them, for programs that draw without reading the cells; None where it is missing.
    """

    sheet: str
    places: tuple[tuple[int, int] | None, ...]
    values: tuple[float | str | None, ...]

    @property
    def formula(self) -> str:
        """The cells as a chart names them.

        >>> Cells("Rates", ((4, 1), (4, 2), None, (4, 4)), (1.0, 2.0, None, 3.0)).formula
        "=('Rates'!$B$5:$C$5,'Rates'!$XFD$1,'Rates'!$E$5)"
        """
        areas = [f"'{self.sheet}'!{area}" for area in _runs(self.places)]
        return f"={areas[0]}" if len(areas) == 1 else f"=({','.join(areas)})"


@dataclass(frozen=True)
class Line:
    """One series of a chart: a line, or the bars of one colour."""

    name: str
    cells: Cells
    colour: str


@dataclass(frozen=True)
class Drawing:
    """One chart.

    Attributes:
        kind: line, bar (side by side) or stacked.
        alternative: what it shows, in words with its figures, for whoever does not see it.
        categories: what stands along its axis.
        display: the number format of its figures.
        scale: where the axis of figures ends, and how far its lines are apart; None where the spreadsheet may choose.
    """

    kind: str
    title: str
    alternative: str
    categories: Cells
    lines: tuple[Line, ...]
    unit: str
    display: str = "#,##0"
    scale: tuple[float, float] | None = None


@dataclass(frozen=True)
class ChartSheet:
    """A sheet of charts of one kind.

    Attributes:
        about: sentences above the charts.
        drawings: in the order of reading.
    """

    name: str
    title: str
    about: tuple[str, ...]
    drawings: tuple[Drawing, ...] = field(default=())


def write(book: Book, sheet: ChartSheet) -> None:
    """Write a sheet of charts: small ones side by side, wide ones one under another."""
    worksheet = book.add_worksheet(sheet.name, gridlines="hide_all")
    book.write_above(worksheet, sheet.title, [*sheet.about])
    top = 4 + len(sheet.about)
    across = down = 0
    for place, drawing in enumerate(sheet.drawings):
        width, height = size(drawing)
        chart = _chart(book, drawing)
        chart.set_size({"width": width, "height": height})
        worksheet.insert_chart(
            top + -(-down // OF_A_ROW), 0, chart,
            {"x_offset": across, "description": drawing.alternative, "object_position": 2},
        )  # fmt: skip
        is_last = drawing.kind != "line" or (place + 1) % IN_A_ROW == 0
        across = 0 if is_last else across + width
        down += height + OF_A_ROW if is_last else 0
    book.lay_out_for_print(worksheet, WIDE / OF_A_UNIT, 1 if down <= OF_A_PAGE else 0)


def size(drawing: Drawing) -> tuple[int, int]:
    """Width and height in pixels; bars are as thick in a chart of many as in one of few."""
    if drawing.kind == "line":
        return SMALL
    bars = len(drawing.categories.places) * (1 if drawing.kind == "stacked" else len(drawing.lines))
    return WIDE, OF_THE_REST + OF_A_BAR * bars


def _chart(book: Book, drawing: Drawing) -> Any:  # noqa: ANN401 - XlsxWriter carries no types
    kinds: dict[str, dict[str, str]] = {
        "line": {"type": "line"},
        "bar": {"type": "bar"},
        "stacked": {"type": "bar", "subtype": "stacked"},
    }
    chart = book.add_chart(kinds[drawing.kind])
    for line in drawing.lines:
        chart.add_series(_series(drawing, line))
    chart.set_title({"name": book.marked(drawing.title), "name_font": TITLE, "overlay": False})
    figures = _axis_of_figures(drawing)
    if drawing.kind == "line":
        chart.set_x_axis({"num_font": {**FONT, "rotation": -45}})
        chart.set_y_axis(figures)
    else:
        # the first row of the table is the first from above; the axis of figures stays below
        chart.set_x_axis(figures)
        chart.set_y_axis({"num_font": FONT, "reverse": True, "crossing": "max"})
    legend: dict[str, Any] = {"position": "top", "font": FONT} if len(drawing.lines) > 1 else {"none": True}
    chart.set_legend(legend)
    # said outright: by the standard a chart that does not say draws a zero, and XlsxWriter leaves Excel's default out
    chart._write_disp_blanks_as = lambda: chart._xml_empty_tag("c:dispBlanksAs", [("val", "gap")])  # noqa: SLF001
    return chart


def _axis_of_figures(drawing: Drawing) -> dict[str, Any]:
    """From nought, so that a length or a height means what it seems to."""
    axis: dict[str, Any] = {
        "num_font": FONT,
        "num_format": drawing.display,
        "min": 0,
        "name": drawing.unit,
        "name_font": FONT,
        "major_gridlines": {"visible": True, "line": {"color": QUIET, "width": 0.75}},
    }
    return axis if drawing.scale is None else {**axis, "max": drawing.scale[0], "major_unit": drawing.scale[1]}


def _series(drawing: Drawing, line: Line) -> dict[str, Any]:
    series: dict[str, Any] = {
        "name": line.name,
        "categories": drawing.categories.formula,
        "categories_data": list(drawing.categories.values),
        "values": line.cells.formula,
        "values_data": list(line.cells.values),
    }
    if drawing.kind == "line":
        marker = {"type": "circle", "size": 6, "fill": {"color": line.colour}, "border": {"color": line.colour}}
        return series | {"line": {"color": line.colour, "width": 2.25}, "marker": marker}
    inside = drawing.kind == "stacked"
    # in a stack a bar of nothing has no room for its nought
    display = f"{drawing.display};;" if inside else drawing.display
    label = {"value": True, "num_format": display, "font": {**FONT, "color": _over(line.colour, inside=inside)}}
    look = {"fill": {"color": line.colour}, "border": {"color": EDGE}, "gap": 40, "data_labels": label}
    return series | look | {"overlap": 100 if inside else 0}


def _over(colour: str, *, inside: bool) -> str:
    """Black or white, whichever is read better on a colour; outside of a bar the ground is white."""
    if not inside:
        return "#000000"
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#000000" if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else "#FFFFFF"  # noqa: PLR2004 - midway


def _runs(places: Sequence[tuple[int, int] | None]) -> list[str]:
    """Places as areas, each of cells that follow one another in a row or a column."""
    runs: list[list[tuple[int, int]]] = []
    for place in places:
        if place is None:
            runs.append([])
        elif runs and _follows(runs[-1], place):
            runs[-1].append(place)
        else:
            runs.append([place])
    return [_area(run) if run else EMPTY for run in runs]


def _follows(run: list[tuple[int, int]], place: tuple[int, int]) -> bool:
    """Whether a cell goes on a run in its direction."""
    if not run:
        return False
    step = (place[0] - run[-1][0], place[1] - run[-1][1])
    return step in {(0, 1), (1, 0)} and (len(run) == 1 or step == (run[1][0] - run[0][0], run[1][1] - run[0][1]))


def _area(run: list[tuple[int, int]]) -> str:
    first, last = (xl_rowcol_to_cell(*run[end], row_abs=True, col_abs=True) for end in (0, -1))
    return first if len(run) == 1 else f"{first}:{last}"
