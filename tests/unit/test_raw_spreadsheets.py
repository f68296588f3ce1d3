"""Spreadsheets as they are: headings on several rows, tables side by side, footnotes, examples, what is hidden."""

import csv
from dataclasses import replace

import pytest
from openpyxl.utils import get_column_letter

from tests.builders import (
    change_csv,
    change_workbook,
    csv_bytes,
    home_with_seeds,
    kinds,
    only_file,
    raw_rows,
    read_all,
    read_changed,
    sample,
    settings_in,
)
from tests.unit.test_raw_ledger import assert_it_balances, dispositions_of
from tests.unit.test_raw_tables import DATA, FINANCE, finding_of, plain, reads_the_same, values

__all__ = ["plain"]

MILESTONES = ("project", "work_area", "milestone", "baseline_date", "forecast_date", "completed_date", "rag", "comment")
BENEFITS = ("benefit", "financial_year", "planned", "delivered", "forecast")


def workbook(change):
    """A change to an XLSX workbook, as `read_changed` wants it."""
    return lambda place: change_workbook(place, change)


# ------------------------------------------------------------------------- headings on several rows


def test_a_heading_split_over_two_rows_is_read_as_one(tmp_path, plain):
    def split(book):
        sheet = book["Finance"]
        sheet.insert_rows(2)
        for column, (top, bottom) in {3: ("Annual", "budget"), 7: ("Full year", "forecast")}.items():
            sheet.cell(2, column).value, sheet.cell(3, column).value = top, bottom

    fields = ("workstream", "funder", "period", "budget", "actual_in_month", "forecast")
    assert reads_the_same(tmp_path, plain, "coventry", "finance", fields, workbook(split)) == []


def test_a_merged_heading_over_months_spreads_over_them(tmp_path, plain):
    def merge(book):
        sheet = book["Finance"]
        sheet.insert_rows(2)
        sheet["D2"] = "Spend in the month"
        sheet.merge_cells("D2:F2")
        for column in (1, 2, 3, 7):  # the others are merged from above to below
            sheet.cell(2, column).value, sheet.cell(3, column).value = sheet.cell(3, column).value, None
            letter = get_column_letter(column)
            sheet.merge_cells(f"{letter}2:{letter}3")

    fields = ("workstream", "funder", "period", "budget", "actual_in_month", "forecast")
    assert reads_the_same(tmp_path, plain, "coventry", "finance", fields, workbook(merge)) == []


@pytest.mark.parametrize("is_merged", [True, False])
@pytest.mark.parametrize("blank_rows", [0, 2])
def test_years_over_the_columns_of_each_year_are_read_with_them(is_merged, blank_rows, tmp_path, plain):
    def lift(book):
        sheet = book["Savings"]
        sheet.insert_rows(2)
        for column in range(2, 17):
            year, what = sheet.cell(3, column).value.split(" ")
            sheet.cell(3, column).value = what
            if (column - 2) % 3 == 0:
                sheet.cell(2, column).value = year
                if is_merged:
                    sheet.merge_cells(start_row=2, end_row=2, start_column=column, end_column=column + 2)
        if blank_rows:
            sheet.insert_rows(4, blank_rows)

    change = workbook(lift)
    assert reads_the_same(tmp_path, plain, "warwickshire", "benefits", BENEFITS, change) == ["hidden_sheet"]
    read = read_changed(tmp_path / "again", "warwickshire", change)
    row = raw_rows(settings_in(tmp_path / "again"), "benefits", read.landed)[0]
    assert (row["financial_year"], row["financial_year_place"]) == ("2020/21", "B3")


def test_a_heading_on_three_rows_of_a_csv_is_read_as_one(tmp_path, plain):
    def split(rows):
        top = ["Cost", "Funder", "Budget", "Actual", "Actual", "Forecast"]
        return [*rows[:3], top, ["heading", "", "", "", "", "outturn"], ["", "", "2021-22", "Q2", "YTD", ""], *rows[4:]]

    change = lambda place: change_csv(place, "*Finance*", split)  # noqa: E731 - a name for what the test changes
    assert reads_the_same(tmp_path, plain, "leeds", "finance", FINANCE, change) == []


def test_units_on_a_row_of_their_own_are_no_data(tmp_path, plain):
    def add(rows):
        return [*rows[:4], ["", "", "£", "£", "£", "£"], *rows[4:]]

    def change(place):
        change_csv(place, "*Finance*", add)

    assert reads_the_same(tmp_path, plain, "leeds", "finance", FINANCE, change) == []


def test_blank_rows_between_the_headings_and_the_data_do_not_matter(tmp_path, plain):
    def change(place):
        change_csv(place, "*Finance*", lambda rows: [*rows[:4], [], ["", " "], *rows[4:]])

    assert reads_the_same(tmp_path, plain, "leeds", "finance", FINANCE, change) == []


def test_headings_on_two_rows_printed_again_are_headings(tmp_path, plain):
    def split(rows):
        upper = ["Cost", "Funder", "Budget", "Actual", "Actual", "Forecast"]
        lower = ["heading", "", "2021-22", "Q2", "YTD", "outturn"]
        return [*rows[:3], upper, lower, *rows[4:8], upper, lower, *rows[8:]]

    def change(place):
        change_csv(place, "*Finance*", split)

    assert reads_the_same(tmp_path, plain, "leeds", "finance", FINANCE, change) == []


# ------------------------------------------------------------------------- where tables stand


def beside(book, *, gap):
    """Put the benefits to the right of the milestones, a blank column or none between."""
    sheet, first = book["Milestones"], book["Milestones"].max_column + 1 + gap
    for number, row in enumerate(book["Benefits"].iter_rows(values_only=True), 1):
        for column, value in enumerate(row, first):
            sheet.cell(number, column).value = value
    del book["Benefits"]


@pytest.mark.parametrize("gap", [0, 1, 2])
def test_tables_side_by_side_are_both_read(gap, tmp_path, plain):
    change = workbook(lambda book: beside(book, gap=gap))

    assert reads_the_same(tmp_path, plain, "coventry", "benefits", BENEFITS, change) == []
    assert reads_the_same(tmp_path / "two", plain, "coventry", "milestones", MILESTONES, change) == []
    assert_it_balances(tmp_path / "three", read_changed(tmp_path / "three", "coventry", change))


@pytest.mark.parametrize("gap", [0, 1])
def test_tables_side_by_side_may_share_a_heading(gap, tmp_path, plain):
    def change(place):
        sheets = [only_file(place, pattern) for pattern in ("*Milestones*", "*Benefits*")]
        left, right = (list(csv.reader(path.read_text(encoding="cp1252").splitlines())) for path in sheets)
        width = max(map(len, left)) + gap
        rows = [
            [*cells, *[""] * (width - len(cells)), *more]
            for cells, more in zip(left, [*right, *[[]] * (len(left) - len(right))], strict=True)
        ]
        for path in sheets:
            path.unlink()
        (place / "FV_Leeds_Milestones_Q2_2021-22.csv").write_bytes(csv_bytes(rows, "cp1252"))

    assert reads_the_same(tmp_path, plain, "leeds", "benefits", BENEFITS, change) == []
    assert reads_the_same(tmp_path / "two", plain, "leeds", "milestones", MILESTONES, change) == []


FIELDS = {
    "indicators": DATA,
    "finance": ("workstream", "funder", "period", "budget", "actual_in_month", "forecast"),
    "milestones": MILESTONES,
    "benefits": BENEFITS,
}


def gathered(book, *, across, first_row):
    """Put every table of Coventry's workbook on one sheet: across it, or down it with a title above each."""
    sheet = book["Data"]
    for order, name in enumerate(("Finance", "Milestones", "Benefits")):
        rows = list(book[name].iter_rows(values_only=True))
        down = 1 + first_row * (order + 1) if across else sheet.max_row + 3
        right = sheet.max_column + 2 if across else 1 + order
        for row, cells in enumerate(rows, down):
            for column, value in enumerate(cells, right):
                if value is not None:
                    sheet.cell(row, column).value = value
        del book[name]


@pytest.mark.parametrize(("across", "first_row"), [(True, 0), (True, 4), (False, 0)])
def test_every_table_may_stand_on_one_sheet(across, first_row, tmp_path):
    def change(place):
        change_workbook(place, lambda book: gathered(book, across=across, first_row=first_row))

    clean = read_changed(tmp_path / "plain", "coventry")
    read = read_changed(tmp_path / "changed", "coventry", change)

    assert (read.state, kinds(read)) == ("accepted", [])
    for table, fields in FIELDS.items():
        assert values(tmp_path / "changed", read, table, *fields) == values(tmp_path / "plain", clean, table, *fields)
    assert_it_balances(tmp_path / "changed", read)


def test_a_blank_column_inside_a_table_does_not_end_it(tmp_path, plain):
    change = workbook(lambda book: book["Data"].insert_cols(4, 2))

    assert reads_the_same(tmp_path, plain, "coventry", "indicators", DATA, change) == []


def test_a_remark_beside_a_table_is_a_note(tmp_path, plain):
    def add(book):
        book["Data"]["K7"] = "Checked with the finance team"
        book["Data"]["L9"] = "See the note on page two"

    assert reads_the_same(tmp_path, plain, "coventry", "indicators", DATA, workbook(add)) == []
    read = read_changed(tmp_path / "again", "coventry", workbook(add))
    assert_it_balances(tmp_path / "again", read)
    assert [
        (row["place"], row["cell_count"])
        for row in dispositions_of(tmp_path / "again", read)
        if row["disposition"] == "note" and row["kind"] == "column" and row["cell_count"]
    ] == [("K1", 1), ("L1", 1)]


def test_a_figure_beside_a_table_is_no_note(tmp_path):
    def add(book):
        book["Data"]["K7"] = "1,234 in the last quarter"

    assert kinds(read_changed(tmp_path, "coventry", workbook(add))) == ["unknown_heading"]


def test_a_table_split_over_two_sheets_is_not_silently_halved(tmp_path):
    def split(book):
        other = book.copy_worksheet(book["Data"])
        other.title = "Data continued"
        other.delete_rows(2, 20)
        book["Data"].delete_rows(22, 30)

    finding = finding_of(read_changed(tmp_path, "coventry", workbook(split)), "table_split")

    assert (finding.sheet, finding.place) == ("Data continued", "A1")
    assert finding.message == (
        "The table 'data' was found again, in another sheet; only the one in 'Data' was read, and 19 rows stand in the "
        "other alone. Send the whole table in one place."
    )


def test_a_table_with_its_columns_in_another_order_further_down_is_refused(tmp_path):
    def add(rows):
        return [*rows, [], ["Funder", "Cost heading", *rows[3][2:]], ["DfE", "Set Up Costs", "1", "2", "3", "4"]]

    read = read_changed(tmp_path, "leeds", lambda place: change_csv(place, "*Finance*", add))

    assert (read.state, kinds(read)) == ("rejected", ["table_ambiguous"])
    assert finding_of(read, "table_ambiguous").message.startswith(
        "The table 'finance' was found again, further down or beside it; nothing tells which of the two counts."
    )


def test_a_label_merged_over_the_rows_it_is_of_is_the_label_of_each(tmp_path, plain):
    def merge(book):
        sheet = book["Finance"]
        for row in range(3, 9, 2):
            assert sheet.cell(row, 1).value == sheet.cell(row + 1, 1).value
            sheet.cell(row + 1, 1).value = None
            sheet.merge_cells(start_row=row, end_row=row + 1, start_column=1, end_column=1)

    fields = ("workstream", "funder", "period", "budget", "actual_in_month", "forecast")
    assert reads_the_same(tmp_path, plain, "coventry", "finance", fields, workbook(merge)) == []
    assert_it_balances(tmp_path / "two", read_changed(tmp_path / "two", "coventry", workbook(merge)))


# ------------------------------------------------------------------------- footnotes and examples


@pytest.mark.parametrize("marker", ["*", " [1]", " (note 2)", "¹", " †", "\n(see note 3)"])
def test_a_footnote_marker_on_a_heading_does_not_hide_its_column(marker, tmp_path, plain):
    def mark(book):
        book["Data"]["E1"] = f"Numerator{marker}"

    assert reads_the_same(tmp_path, plain, "coventry", "indicators", DATA, workbook(mark)) == ["footnote_marker"]


def test_a_footnote_marker_on_a_label_is_said_and_the_label_kept_as_sent(tmp_path):
    def mark(book):
        book["Data"]["C8"] = f"{book['Data']['C8'].value}*"

    read = read_changed(tmp_path, "coventry", workbook(mark))

    assert (read.state, kinds(read)) == ("accepted", ["footnote_marker"])
    finding = finding_of(read, "footnote_marker")
    assert (finding.sheet, finding.place) == ("Data", "C8")
    assert finding.message.startswith("'d) Referrals*' was read without its footnote marker")
    assert "d) Referrals*" in {row["label"] for row in raw_rows(settings_in(tmp_path), "indicators", read.landed)}


def test_a_heading_that_stands_twice_but_for_a_marker_rejects_the_return(tmp_path):
    def add(book):
        book["Data"]["I1"] = "Numerator*"
        book["Data"]["I8"] = "see below"

    read = read_changed(tmp_path, "coventry", workbook(add))

    assert read.state == "rejected"  # both are the numerator: which one counts cannot be known
    assert finding_of(read, "heading_repeated").place == "I1"


@pytest.mark.parametrize("word", ["Example", "e.g. d) Referrals", "EXAMPLE: d) Referrals", "d) Referrals (example)"])
def test_a_row_that_says_it_is_an_example_is_set_aside(word, tmp_path, plain):
    def add(book):
        book["Data"].insert_rows(2)
        for column, value in enumerate(("Coventry", 44469, word, "P07", 1, 2, 0.5), 1):
            book["Data"].cell(2, column).value = value

    assert reads_the_same(tmp_path, plain, "coventry", "indicators", DATA, workbook(add)) == ["example_row"]
    read = read_changed(tmp_path / "again", "coventry", workbook(add))
    assert_it_balances(tmp_path / "again", read)
    assert ("A2", "example", 7) in {
        (row["place"], row["disposition"], row["cell_count"]) for row in dispositions_of(tmp_path / "again", read)
    }


def test_a_milestone_about_an_example_is_data(tmp_path):
    def change(book):
        book["Milestones"]["C2"] = "Example of good practice shared"
        book["Milestones"]["C3"] = "Sample audit - first round"

    read = read_changed(tmp_path, "coventry", workbook(change))

    assert kinds(read) == []
    assert ("Example of good practice shared",) in values(tmp_path, read, "milestones", "milestone")


# ------------------------------------------------------------------------- totals and repeated rows


@pytest.mark.parametrize(
    ("folder", "cells"), [("leeds", {5, 3}), ("coventry", {6}), ("sefton", {5, 2}), ("warwickshire", {4})]
)
def test_totals_are_set_aside_once_they_are_kept_to_be_checked(folder, cells, tmp_path):
    read = read_changed(tmp_path, folder)

    totals = [row for row in dispositions_of(tmp_path, read) if row["disposition"] == "total"]
    assert {row["cell_count"] for row in totals} == cells
    assert_it_balances(tmp_path, read)


def test_a_row_repeated_word_for_word_is_set_aside_with_a_finding(tmp_path):
    def repeat(rows):
        return [*rows[:6], rows[5], *rows[6:]]

    read = read_changed(tmp_path, "leeds", lambda place: change_csv(place, "*Finance*", repeat))

    finding = finding_of(read, "identical_duplicate")
    assert (read.state, finding.section, finding.place) == ("accepted", "finance", "line 7, column 3")
    assert finding.message == (
        "'Set Up Costs' stands twice with the same values, at line 6, column 3 and at line 7, column 3; it was counted "
        "once."
    )
    assert len(raw_rows(settings_in(tmp_path), "finance", read.landed)) == 12
    assert_it_balances(tmp_path, read)


def test_a_row_repeated_with_another_comment_is_kept_for_the_warehouse_to_judge(tmp_path):
    def repeat(book):
        sheet = book["Data"]
        for column in range(1, 9):
            sheet.cell(42, column).value = sheet.cell(8, column).value
        sheet.cell(42, 8).value = "again"

    read = read_changed(tmp_path, "coventry", workbook(repeat))

    assert kinds(read) == []
    assert len(values(tmp_path, read, "indicators", "label")) == 40


def test_a_milestone_that_is_repeated_is_not_named(tmp_path):
    def repeat(book):
        sheet = book["Milestones"]
        for column in range(1, 9):
            sheet.cell(12, column).value = sheet.cell(4, column).value

    finding = finding_of(read_changed(tmp_path, "coventry", workbook(repeat)), "identical_duplicate")

    assert finding.message == "A row stands twice with the same values, at C4 and at C12; it was counted once."


# ------------------------------------------------------------------------- what is hidden


def test_hidden_rows_with_figures_are_said_and_not_loaded(tmp_path):
    def hide(book):
        for row in (5, 6, 9):
            book["Data"].row_dimensions[row].hidden = True

    read = read_changed(tmp_path, "coventry", workbook(hide))

    finding = finding_of(read, "hidden_rows")
    assert (read.state, kinds(read)) == ("accepted", ["hidden_rows"])
    assert (finding.sheet, finding.place) == ("Data", "A5 to A6; A9")
    assert finding.message.startswith("3 hidden rows hold figures of the table 'data', and nothing of them was read.")
    assert len(values(tmp_path, read, "indicators", "label")) == 36
    assert_it_balances(tmp_path, read)


def test_a_hidden_column_with_figures_is_said_and_not_loaded(tmp_path):
    def hide(book):
        book["Data"].column_dimensions["F"].hidden = True

    read = read_changed(tmp_path, "coventry", workbook(hide))

    finding = finding_of(read, "hidden_columns")
    assert (read.state, kinds(read), finding.place) == ("accepted", ["hidden_columns"], "F1")
    assert {row["denominator"] for row in raw_rows(settings_in(tmp_path), "indicators", read.landed)} == {None}
    assert_it_balances(tmp_path, read)


def test_a_hidden_column_of_labels_leaves_nothing_that_could_be_taken_for_another(tmp_path):
    def hide(book):
        book["Data"].column_dimensions["C"].hidden = True

    read = read_changed(tmp_path, "coventry", workbook(hide))

    assert "Without it no row of the table could be read." in finding_of(read, "hidden_columns").message
    assert raw_rows(settings_in(tmp_path), "indicators", read.landed) == []
    assert_it_balances(tmp_path, read)


def test_a_hidden_column_that_is_left_out_anyway_is_only_noted(tmp_path, plain):
    def hide(book):
        book["Data"].column_dimensions["D"].hidden = True

    assert reads_the_same(tmp_path, plain, "coventry", "indicators", DATA, workbook(hide)) == ["hidden_cells"]


def test_what_a_hidden_column_says_of_the_return_still_counts(tmp_path):
    def hide(book):
        book["Data"].column_dimensions["B"].hidden = True
        for row in range(2, 41):
            book["Data"].cell(row, 2).value = "2021-06-30"

    read = read_changed(tmp_path, "coventry", workbook(hide))

    assert (read.state, finding_of(read, "wrong_quarter").place) == ("rejected", "B2 to B40")


def test_a_layout_may_say_that_what_is_hidden_is_read(tmp_path):
    def read_hidden(text):
        return text.replace("Data,table,false", "Data,table,true")

    settings = replace(settings_in(tmp_path / "data"), home=home_with_seeds(tmp_path, layout_tables=read_hidden))
    place = sample(settings, "coventry")

    def hide(book):
        book["Data"].row_dimensions[5].hidden = True
        book["Data"].column_dimensions["F"].hidden = True
        book["Data"].sheet_state = "hidden"

    change_workbook(place, hide)
    [read] = read_all(settings, "coventry")

    assert (read.state, kinds(read)) == ("accepted", [])
    rows = raw_rows(settings, "indicators", read.landed)
    assert len(rows) == 39
    assert any(row["denominator"] for row in rows)


def test_hidden_cells_outside_the_tables_are_only_noted(tmp_path):
    def hide(book):
        sheet = book["Finance"]
        sheet["A30"] = "Prepared from the ledger"
        sheet.row_dimensions[30].hidden = True

    read = read_changed(tmp_path, "coventry", workbook(hide))

    assert (read.state, kinds(read)) == ("accepted", ["hidden_cells"])
    assert_it_balances(tmp_path, read)
