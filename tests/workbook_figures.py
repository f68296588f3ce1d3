"""Every figure of a finished workbook held against the report tables, by a map that is not the writer's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
from python_calamine import CalamineWorkbook

from sfpc.period import Quarter

SHORTHANDS = {"[b]", "[c]", "[p]", "[r]", "[x]", "[z]"}
NO_ROWS = "No rows for this quarter"
WHO = {"Authority code": "authority_code"}
SUBJECT = WHO | {"Measure": "title"}


@dataclass(frozen=True)
class Expected:
    """What a sheet should hold.

    Attributes:
        keys: headings that name a row, and the columns (or a function of a row) they are.
        figures: headings of numbers and days, and their columns.
        keeps: which rows of the quarter.
    """

    table: str
    keys: dict[str, str | Callable[[dict], str]]
    figures: dict[str, str]
    keeps: Callable[[dict], bool] = field(default=lambda _: True)


def yardstick(row):
    """A version of a grant, or the year of a profile."""
    kind = row["yardstick_type"]
    return f"profile for {row['yardstick'].split(', ')[-1]}" if kind == "profile" else row["yardstick"]


SHEETS = {
    "Returns": Expected("rpt_returns", WHO, {
        "Due": "due_date", "Received (UTC)": "received_at", "Working days late": "working_days_late",
        "Submissions": "submission_count", "Files": "file_count", "Values read": "values_read",
        "Findings that reject": "reject_count", "Critical findings": "critical_count", "Warnings": "warning_count",
        "Findings for information": "info_count",
    }),
    "Programme": Expected("rpt_programme", {"Subject": "section", "Figure": "title"}, {
        "Total over the authorities": "value", "Authorities that owe a return": "authority_count",
        "Returns added up": "accepted_count", "Returns not in": "missing_count",
    }),
    "Measures": Expected("rpt_performance", SUBJECT, {
        "Value in {quarter}": "value", "Lower limit (95% interval)": "lower_value",
        "Upper limit (95% interval)": "upper_value", "Part counted (of a ratio)": "numerator_value",
        "Out of (of a ratio)": "denominator_value", "Value in {previous}": "previous_value",
        "Value in {last_year}": "last_year_value", "Value at the baseline": "baseline_value",
        "Change since {previous}": "change_from_previous", "Change since {last_year}": "change_from_last_year",
        "Change since the baseline": "change_from_baseline", "Target": "target_value",
        "Target to be met by": "target_date",
    }),
    "Changes": Expected("rpt_changes", SUBJECT | {"Compared with": "comparison"}, {
        "Value in {quarter}": "value", "Value then": "compared_value", "Change": "change",
        "Change (%)": "change_percent", "Lower limit (99.8% interval)": "interval_lower",
        "Upper limit (99.8% interval)": "interval_upper",
    }),
    "Rates": Expected("rpt_performance_rates", SUBJECT, {
        "Count": "value", "Rate per 10,000 children": "rate_per_10000",
        "Lower limit (95% interval)": "lower_rate_per_10000", "Upper limit (95% interval)": "upper_rate_per_10000",
        "Count in four quarters": "four_quarters_value",
        "Rate in four quarters per 10,000 children": "four_quarters_rate_per_10000",
        "Children aged 0 to 17": "population_count", "Population estimate of mid-year": "population_mid_year",
    }),
    "Comparators": Expected("rpt_comparators", SUBJECT, {
        "Day, or last day of the year": "period_end_date", "The authority's figure": "published_value",
        "England's figure": "england_value", "Median of the neighbours": "neighbour_median_value",
        "Neighbours in the model": "neighbour_count", "Neighbours with a figure": "neighbours_held_count",
    }),
    "Rate ratios": Expected("rpt_rate_ratios", SUBJECT | {"Compared with": "comparison"}, {
        "Day or year's end compared with": "compared_period_end_date", "Rate per 10,000 children": "rate_per_10000",
        "Rate compared with, per 10,000 children": "compared_rate_per_10000", "Ratio": "ratio",
        "Lower limit (95% interval)": "lower_ratio", "Upper limit (95% interval)": "upper_ratio",
    }),
    "Process limits": Expected("rpt_process_limits", SUBJECT, {
        "Value in {quarter}": "value", "Mean": "mean_value", "Lower limit": "lower_limit",
        "Upper limit": "upper_limit", "Points the limits are made of": "point_count",
    }, keeps=lambda row: row["point_quarter"] == row["quarter"]),
    "Delivery": Expected("rpt_delivery", WHO | {"Activity": "title", "Employer": "category_title"}, {
        "In {quarter}": "in_quarter_value", "Financial year to date": "year_to_date_value",
        "Since the first return": "cumulative_value", "Last four quarters": "four_quarters_value",
        "Target": "target_value", "Target to be met by": "target_date", "Target reached (%)": "target_reached_percent",
    }),
    "Finance": Expected("rpt_finance", WHO | {"Workstream": "workstream_title", "Funder": "funder_title"}, {
        "Full-year budget (£)": "budget_gbp", "Spent in {quarter} (£)": "actual_in_quarter_gbp",
        "Spent in the year to date (£)": "actual_year_to_date_gbp", "Spent of the budget (%)": "spent_percent",
        "Full-year forecast (£)": "forecast_gbp", "Forecast less budget (£)": "variance_gbp",
    }),
    "Grant": Expected("rpt_grant", WHO | {"Held against": "yardstick_type", "Version or profile": yardstick}, {
        "First day": "period_start_date", "Last day": "period_end_date", "Amount (£)": "amount_gbp",
        "Spend to date (£)": "spend_gbp", "Spent of the amount (%)": "spent_percent",
        "Time gone (%)": "elapsed_percent", "Left of the amount (£)": "remaining_gbp",
        "Expected by the year's end (£)": "expected_gbp", "Expected of the amount (%)": "expected_percent",
    }),
    "Milestones": Expected(
        "rpt_milestones", WHO | {"Project": "project", "Work area": "work_area", "Milestone": "milestone"}, {
            "Planned": "baseline_date", "Now expected": "forecast_date", "Done": "completed_date",
            "Slippage (days, negative is early)": "slippage_days",
            "Slippage in the quarter (days)": "slippage_in_quarter_days",
        },
    ),
    "Benefits": Expected("rpt_benefits", WHO | {"Benefit": "benefit", "Financial year": "financial_year"}, {
        "Planned (£)": "planned_gbp", "Delivered so far (£)": "delivered_gbp", "Forecast (£)": "forecast_gbp",
        "Forecast less planned (£)": "variance_gbp", "In the authority's savings plan (£)": "savings_plan_gbp",
    }),
    "Restatements": Expected(
        "rpt_restatements",
        WHO | {
            "Quarter of the figure": "restated_quarter", "Section": "section", "Subject": "title", "Part": "part",
            "Project": "project", "What of it": "field",
        },
        {
            "First held": "from_value", "Held now": "to_value", "Difference": "difference",
            "Difference (%)": "difference_percent", "Times revised": "revision_count",
            "First received": "first_received_date", "Latest received": "latest_received_date",
        },
    ),
    "Context": Expected("rpt_context", WHO | {"What was found": "title"}, {
        "Figure": "value", "Figure compared with": "comparison_value", "First day covered": "period_start_date",
        "Last day covered": "period_end_date",
    }),
}  # fmt: skip
OVER_TIME = {
    "Measures over time": ("rpt_performance", SUBJECT, "value", lambda _: True),
    "Rates over time": ("rpt_performance_rates", SUBJECT, "rate_per_10000", lambda _: True),
    "Delivery over time": (
        "rpt_delivery", WHO | {"Activity": "title"}, "in_quarter_value", lambda row: row["category"] == "all",
    ),
    "Spend over time": (
        "rpt_finance", WHO | {"Funder": "funder_title"}, "actual_in_quarter_gbp",
        lambda row: row["workstream"] == "all",
    ),
}  # fmt: skip
COUNTED = {"Milestone counts", "Data quality"}
NOT_FIGURES = {"decimals"}
"""Columns of numbers that are about how figures are shown."""


def heading_rows(path: Path) -> dict[str, int]:
    """The row of the headings (from 0) on each sheet that has a table, from its mark-up."""
    book = openpyxl.load_workbook(path)
    return {sheet.title: heading_rows_of(sheet) for sheet in book if sheet.tables}


def heading_rows_of(sheet) -> int:
    """The row of the headings (from 0) of a sheet that openpyxl has read: as many rows stand above it."""
    (table,) = sheet.tables.values()
    return openpyxl.utils.cell.range_boundaries(table.ref)[1] - 1


def read(path: Path, tops: dict[str, int]) -> dict[str, tuple[list[str], list[list[object]]]]:
    """Headings and rows of each table of a workbook, of whatever format, as another program reads them."""
    book = CalamineWorkbook.from_path(str(path))
    found = {}
    for name, top in tops.items():
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        found[name] = ([str(cell) for cell in rows[top]], rows[top + 1 :])
    return found


def compare(path: Path, tables, quarter: str, original: Path | None = None) -> tuple[int, list[str]]:
    """How many figures of the workbook were compared, and each that is not the report table's.

    Args:
        path: the workbook.
        tables: the report tables it was written from.
        quarter: the one it publishes.
        original: the workbook as it was written, where `path` was made from it by another program.
    """
    found = read(path, heading_rows(original or path))
    wrong: list[str] = []
    compared = 0
    for sheet, expected in SHEETS.items():
        rows = [row for row in tables[expected.table].of(quarter) if expected.keeps(row)]
        figures = {_filled(heading, quarter): column for heading, column in expected.figures.items()}
        compared += _sheet(sheet, found[sheet], rows, expected.keys, figures, wrong)
    for sheet, (table, keys, figure, keeps) in OVER_TIME.items():
        compared += _over_time(
            sheet, found[sheet], [row for row in tables[table].rows if keeps(row)], keys, figure, wrong
        )
    compared += _milestones(found["Milestone counts"], tables["rpt_milestones"].of(quarter), wrong)
    compared += _findings(found["Data quality"], tables["rpt_data_quality"].of(quarter), wrong)
    numbers = sum(_is_number(cell) for _, rows in found.values() for row in rows for cell in row)
    dates = sum(isinstance(cell, date) for name in {"Waivers"} & found.keys() for row in found[name][1] for cell in row)
    if compared + dates != numbers:
        wrong.append(f"{numbers} figures stand in the workbook and {compared + dates} were compared")
    return compared, wrong


def _sheet(sheet, read_sheet, rows, keys, figures, wrong):
    headings, lines = read_sheet
    if not rows:
        assert lines[0][0] == NO_ROWS
        return 0
    by_key = _by_key(sheet, headings, lines, keys, wrong)
    if len(by_key) != len(rows):
        wrong.append(f"{sheet}: {len(by_key)} rows for {len(rows)} of the report table")
    compared = 0
    for row in rows:
        key = tuple(_shown(of(row) if callable(of) else row[of]) for of in keys.values())
        line = by_key.get(key)
        if line is None:
            wrong.append(f"{sheet}: no row for {key}")
            continue
        for heading, column in figures.items():
            compared += _same(f"{sheet}, {key}, {heading}", line[headings.index(heading)], row[column], wrong)
    extra = [h for n, h in enumerate(headings) if h not in figures and any(_is_number(line[n]) for line in lines)]
    wrong += [f"{sheet}: nobody compares the figures under {heading}" for heading in extra]
    return compared


def _over_time(sheet, read_sheet, rows, keys, figure, wrong):
    headings, lines = read_sheet
    by_key = _by_key(sheet, headings, lines, keys, wrong)
    compared, quarters = 0, set()
    for row in rows:
        key = tuple(_shown(row[column]) for column in keys.values())
        quarters.add(row["quarter"])
        cell = by_key[key][headings.index(row["quarter"])]
        compared += _same(f"{sheet}, {key}, {row['quarter']}", cell, row[figure], wrong)
    assert [heading for heading in headings if heading[:2] == "20"] == sorted(quarters), sheet
    return compared


def _milestones(read_sheet, rows, wrong):
    headings, lines = read_sheet
    counts = Counter((row["authority_code"], row["rag"]) for row in rows)
    codes = {row["authority_code"] for row in rows}
    compared = 0
    for line in lines if codes else []:
        cells = dict(zip(headings, line, strict=True))
        code = cells["Authority code"]
        rated = {rating: counts[code, rating] for rating in ("complete", "green", "amber", "red")}
        expected = {rating.capitalize(): count for rating, count in rated.items()}
        expected["Not reported"] = sum(row["authority_code"] == code for row in rows) - sum(rated.values())
        expected["Overdue"] = sum(row["authority_code"] == code and row["is_overdue"] is True for row in rows)
        for heading, count in expected.items():
            compared += _same(f"Milestone counts, {code}, {heading}", cells[heading], count, wrong)
    assert len(lines) == max(len(codes), 1)
    return compared


def _findings(read_sheet, rows, wrong):
    headings, lines = read_sheet
    current = [row for row in rows if row["is_current"]]
    kinds = Counter(
        (row["authority_code"] or "[z]", row["severity"], row["finding_type"].replace("_", " ")) for row in current
    )
    told = Counter()
    for line in lines if current else []:
        cells = dict(zip(headings, line, strict=True))
        told[cells["Authority code"], cells["Severity"], cells["Kind of finding"]] += int(cells["Findings"])
    if told != kinds:
        wrong.append(f"Data quality: {told} is not {kinds}")
    return len(lines) if current else 0


def _by_key(sheet, headings, lines, keys, wrong):
    found = {}
    for line in lines:
        key = tuple(str(line[headings.index(heading)]) for heading in keys)
        if key in found:
            wrong.append(f"{sheet}: two rows of {key}")
        found[key] = line
    return found


def _same(where: str, cell: object, value: object, wrong: list[str]) -> int:
    """Hold a cell against a value; 1 where a figure was compared."""
    if value is None:
        if cell not in SHORTHANDS:
            wrong.append(f"{where}: {cell!r} stands where there is no figure")
        return 0
    if isinstance(value, datetime):
        is_same = isinstance(cell, datetime) and abs((cell - value.replace(tzinfo=None)).total_seconds()) < 1
    elif isinstance(value, date):
        is_same = isinstance(cell, date) and (cell.date() if isinstance(cell, datetime) else cell) == value
    else:
        is_same = isinstance(cell, float | int) and abs(Decimal(repr(cell)) - value) <= abs(Decimal(value)) * Decimal(
            "1e-14"
        )
    if not is_same:
        wrong.append(f"{where}: {cell!r} is not {value}")
    return 1


def _shown(value: object) -> str:
    """What a key is shown as: a code in words, `all` as a word, a shorthand where there is none."""
    if value is None or value == "":
        return "[z]"
    text = str(value)
    if text == "england":
        return "England"
    is_code = text == text.lower() and " " not in text
    return "All" if text == "all" else text.replace("_", " ") if is_code else text


def _filled(heading: str, quarter: str) -> str:
    before = Quarter.parse(quarter).previous
    return heading.format(quarter=quarter, previous=before, last_year=before.previous.previous.previous)


def _is_number(cell: object) -> bool:
    return isinstance(cell, float | int | date) and not isinstance(cell, bool)
