"""Fill in the return template as an officer would, with what a sample return carries."""

from __future__ import annotations

import csv
from datetime import date

import openpyxl

from sfpc.reference import EVERYBODY, reference
from sfpc.return_template.checks import SYMBOLS
from tests.folders import HOME, TRUTH

SYMBOL_OF = {status: symbol for symbol, status in SYMBOLS.items()}


def truth(section, authority_code, quarter):
    """What a return carries of one section, row by row, as text."""
    with (TRUTH / f"{section}.csv").open(encoding="utf-8", newline="") as file:
        return [
            row for row in csv.DictReader(file) if (row["authority_code"], row["quarter"]) == (authority_code, quarter)
        ]


def labels(quarter):
    """The template's labels by list, code and category."""
    from sfpc.period import Quarter

    return {
        (row["list"], row["code"], row["category"]): row["label"]
        for row in reference(HOME / "seeds").label_rows(EVERYBODY, Quarter.parse(quarter))
        if not row["authority_code"]
    }


class Filling:
    """A template opened, its cells found by sheet, row and heading."""

    def __init__(self, path):
        self.path = path
        self.book = openpyxl.load_workbook(path)

    def headings(self, sheet):
        """The column of each heading, and the row of the headings."""
        for row in self.book[sheet].iter_rows():
            if len([cell for cell in row if cell.value]) > 2:
                return {cell.value: cell.column for cell in row if cell.value}, row[0].row
        raise AssertionError(f"{sheet} has no row of headings")

    def write(self, sheet, rows):
        """Write rows, each a dictionary by heading, from the first row under the headings."""
        columns, heading = self.headings(sheet)
        for number, cells in enumerate(rows, heading + 1):
            for name, value in cells.items():
                self.book[sheet].cell(number, columns[name]).value = value

    def write_beside(self, sheet, values, heading):
        """Write a value in the row of each label, under a heading."""
        columns, first = self.headings(sheet)
        rows = {cell.value: cell.row for cell in self.book[sheet]["A"][first:] if cell.value}
        for label, value in values.items():
            self.book[sheet].cell(rows[label], columns[heading]).value = value

    def answer(self, label, value):
        """Answer something on the first sheet."""
        [cell] = [cell for cell in self.book.worksheets[0]["A"] if cell.value == label]
        self.book.worksheets[0].cell(cell.row, 2).value = value

    def save(self):
        """Save the workbook in its place."""
        self.book.save(self.path)


def number(text):
    """A number as a cell holds it; blank where there is none."""
    return float(text) if text else None


def day(text):
    """A date as a cell holds it; blank where there is none."""
    return date.fromisoformat(text) if text else None


def fill(path, authority_code, quarter):
    """Fill in every section of a template with what a sample return of that authority and quarter carries."""
    label, filling = labels(quarter), Filling(path)
    filling.write_beside(
        "Performance",
        {
            label["measure", row["measure"], ""]: SYMBOL_OF.get(row["status"]) or number(row["value"])
            for row in truth("performance", authority_code, quarter)
        },
        "Value this quarter",
    )
    filling.write_beside(
        "Delivery",
        {
            label["activity", row["activity"], row["category"]]: number(row["value"])
            for row in truth("delivery", authority_code, quarter)
        },
        "Number this quarter",
    )
    filling.write(
        "Finance",
        [
            {
                "Workstream": label["workstream", row["workstream"], ""],
                "Funder": label["funder", row["funder"], ""],
                "Budget for the year (£)": number(row["budget_gbp"]),
                "Actual this quarter (£)": number(row["actual_in_quarter_gbp"]),
                "Actual year to date (£)": number(row["actual_year_to_date_gbp"]),
                "Forecast for the year (£)": number(row["forecast_gbp"]),
            }
            for row in truth("finance", authority_code, quarter)
        ],
    )
    filling.write(
        "Milestones",
        [
            {
                "Project": row["project"],
                "Work area": row["work_area"],
                "Milestone": row["milestone"],
                "Baseline date": day(row["baseline_date"]),
                "Forecast date": day(row["forecast_date"]),
                "Date completed": day(row["completed_date"]),
                "Status": label["rag", row["rag"], ""],
            }
            for row in truth("milestones", authority_code, quarter)
        ],
    )
    filling.write(
        "Benefits",
        [
            {
                "Benefit": row["benefit"],
                "Financial year": row["financial_year"],
                "Planned (£)": number(row["planned_gbp"]),
                "Delivered (£)": number(row["delivered_gbp"]),
                "Forecast (£)": number(row["forecast_gbp"]),
            }
            for row in truth("benefits", authority_code, quarter)
        ],
    )
    filling.save()
