"""Nothing of a return is lost in silence: cells that are not blank = values read + cells set aside for a reason."""

import csv

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sfpc.period import Quarter
from sfpc.reference import RAW_FIELDS, reference
from tests.builders import (
    HOME,
    QUARTER,
    cells_in,
    change_workbook,
    csv_bytes,
    grids,
    only_file,
    raw_rows,
    read_changed,
    settings_in,
)
from tests.folders import QUARTERS

FOLDERS = ("coventry", "leeds", "newcastle", "sefton", "warwickshire")
DISPOSITIONS = {
    "data", "total", "declared", "heading", "title", "note", "blank", "ignored", "example", "hidden", "duplicate",
    "unknown",
}  # fmt: skip


def submission_of(data, read):
    """The row that says how a reading ended."""
    [row] = raw_rows(settings_in(data), "submissions", read.landed)
    return row


def dispositions_of(data, read):
    return raw_rows(settings_in(data), "dispositions", read.landed)


def loaded(data, read):
    """Every value in the raw tables with its (file, sheet, place), but for those that a heading fills."""
    known = reference(HOME / "seeds")
    layout = known.layout(read.landed.authority_code, Quarter.parse(read.landed.quarter))
    filled = {(table.name, column.fills) for table in layout for column in table.columns}
    return {
        ((row["file"], row["sheet"], row[f"{field}_place"]), row[field])
        for table, fields in RAW_FIELDS.items()
        if fields
        for row in raw_rows(settings_in(data), table, read.landed)
        for field in fields
        if row[field] and (row["table_name"], field) not in filled
    }


def sent(read):
    """Every cell of the files with its place: (file, sheet, place) and text."""
    return {
        ((grid.file, grid.sheet, grid.place(row, column)), text)
        for file in read.landed.files
        for grid in grids(file)
        for row, cells in enumerate(grid.rows)
        for column, text in enumerate(cells)
        if text
    }


def assert_it_balances(data, read):
    """Every cell is counted once, and what is said to be read stands in the raw tables."""
    dispositions = dispositions_of(data, read)
    submission = submission_of(data, read)
    assert {row["disposition"] for row in dispositions} <= DISPOSITIONS
    assert cells_in(read.landed) == sum(row["cell_count"] for row in dispositions)
    assert cells_in(read.landed) == submission["values_read"] + submission["cells_set_aside"]
    totals = sum(
        row["cell_count"] for row in dispositions if row["disposition"] == "total" and read.state == "accepted"
    )
    assert submission["values_read"] == read.values_read == len(loaded(data, read)) - totals
    assert {(row["file"], row["sheet"]) for row in dispositions if row["kind"] == "sheet"} == {
        (row["file"], row["sheet"]) for row in dispositions
    }
    assert loaded(data, read) <= sent(read)


@pytest.mark.parametrize("quarter", QUARTERS)
@pytest.mark.parametrize("folder", FOLDERS)
def test_the_ledger_of_every_sample_return_balances(folder, quarter, tmp_path):
    read = read_changed(tmp_path, folder, quarter=quarter)

    assert read.state == "accepted"
    assert read.values_read > 150
    assert_it_balances(tmp_path, read)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_sheet_and_file_has_a_disposition_and_nothing_is_unknown(folder, tmp_path):
    read = read_changed(tmp_path, folder)

    dispositions = dispositions_of(tmp_path, read)
    assert {(row["file"], row["sheet"]) for row in dispositions} == {
        (grid.file, grid.sheet) for file in read.landed.files for grid in grids(file)
    }
    assert "unknown" not in {row["disposition"] for row in dispositions if row["cell_count"]}


def test_what_a_return_says_of_itself_is_set_aside_as_declared(tmp_path):
    read = read_changed(tmp_path, "coventry")

    declared = [row for row in dispositions_of(tmp_path, read) if row["disposition"] == "declared"]
    assert [(row["sheet"], row["place"], row["cell_count"]) for row in declared] == [
        ("Data", "A1", 39),
        ("Data", "B1", 39),
    ]


def test_a_cover_is_set_aside_whole(tmp_path):
    read = read_changed(tmp_path, "warwickshire")

    [cover] = [row for row in dispositions_of(tmp_path, read) if row["sheet"] == "Cover"]
    assert (cover["kind"], cover["disposition"], cover["cell_count"]) == ("sheet", "title", 14)


def test_of_a_rejected_return_every_cell_is_set_aside(tmp_path):
    def change(book):
        book["Cover"]["B6"] = "Quarter 4"

    read = read_changed(tmp_path, "warwickshire", lambda place: change_workbook(place, change))

    submission = submission_of(tmp_path, read)
    assert (read.state, submission["values_read"]) == ("rejected", 0)
    assert submission["cells_set_aside"] == cells_in(read.landed)
    assert loaded(tmp_path, read) == set()


def test_a_name_on_a_row_of_its_own_is_counted_as_read(tmp_path):
    def lift(book):
        sheet = book["Highlight report"]
        sheet.insert_rows(3)
        sheet["A3"], sheet["A4"] = sheet["A4"].value, None
        sheet["B3"] = None

    assert_it_balances(tmp_path, read_changed(tmp_path, "warwickshire", lambda place: change_workbook(place, lift)))


def test_a_note_below_a_column_of_names_is_a_note_and_not_read(tmp_path):
    def add(book):
        book["Highlight report"]["A40"] = "End of report"

    read = read_changed(tmp_path, "warwickshire", lambda place: change_workbook(place, add))

    assert_it_balances(tmp_path, read)
    assert ("Highlight report", "note") in {
        (row["sheet"], row["disposition"]) for row in dispositions_of(tmp_path, read)
    }


def test_names_printed_again_with_the_headings_are_no_names(tmp_path):
    def print_again(book):
        sheet = book["Highlight report"]
        sheet.insert_rows(5)
        for column, heading in enumerate(sheet[2], 1):
            sheet.cell(5, column).value = heading.value

    read = read_changed(tmp_path, "warwickshire", lambda place: change_workbook(place, print_again))

    assert_it_balances(tmp_path, read)
    assert "Project" not in {row["project"] for row in raw_rows(settings_in(tmp_path), "milestones", read.landed)}


texts = st.sampled_from(
    ["", " ", "Note", "12", "£1.00", "Total", "FGCs held", "Measure", "Q1", "Set Up Costs", "c", "2021-22"]
)


@st.composite
def decorated(draw, rows):
    """Rows with others put between them, cells put beside them, and some cells changed or cleared."""
    rows = [list(row) for row in rows]
    for _ in range(draw(st.integers(0, 4))):
        rows.insert(draw(st.integers(0, len(rows))), draw(st.lists(texts, max_size=9)))
    for _ in range(draw(st.integers(0, 6))):
        row = rows[draw(st.integers(0, len(rows) - 1))]
        column = draw(st.integers(0, 11))
        row += [""] * (column + 1 - len(row))
        row[column] = draw(texts)
    if draw(st.booleans()):
        at = draw(st.integers(0, 3))
        rows = [[*row[:at], draw(texts), *row[at:]] for row in rows]
    return rows


@settings(max_examples=25)
@given(st.data())
def test_the_ledger_of_a_csv_return_decorated_anyhow_balances(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("decorated")

    def decorate(place):
        for path in sorted(place.glob("*.csv")):
            rows = list(csv.reader(path.read_text(encoding="cp1252").splitlines()))
            path.write_bytes(csv_bytes(data.draw(decorated(rows)), "cp1252"))

    assert_it_balances(folder, read_changed(folder, "leeds", decorate))


@settings(max_examples=15)
@given(st.data(), st.sampled_from(["coventry", "warwickshire"]))
def test_the_ledger_of_a_workbook_decorated_anyhow_balances(tmp_path_factory, data, authority):
    folder = tmp_path_factory.mktemp("decorated")

    def decorate(place):
        path = only_file(place)
        book = openpyxl.load_workbook(path)
        sheet = book[data.draw(st.sampled_from(book.sheetnames))]
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))  # of merged cells only the first can be written
        for _ in range(data.draw(st.integers(1, 8))):
            sheet.cell(data.draw(st.integers(1, 45)), data.draw(st.integers(1, 12))).value = data.draw(texts) or None
        if data.draw(st.booleans()):
            sheet.insert_rows(data.draw(st.integers(1, 8)), data.draw(st.integers(1, 3)))
        if data.draw(st.booleans()):
            book.copy_worksheet(sheet)
        book.save(path)

    assert_it_balances(folder, read_changed(folder, authority, decorate, QUARTER))
