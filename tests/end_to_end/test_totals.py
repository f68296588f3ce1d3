"""A total is held against what it adds up before it is set aside: a wrong one is found, whatever table it stands in."""

from __future__ import annotations

import pytest

from sfpc import models, raw
from tests.builders import (
    change_csv,
    change_workbook,
    grids,
    only_file,
    read_all,
    sample,
    settings_in,
    write_ods,
)


def csv_cell(pattern, label, position, value):
    """A change to the row of a CSV that begins with a label."""

    def change(rows):
        [row] = [row for row in rows if row[: len(label)] == label]
        row[position] = value

    return lambda place: change_csv(place, pattern, change)


def workbook_cell(sheet, label, column, value):
    """A change to the row of a sheet that begins with a label."""

    def change(book):
        [row] = [row for row in book[sheet].iter_rows() if row[0].value == label]
        row[column].value = value

    return lambda place: change_workbook(place, change)


def added_row(sheet, values):
    """A row below the table of a sheet."""
    return lambda place: change_workbook(place, lambda book: book[sheet].append(values))


def ods_cell(sheet, label, at, column, value):
    """A change to the row of a sheet of an ODS workbook that has a label in the column `at`."""

    def change(place):
        path = only_file(place, "*.ods")
        sheets = {grid.sheet: [list(row) for row in grid.rows] for grid in grids(path)}
        [row] = [row for row in sheets[sheet] if row[at] == label]
        row[column] = value
        write_ods(path, sheets)

    return change


WRONG = {
    "a row of a performance or delivery table": (
        "leeds", csv_cell("*Delivery*", ["Awareness Raising attendees", "Total"], 2, "214"), "training_awareness", 10,
    ),
    "a label that names a total": (
        "sefton", ods_cell("Performance", "Deep dive: TOTAL", 2, 3, "50"), "training_deep_dive", -3,
    ),
    "a budget": ("leeds", csv_cell("*Finance*", ["TOTAL COSTS"], 2, "£4,000,000.00"), "budget", None),
    "a year to date": ("sefton", ods_cell("Finance", "Total", 0, 4, "800"), "actual_year_to_date", 10_500),
    "spend to date in millions": (
        "warwickshire", workbook_cell("Finance £m", "Total", 3, 9.9), "actual_year_to_date", None,
    ),
    "the months of the quarter": ("coventry", workbook_cell("Finance", "Total", 4, 1.5), "months", None),
    "savings": (
        "coventry", added_row("Benefits", ["Total", "FY21/22", 41500, 16000, 41000]), "planned, 2021-22, A7", 500,
    ),
    "a forecast": ("coventry", workbook_cell("Finance", "Total", 6, 5), "forecast", None),
}  # fmt: skip


def totals(data, folder, change=None):
    """The totals of a return that miss what they add up by more than rounding can, with their subjects."""
    settings = settings_in(data)
    raw.ensure_tables(settings)
    place = sample(settings, folder)
    if change:
        change(place)
    [read] = read_all(settings, folder)
    assert read.state == "accepted", read.findings
    with models.in_memory(settings, ["fct_reconciliation"], [folder]) as found:
        rows = found.rows("select * from marts.fct_reconciliation where reconciliation = 'total'")
    assert rows
    return {row["subject"]: row for row in rows if abs(row["observed"] - row["expected"]) > (row["base"] or 0)}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_total_is_found(wrong, tmp_path):
    folder, change, subject, difference = WRONG[wrong]

    found = totals(tmp_path, folder, change)

    assert found.keys() == {subject}
    assert found[subject]["source_place"]
    assert difference is None or float(found[subject]["observed"] - found[subject]["expected"]) == difference


@pytest.mark.parametrize("folder", ["coventry", "leeds", "sefton", "warwickshire"])
def test_the_totals_of_a_clean_return_are_right(folder, tmp_path):
    assert totals(tmp_path, folder) == {}
