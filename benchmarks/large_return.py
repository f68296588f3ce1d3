"""A return of 50,000 rows in a layout that the seeds know, for the benchmark."""

from __future__ import annotations

import csv
from pathlib import Path

import xlsxwriter

ROWS = 50_000
HEADING = ("LA", "Period end", "Measure", "Code", "Numerator", "Denominator", "Percent", "Comment")


def write_large_return(inbox: Path, kind: str) -> Path:
    """Write the return as a workbook or as CSV, in an inbox of its own."""
    place = inbox / "coventry" / "2022-23-Q1"
    place.mkdir(parents=True)
    rows = [
        ["Coventry", "30/06/2022", f"z) Measure {number}", f"P{number}", number % 9973, 9973, number % 9973 / 9973, ""]
        for number in range(ROWS)
    ]
    if kind == "csv":
        with (place / "large.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADING, *rows])
    else:
        with xlsxwriter.Workbook(place / "large.xlsx", {"constant_memory": True}) as workbook:
            sheet = workbook.add_worksheet("Data")
            for number, row in enumerate([HEADING, *rows]):
                sheet.write_row(number, 0, row)
    return inbox
