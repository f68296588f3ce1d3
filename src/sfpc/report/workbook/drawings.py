"""What is drawn: measures by authority and quarter, spend against profile, targets, and milestones by rating."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from sfpc.report import words
from sfpc.report.tables import Row
from sfpc.report.workbook.book import heading_row
from sfpc.report.workbook.cells import Cell
from sfpc.report.workbook.charts import Cells, ChartSheet, Drawing, Line
from sfpc.report.workbook.counted import NOT_RATED, RATINGS
from sfpc.report.workbook.over_time import OverTime
from sfpc.report.workbook.sheets import TableSheet

BLUE, TURQUOISE, ORANGE, PINK = "#12436D", "#28A197", "#F46A25", "#801650"
"""Of the palette of the Government Analysis Function, told apart by people who are colour-blind."""
YELLOW, GREY = "#F6C74F", "#D0D2D4"
COLOURS = (BLUE, ORANGE, GREY)
RATING_COLOURS = (BLUE, TURQUOISE, YELLOW, PINK, GREY)
"""Neighbours differ in lightness too, for print without colour."""
MOST_LINES = 5
FEW = 12
"""So many authorities at most are told one by one in the words of a chart."""


@dataclass(frozen=True)
class Multiples:
    """Small charts of one series of a sheet over time, one for each authority.

    Attributes:
        series: the sheet over time that is drawn.
        subject: the code of the measure or activity.
    """

    name: str
    title: str
    series: str
    subject: str
    unit: str
    decimals: int


MULTIPLES = (
    Multiples(
        "Chart looked after", "Children looked after on each quarter's last day, per 10,000 children",
        "Rates over time", "cla_at_period_end", "Per 10,000 children", 1,
    ),
    Multiples(
        "Chart protection plans", "Children on a child protection plan on each quarter's last day, per 10,000 children",
        "Rates over time", "cpp_at_period_end", "Per 10,000 children", 1,
    ),
    Multiples(
        "Chart conferences", "Family group conferences held in each quarter",
        "Delivery over time", "fgc_held", "Conferences", 0,
    ),
)  # fmt: skip


def small_multiples(chosen: Multiples, over_time: OverTime) -> ChartSheet | None:
    """A small chart for each authority, all on the same scale; None where there is no figure at all."""
    sheet, first = over_time.sheet, over_time.first
    places = [place for (_, subject), place in over_time.places.items() if subject == chosen.subject]
    drawn = [place for place in places if any(map(_is_figure, sheet.rows[place][first:]))]
    if not drawn:
        return None
    most = max(_number(cell) for place in drawn for cell in sheet.rows[place][first:] if _is_figure(cell))
    end, step = _scale(most)
    columns = range(first, len(sheet.headings))
    quarters = Cells(sheet.name, tuple((heading_row(sheet), column) for column in columns), over_time.quarters)
    drawings = []
    for place in drawn:
        figures = Line(chosen.unit, _cells(sheet, [(place, column) for column in columns]), BLUE)
        drawings.append(
            Drawing(
                "line",
                str(sheet.rows[place][0].value),
                _by_quarter(chosen, sheet.rows[place], over_time),
                quarters,
                (figures,),
                chosen.unit,
                scale=(float(end), float(step)),
            )
        )
    about = (f"A chart for each authority, all on the same scale. {_drawn_from(sheet)}",)
    return ChartSheet(chosen.name, f"{chosen.title}, up to {over_time.quarters[-1]}", about, tuple(drawings))


def spend(grant: TableSheet, finance: TableSheet, quarter: str) -> ChartSheet | None:
    """The year's spend against the profile of the grant, and against budget and forecast."""
    against_profile = _bars(
        grant,
        lambda row: row["yardstick_type"] == "profile",
        f"Spend in the financial year up to {quarter} against the year's profile",
        {"amount_gbp": "Profile of the year", "spend_gbp": "Spent to date"},
    )
    against_budget = _bars(
        finance,
        lambda row: row["workstream"] == "all" and row["funder"] == "all",
        f"Spend of all funders in the financial year up to {quarter} against budget and forecast",
        {
            "budget_gbp": "Full-year budget",
            "actual_year_to_date_gbp": "Spent to date",
            "forecast_gbp": "Full-year forecast",
        },
    )
    title = f"Spend against profile and budget, {words.quarter(quarter)} ({quarter})"
    return _sheet("Chart spend", title, [against_profile, against_budget])


def targets(delivery: TableSheet, quarter: str) -> ChartSheet | None:
    """What was done of each activity that a document sets a target for, beside the target: a chart for each."""
    kinds = {
        "total_over_the_programme": ("cumulative_value", "Since the first return"),
        "level_in_a_year": ("four_quarters_value", "Last four quarters"),
    }
    held = {
        (row["title"], row["activity"], row["target_type"], row["unit"])
        for row in delivery.sources
        if row["target_value"] is not None and row["target_type"] in kinds
    }
    drawings = []
    for title, activity, kind, unit in sorted(held):
        done, label = kinds[kind]
        drawings.append(
            _bars(
                delivery,
                lambda row, activity=activity, kind=kind: (row["activity"], row["target_type"]) == (activity, kind),  # type: ignore[misc]
                f"{title}: {label.lower()}, up to {quarter}, against the target",
                {done: label, "target_value": f"Target ({words.status(kind)})"},
                unit=words.unit(unit).capitalize(),
                display="#,##0",
            )
        )
    title = f"Delivery against the targets of documents, {words.quarter(quarter)} ({quarter})"
    return _sheet("Chart targets", title, drawings)


def milestones(counts: TableSheet, quarter: str) -> ChartSheet | None:
    """How many milestones each authority rates how."""
    drawing = _bars(
        counts,
        None if _is_figure(counts.rows[0][2]) else lambda _: False,
        f"Milestones by rating, {quarter}",
        {**RATINGS, "not_reported": NOT_RATED},
        unit="Milestones",
        display="#,##0",
        kind="stacked",
    )
    return _sheet("Chart milestones", f"Milestones by rating, {words.quarter(quarter)} ({quarter})", [drawing])


def _sheet(name: str, title: str, drawings: list[Drawing | None]) -> ChartSheet | None:
    held = tuple(drawing for drawing in drawings if drawing)
    sources = words.listed(sorted({drawing.categories.sheet for drawing in held}))
    about = f"Drawn from the cells of {sources}, where each figure stands. A figure that is missing is a gap."
    return ChartSheet(name, title, (about,), held) if held else None


def _drawn_from(sheet: TableSheet) -> str:
    return f"Drawn from the cells of {sheet.name}, where each figure stands. A figure that is missing is a gap."


def _bars(  # noqa: PLR0913 - a chart, in words
    sheet: TableSheet,
    keeps: Callable[[Row], bool] | None,
    title: str,
    series: Mapping[str, str],
    *,
    unit: str = "Pounds",
    display: str = "£#,##0",
    kind: str = "bar",
) -> Drawing | None:
    """Bars for chosen rows of a table (all of them where nothing chooses), a colour for each of its columns."""
    columns = [sheet.columns.index(column) for column in series]
    places = [
        place
        for place, row in enumerate(sheet.rows)
        if (keeps is None or (sheet.sources and keeps(sheet.sources[place])))
        and any(_is_figure(row[column]) for column in columns)
    ]
    if not places:
        return None
    lines = tuple(
        Line(label, _cells(sheet, [(place, column) for place in places]), colour)
        for label, column, colour in zip(
            series.values(), columns, RATING_COLOURS if kind == "stacked" else COLOURS, strict=False
        )
    )
    names = _cells(sheet, [(place, 0) for place in places], is_text=True)
    return Drawing(kind, title, _by_row(title, sheet, places, lines), names, lines, unit, display)


def _cells(sheet: TableSheet, places: list[tuple[int, int]], *, is_text: bool = False) -> Cells:
    """Cells of a table by their place in it; those without a figure are left out, and leave a gap."""
    top = heading_row(sheet) + 1
    held = [sheet.rows[row][column] for row, column in places]
    there = [is_text or _is_figure(cell) for cell in held]
    return Cells(
        sheet.name,
        tuple((top + row, column) if drawn else None for (row, column), drawn in zip(places, there, strict=True)),
        tuple(
            None if not drawn else str(cell.value) if is_text else float(_number(cell))
            for cell, drawn in zip(held, there, strict=True)
        ),
    )


def _is_figure(cell: Cell) -> bool:
    return isinstance(cell.value, Decimal | int)


def _number(cell: Cell) -> Decimal:
    return Decimal(cell.value) if isinstance(cell.value, Decimal | int) else Decimal(0)


def _scale(most: Decimal) -> tuple[Decimal, Decimal]:
    """Where an axis ends and how far its lines are apart, so that five lines at most reach over every figure.

    >>> [tuple(map(int, _scale(Decimal(most)))) for most in ("107.2", "84", "5", "0")]
    [(150, 50), (100, 20), (5, 1), (1, 1)]
    """
    if most <= 0:
        return Decimal(1), Decimal(1)
    power = Decimal(1).scaleb(most.adjusted())
    step = next(power * part for part in map(Decimal, ("0.2", "0.5", "1", "2")) if most / (power * part) <= MOST_LINES)
    return (most / step).to_integral_value(ROUND_CEILING) * step, step


def _by_quarter(chosen: Multiples, row: tuple[Cell, ...], over_time: OverTime) -> str:
    """A line in words: where it begins and ends, its highest and lowest, and the quarters without a figure."""
    held = list(zip(over_time.quarters, row[over_time.first :], strict=True))
    there = [(quarter, _number(cell)) for quarter, cell in held if _is_figure(cell)]
    missing = [f"{quarter} {cell.value}" for quarter, cell in held if not _is_figure(cell)]

    def told(point: tuple[str, Decimal]) -> str:
        return f"{words.number(point[1], chosen.decimals)} in {point[0]}"

    said = [f"{row[0].value}: {chosen.title.lower()}.", f"From {told(there[0])} to {told(there[-1])}."]
    if len(there) == 1:
        said[1] = f"One figure: {told(there[0])}."
    elif len(there) > 2:  # noqa: PLR2004 - with two points, first and last are all there is
        lowest, highest = min(there, key=lambda point: point[1]), max(there, key=lambda point: point[1])
        said.append(f"Lowest {told(lowest)}, highest {told(highest)}.")
    if missing:
        said.append(f"No figure for {words.listed(missing)}.")
    return " ".join(["Line chart.", *said])


def _by_row(title: str, sheet: TableSheet, places: list[int], lines: tuple[Line, ...]) -> str:
    """Bars in words: every figure where they are few, else the smallest and the largest of each colour."""
    names = [str(sheet.rows[place][0].value) for place in places]

    def shown(value: float | str | None) -> str:
        pounds = lines and any(column.endswith("_gbp") for column in sheet.columns)
        if value is None:
            return "no figure"
        return words.pounds(Decimal(str(value))) if pounds else words.number(Decimal(str(value)))

    if len(places) <= FEW:
        said = [
            f"{name}: {', '.join(f'{line.name.lower()} {shown(line.cells.values[at])}' for line in lines)}."
            for at, name in enumerate(names)
        ]
    else:
        said = [f"{len(places)} bars."]
        for line in lines:
            there = zip(line.cells.values, names, strict=True)
            held = sorted((float(value), name) for value, name in there if value is not None)
            if held:
                (least, first), (most, last) = held[0], held[-1]
                said.append(f"{line.name}: from {shown(least)} ({first}) to {shown(most)} ({last}).")
        said.append(f"Every figure stands on the sheet {sheet.name}.")
    return " ".join([f"Bar chart. {title}.", *said])
