"""The workbook's charts: drawn from the cells of its tables, with gaps, in words too, and told apart without colour."""

from __future__ import annotations

import zipfile
from datetime import date
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from openpyxl.utils.cell import range_boundaries

from sfpc.report import workbook
from sfpc.report.document import PUBLISHED
from sfpc.report.workbook import drawings
from sfpc.report.workbook.charts import Cells
from tests.report_issue import issue
from tests.report_tables import tables

QUARTER = "2022-23-Q1"
QUARTERS = ("2021-22-Q2", "2021-22-Q3", "2021-22-Q4", QUARTER)
C = {
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
}
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}cNvPr"
RATES = {
    ("E1", "Ashby"): ("84.1", None, "90.25", "84.99821265"),
    ("E2", "Barton"): ("107.2", "101", "99", "98.4"),
    ("E3", "Carlby"): (None, None, None, None),
}
SPEND = {
    ("E1", "Ashby"): ("1740000", "375400", None),
    ("E2", "Barton"): ("900000", "100000.50", "880000"),
    ("E3", "Carlby"): (None, None, None),
}


def rows_of_rates():
    return [
        {
            "authority_code": code, "authority_name": name, "quarter": quarter, "measure": "cla_at_period_end",
            "title": "Children looked after", "measure_type": "stock", "unit": "children",
            "rate_basis": "at the end of the quarter", "rate_per_10000": amount and Decimal(amount),
            "rate_status": "reported" if amount else "suppressed", "four_quarters_status": "not_applicable",
        }
        for (code, name), amounts in RATES.items()
        for quarter, amount in zip(QUARTERS, amounts, strict=True)
    ]  # fmt: skip


def made_tables():
    finance = [
        {
            "authority_code": code, "authority_name": name, "quarter": QUARTER, "workstream": "all", "funder": "all",
            "workstream_title": "All workstreams", "funder_title": "All funders",
            "budget_gbp": budget and Decimal(budget),
            "actual_year_to_date_gbp": spent and Decimal(spent), "forecast_gbp": forecast and Decimal(forecast),
            "status": "reported" if forecast else "incomplete",
        }
        for (code, name), (budget, spent, forecast) in SPEND.items()
    ]  # fmt: skip
    milestones = [
        {
            "authority_code": "E1", "authority_name": "Ashby", "quarter": QUARTER, "project": "P", "work_area": "W",
            "milestone": str(number), "rag": rag, "previous_rag": rag, "presence": "continuing",
            "baseline_date": date(2022, 6, 1), "is_overdue": False,
        }
        for number, rag in enumerate(("red", "red", "complete", "no_longer_reported"))
    ]  # fmt: skip
    training = {
        "authority_code": "E1", "authority_name": "Ashby", "quarter": QUARTER, "activity": "training_awareness",
        "category": "all", "category_title": "All", "title": "People at awareness raising", "unit": "people",
        "cumulative_value": Decimal(1200), "target_value": Decimal(4500), "target_type": "total_over_the_programme",
        "target_comparator": "up_to", "target_status": "comparable", "target_reached_percent": Decimal("26.7"),
    }  # fmt: skip
    return tables(
        rpt_performance_rates=rows_of_rates(), rpt_finance=finance, rpt_milestones=milestones, rpt_delivery=[training]
    )


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("charts") / "report.xlsx"
    workbook.write(path, made_tables(), issue(), PUBLISHED)
    return path


@pytest.fixture(scope="module")
def book(path):
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def charts(path):
    """Each chart's title and its XML."""
    with zipfile.ZipFile(path) as parts:
        names = [name for name in parts.namelist() if name.startswith("xl/charts/chart")]
        roots = [ET.fromstring(parts.read(name)) for name in names]  # noqa: S314 - our own
    return {
        "".join(text.text for text in root.find("c:chart/c:title", C).iter(f"{{{C['a']}}}t")): root for root in roots
    }


def named(chart):
    """The series of a chart: name, and the areas it draws."""
    return {
        series.findtext("c:tx/c:v", namespaces=C): series.findtext("c:val//c:f", namespaces=C)
        for series in chart.iter(f"{{{C['c']}}}ser")
    }


def drawn(book, formula):
    """The values of the cells that a series names, in their order."""
    found = []
    for area in formula.strip("()").split(","):
        sheet, _, cells = area.rpartition("!")
        left, top, right, bottom = range_boundaries(cells.replace("$", ""))
        worksheet = book[sheet.strip("'")]
        found += [
            worksheet.cell(row, column).value for row in range(top, bottom + 1) for column in range(left, right + 1)
        ]
    return found


def test_charts_stand_on_sheets_of_their_own_at_the_end(book):
    held = [sheet.title for sheet in book if sheet._charts]  # noqa: SLF001 - openpyxl has no other way to tell

    assert held == ["Chart looked after", "Chart spend", "Chart targets", "Chart milestones"]
    assert book.sheetnames[-4:] == held
    assert not any(book[name].tables for name in held)
    assert all(book[name]["A1"].value and book[name]["A2"].value for name in held)


def test_a_line_names_the_cells_of_the_table_and_an_empty_cell_where_a_figure_is_missing(book, charts):
    (formula,) = named(charts["Ashby"]).values()

    assert formula == "('Rates over time'!$E$8,'Rates over time'!$XFD$1,'Rates over time'!$G$8:$H$8)"
    assert drawn(book, formula) == [84.1, None, 90.25, 84.99821265]
    assert charts["Ashby"].find("c:chart/c:dispBlanksAs", C).get("val") == "gap"


def test_what_is_drawn_is_what_stands_in_the_cells_and_the_quarters_are_the_headings(book, charts):
    (formula,) = named(charts["Barton"]).values()
    quarters = charts["Barton"].findtext(".//c:cat//c:f", namespaces=C)

    assert drawn(book, formula) == [107.2, 101, 99, 98.4]
    assert tuple(drawn(book, quarters)) == QUARTERS
    points = charts["Ashby"].findall(".//c:val//c:pt", C)
    assert [(point.get("idx"), float(point.findtext("c:v", namespaces=C))) for point in points] == [
        ("0", 84.1), ("2", 90.25), ("3", 84.99821265),
    ]  # fmt: skip


def test_no_series_of_any_chart_draws_a_cell_that_holds_text(book, charts):
    for title, chart in charts.items():
        for name, formula in named(chart).items():
            assert all(value is None or isinstance(value, int | float) for value in drawn(book, formula)), (title, name)


def test_an_authority_without_a_figure_has_no_chart_and_is_named_and_those_with_one_have_the_same_scale(book, charts):
    assert "Carlby" not in charts
    assert book["Chart looked after"]["A3"].value == "No chart, for want of any figure: Carlby."
    scales = {
        float(axis.find("c:scaling/c:max", C).get("val"))
        for name in ("Ashby", "Barton")
        for axis in charts[name].iter(f"{{{C['c']}}}valAx")
    }
    assert scales == {150.0}


def test_bars_are_spend_against_budget_of_each_authority_with_a_gap_for_what_is_missing(book, charts):
    title = "Spend of all funders in the financial year up to 2022-23-Q1 against budget and forecast"
    found = {name: drawn(book, formula) for name, formula in named(charts[title]).items()}

    assert found == {
        "Full-year budget": [1740000, 900000, None],
        "Spent to date": [375400, 100000.5, None],
        "Full-year forecast": [None, 880000, None],
    }
    assert drawn(book, charts[title].findtext(".//c:cat//c:f", namespaces=C)) == ["Ashby", "Barton", "Carlby"]


def test_training_is_held_against_its_target_and_milestones_are_counted_by_rating(book, charts):
    title = "People at awareness raising: since the first return, up to 2022-23-Q1, against the target"
    found = {name: drawn(book, formula) for name, formula in named(charts[title]).items()}
    assert found == {"Since the first return": [1200], "Target (total over the programme)": [4500]}
    rated = {name: drawn(book, formula) for name, formula in named(charts["Milestones by rating, 2022-23-Q1"]).items()}
    assert rated == {"Complete": [1], "Green": [0], "Amber": [0], "Red": [2], "Not reported": [1]}


def test_each_chart_says_in_words_what_it_shows(path):
    with zipfile.ZipFile(path) as parts:
        told = [
            element.get("descr")
            for name in parts.namelist()
            if name.startswith("xl/drawings/drawing")
            for element in ET.fromstring(parts.read(name)).iter(DRAWING)  # noqa: S314 - our own
        ]

    assert len(told) == 5
    assert told[0] == (
        "Line chart. Ashby: children looked after on each quarter's last day, per 10,000 children. "
        "From 84.1 in 2021-22-Q2 to 85.0 in 2022-23-Q1. Lowest 84.1 in 2021-22-Q2, highest 90.3 in 2021-22-Q4. "
        "No figure for 2021-22-Q3 [c]."
    )
    assert "Ashby: full-year budget £1,740,000, spent to date £375,400, full-year forecast no figure." in told[2]
    assert "Ashby: complete 1, green 0, amber 0, red 2, not reported 1." in told[4]


def test_the_colours_of_a_chart_differ_in_lightness_for_those_who_do_not_see_them_apart():
    def lightness(colour):
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for colours in (drawings.COLOURS, drawings.RATING_COLOURS):
        for one, other in pairwise(colours):
            light, dark = sorted((lightness(one), lightness(other)), reverse=True)
            assert (light + 0.05) / (dark + 0.05) > 1.5, (one, other)


def test_every_bar_has_a_dark_edge_and_its_figure_beside_it(charts):
    bars = [
        series
        for chart in charts.values()
        for each in chart.iter(f"{{{C['c']}}}barChart")
        for series in each.findall("c:ser", C)
    ]

    assert len(bars) == 3 + 2 + 5
    for series in bars:
        assert series.find("c:spPr/a:ln/a:solidFill/a:srgbClr", C).get("val") == "0B0C0C"
        assert series.find("c:dLbls/c:showVal", C).get("val") == "1"


@pytest.mark.parametrize(
    ("places", "formula"),
    [
        (((1, 1), (1, 2), (1, 3)), "='S'!$B$2:$D$2"),
        (((1, 1), (2, 1), (4, 1)), "=('S'!$B$2:$B$3,'S'!$B$5)"),
        (((1, 1), None, None, (1, 4)), "=('S'!$B$2,'S'!$XFD$1,'S'!$XFD$1,'S'!$E$2)"),
        (((1, 1), (1, 2), (2, 2)), "=('S'!$B$2:$C$2,'S'!$C$3)"),
    ],
)
def test_cells_that_follow_one_another_are_named_as_one_area(places, formula):
    assert Cells("S", places, tuple(None for _ in places)).formula == formula


def test_the_words_of_a_chart_of_many_authorities_are_its_ends_and_where_the_rest_stands(tmp_path):
    given = made_tables()["rpt_finance"].rows
    many = [
        {name: value for name, value in given[1].items() if value is not None}
        | {
            "authority_code": f"E{number:03}",
            "authority_name": f"Place {number:03}",
            "budget_gbp": Decimal(1000 + number),
        }
        for number in range(40)
    ]
    path = tmp_path / "many.xlsx"
    workbook.write(path, tables(rpt_finance=many), issue(), PUBLISHED)

    with zipfile.ZipFile(path) as parts:
        (told,) = [
            element.get("descr")
            for element in ET.fromstring(parts.read("xl/drawings/drawing1.xml")).iter(DRAWING)  # noqa: S314
        ]
    assert "40 bars. Full-year budget: from £1,000 (Place 000) to £1,039 (Place 039)." in told
    assert told.endswith("Every figure stands on the sheet Finance.")
