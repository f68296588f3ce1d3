"""What is drawn: measures by authority and quarter, spend against profile, targets, and milestones by rating."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from sfpc.report import words
from sfpc.report.tables import Row
from sfpc.report.workbook import alternatives
from sfpc.report.workbook.book import heading_row
from sfpc.report.workbook.cells import amount, is_figure
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
    drawn = [place for place in places if any(map(is_figure, sheet.rows[place][first:]))]
    if not drawn:
        return None
    most = max(amount(cell) for place in drawn for cell in sheet.rows[place][first:] if is_figure(cell))
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
                alternatives.by_quarter(chosen.title, chosen.decimals, sheet.rows[place], over_time),
                quarters,
                (figures,),
                chosen.unit,
                scale=(float(end), float(step)),
            )
        )
    undrawn = [str(sheet.rows[place][0].value) for place in places if place not in drawn]
    about: tuple[str, ...] = (f"A chart for each authority, all on the same scale. {_drawn_from(sheet.name)}",)
    if undrawn:
        about += (f"No chart, for want of any figure: {words.listed(undrawn)}.",)
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
        None,
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
    return ChartSheet(name, title, (_drawn_from(sources),), held) if held else None


def _drawn_from(sources: str) -> str:
    return f"Drawn from the cells of {sources}, where each figure stands. A figure that is missing is a gap."


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
    """Bars for chosen rows of a table (all of them where nothing chooses), a colour for each of its columns.

    A row without any figure keeps its place and has no bars; where no row has one there is no chart.
    """
    columns = [sheet.columns.index(column) for column in series]
    places = [
        place for place in range(len(sheet.rows)) if keeps is None or (sheet.sources and keeps(sheet.sources[place]))
    ]
    if not any(is_figure(sheet.rows[place][column]) for place in places for column in columns):
        return None
    lines = tuple(
        Line(label, _cells(sheet, [(place, column) for place in places]), colour)
        for label, column, colour in zip(
            series.values(), columns, RATING_COLOURS if kind == "stacked" else COLOURS, strict=False
        )
    )
    names = _cells(sheet, [(place, 0) for place in places], is_text=True)
    return Drawing(kind, title, alternatives.by_row(title, sheet, places, lines), names, lines, unit, display)


def _cells(sheet: TableSheet, places: list[tuple[int, int]], *, is_text: bool = False) -> Cells:
    """Cells of a table by their place in it; those without a figure are left out, and leave a gap."""
    top = heading_row(sheet) + 1
    held = [sheet.rows[row][column] for row, column in places]
    there = [is_text or is_figure(cell) for cell in held]
    return Cells(
        sheet.name,
        tuple((top + row, column) if drawn else None for (row, column), drawn in zip(places, there, strict=True)),
        tuple(
            None if not drawn else str(cell.value) if is_text else float(amount(cell))
            for cell, drawn in zip(held, there, strict=True)
        ),
    )


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
