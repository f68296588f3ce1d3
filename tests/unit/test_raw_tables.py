"""Tables are found by their headings wherever they stand; a heading that has gone, or come, is said."""

import shutil

import pytest

from tests.builders import (
    change_csv,
    change_json,
    change_workbook,
    kinds,
    only_file,
    raw_rows,
    read_all,
    read_changed,
    send,
    settings_in,
)

VALUES = {
    "leeds": ("finance", "budget"),
    "warwickshire": ("finance", "budget"),
    "coventry": ("indicators", "value"),
    "newcastle": ("indicators", "value"),
}


def values(data, read, table, *fields):
    """The values of some fields, in any order, without their places."""
    rows = raw_rows(settings_in(data), table, read.landed)
    return sorted(tuple(row[field] or "" for field in fields) for row in rows)


def finding_of(read, kind):
    """The one finding of a kind."""
    [found] = [finding for finding in read.findings if finding.finding_type == kind]
    return found


@pytest.fixture
def plain(tmp_path):
    """What the clean return of an authority holds in a raw table."""

    def read_plain(folder, table, *fields):
        return values(tmp_path / "plain", read_changed(tmp_path / "plain", folder), table, *fields)

    return read_plain


def reads_the_same(tmp_path, plain, folder, table, fields, change):
    """Read a changed return that must hold the same values; what was found besides."""
    read = read_changed(tmp_path / "changed", folder, change)

    assert read.state == "accepted", read.findings
    assert values(tmp_path / "changed", read, table, *fields) == plain(folder, table, *fields)
    return kinds(read)


FINANCE = ("workstream", "funder", "budget", "actual_in_quarter", "actual_year_to_date", "forecast")
DATA = ("label", "value", "denominator", "percentage", "comment")


def test_a_table_moved_down_and_right_is_found(tmp_path, plain):
    def move(place):
        change_workbook(place, lambda book: (book["Data"].insert_rows(1, 5), book["Data"].insert_cols(1, 3)))

    assert reads_the_same(tmp_path, plain, "coventry", "indicators", DATA, move) == []


def test_a_moved_table_keeps_the_names_of_its_cells(tmp_path):
    def move(place):
        change_workbook(place, lambda book: (book["Data"].insert_rows(1, 5), book["Data"].insert_cols(1, 3)))

    read = read_changed(tmp_path, "coventry", move)
    first = raw_rows(settings_in(tmp_path), "indicators", read.landed)[0]

    assert (first["label_place"], first["value_place"]) == ("F7", "H7")


def test_more_lines_of_title_do_not_hide_a_table(tmp_path, plain):
    def add_titles(place):
        change_csv(place, "*Finance*", lambda rows: [["Draft"], ["Not for publication", ""], [], *rows])

    assert reads_the_same(tmp_path, plain, "leeds", "finance", FINANCE, add_titles) == []


def test_columns_in_another_order_are_found(tmp_path, plain):
    def turn_round(place):
        change_csv(place, "*Finance*", lambda rows: [row[::-1] if len(row) > 1 else row for row in rows])

    assert reads_the_same(tmp_path, plain, "leeds", "finance", FINANCE, turn_round) == []


def test_blank_rows_inside_a_table_do_not_end_it(tmp_path, plain):
    def spread(place):
        change_csv(place, "*Finance*", lambda rows: [row for each in rows for row in (each, [], ["", " "])])

    assert reads_the_same(tmp_path, plain, "leeds", "finance", FINANCE, spread) == []


def test_headings_printed_again_further_down_are_headings(tmp_path, plain):
    def print_again(place):
        change_csv(place, "*Finance*", lambda rows: [*rows[:8], rows[3], *rows[8:]])

    assert reads_the_same(tmp_path, plain, "leeds", "finance", FINANCE, print_again) == []


def test_a_renamed_sheet_is_found_by_its_headings(tmp_path, plain):
    def rename(place):
        change_workbook(place, lambda book: setattr(book["Data"], "title", "Sheet1"))

    assert reads_the_same(tmp_path, plain, "coventry", "indicators", DATA, rename) == []


def test_a_renamed_file_is_found_by_its_headings(tmp_path, plain):
    def rename(place):
        for number, path in enumerate(sorted(place.glob("*.csv"))):
            path.rename(place / f"export {number}.csv")

    assert reads_the_same(tmp_path, plain, "leeds", "finance", FINANCE, rename) == []


def test_an_unknown_column_is_set_aside_and_said(tmp_path, plain):
    def add_column(place):
        change_csv(
            place,
            "*Finance*",
            lambda rows: [
                [*row[:2], "Variance" if row[0] == "Cost heading" else "£1.00", *row[2:]] if len(row) > 1 else row
                for row in rows
            ],
        )

    assert reads_the_same(tmp_path, plain, "leeds", "finance", FINANCE, add_column) == ["unknown_heading"]
    finding = finding_of(read_changed(tmp_path / "again", "leeds", add_column), "unknown_heading")
    assert finding.message == (
        "The heading 'Variance' is not known; its 12 values were set aside. No known heading is like it. "
        "If it replaces a known heading, add a row to seeds/layout_columns.csv."
    )
    assert (finding.file, finding.place) == ("FV_Leeds_Finance_Q2_2021-22.csv", "line 4, column 3")


def test_a_column_without_a_heading_is_said(tmp_path):
    def add(book):
        book["Data"]["L5"] = "x"

    read = read_changed(tmp_path, "coventry", lambda place: change_workbook(place, add))

    finding = finding_of(read, "unknown_heading")
    assert finding.message.startswith("A column without a heading holds values; its 1 values were set aside.")
    assert (finding.sheet, finding.place) == ("Data", "L1")


def test_a_missing_heading_rejects_the_return_and_says_where_it_belongs(tmp_path):
    def rename(rows):
        rows[3][rows[3].index("Actual YTD")] = "Actual so far"

    read = read_changed(tmp_path, "leeds", lambda place: change_csv(place, "*Finance*", rename))

    assert read.state == "rejected"
    finding = finding_of(read, "required_heading_missing")
    assert finding.message == (
        "The heading 'Actual YTD' of the table 'finance' is missing from the row of headings, so the table cannot be "
        "read. It is likely called 'Actual so far' now, which stands here (68 of 100 alike). Put the heading back as "
        "it was, or tell the programme team that it has a new name."
    )
    assert (finding.section, finding.file, finding.place) == (
        "finance",
        "FV_Leeds_Finance_Q2_2021-22.csv",
        "line 4, column 5",
    )


def test_a_table_known_by_the_names_of_its_figures_is_there_although_its_one_other_heading_is_not(tmp_path):
    def rename(rows):
        rows[3][0] = "Month^1"

    read = read_changed(tmp_path, "leeds", lambda place: change_csv(place, "*Performance*", rename))

    assert (read.state, kinds(read)) == ("rejected", ["required_heading_missing"])
    finding = finding_of(read, "required_heading_missing")
    assert finding.message.startswith(
        "The heading 'Month' of the table 'performance' is missing from the row of headings, so the table cannot be "
        "read. It is likely called 'Month^1' now, which stands here (92 of 100 alike). "
    )
    assert (finding.section, finding.file, finding.place) == (
        "performance",
        "FV_Leeds_Performance_Q2_2021-22.csv",
        "line 4, column 1",
    )


def test_a_file_with_the_usual_title_over_figures_of_no_table_is_said_to_be_unread(tmp_path):
    def add(place):
        title = only_file(place, "*Finance*").read_text(encoding="cp1252").splitlines()[:2]
        extra = "\r\n".join([*title, "", "Ward,Visits,Contacts", "Armley,12,30", "Bramley,7,1,"])
        (place / "FV_Leeds_Wards_Q2_2021-22.csv").write_text(extra, encoding="cp1252")

    read = read_changed(tmp_path, "leeds", add)

    assert (read.state, kinds(read)) == ("accepted", ["unread_sheet"])
    finding = finding_of(read, "unread_sheet")
    assert finding.file == "FV_Leeds_Wards_Q2_2021-22.csv"
    assert finding.message.endswith("its 11 cells were not read.")


def test_a_missing_month_is_named_as_a_month(tmp_path):
    def take_months_out(book):
        for cell in book["Finance"][2]:
            if "2021" in str(cell.value):
                cell.value = None

    read = read_changed(tmp_path, "coventry", lambda place: change_workbook(place, take_months_out))

    assert finding_of(read, "required_heading_missing").message.startswith(
        "The heading 'a month' of the table 'finance'"
    )


def test_a_missing_table_is_a_missing_section_and_the_rest_is_taken(tmp_path):
    read = read_changed(tmp_path, "leeds", lambda place: only_file(place, "*Finance*").unlink())

    assert (read.state, kinds(read)) == ("accepted", ["section_missing"])
    finding = finding_of(read, "section_missing")
    assert (finding.section, finding.file) == ("finance", "FV_Leeds_Finance_…_….csv")
    assert finding.message.startswith(
        "The finance section is missing: no table with the headings 'Cost heading', 'Funder'"
    )


def test_a_heading_that_stands_twice_rejects_the_return(tmp_path):
    def repeat(rows):
        return [[*row, row[2]] if len(row) > 1 else row for row in rows]

    read = read_changed(tmp_path, "leeds", lambda place: change_csv(place, "*Finance*", repeat))

    assert read.state == "rejected"
    finding = finding_of(read, "heading_repeated")
    assert finding.message == (
        "The heading 'Budget …' of the table 'finance' stands twice (first at line 4, column 3), so it is not known "
        "which column counts. Send the return with one of them."
    )
    assert finding.place == "line 4, column 7"


def test_a_month_that_stands_twice_rejects_the_return(tmp_path):
    def repeat(book):
        book["Finance"].cell(2, 5).value = "July 2021"
        book["Finance"].cell(2, 4).value = "July 2021"

    read = read_changed(tmp_path, "coventry", lambda place: change_workbook(place, repeat))

    assert (read.state, kinds(read).count("heading_repeated")) == ("rejected", 1)


def test_a_copy_of_a_sheet_is_not_read_and_is_said(tmp_path, plain):
    def copy(place):
        change_workbook(place, lambda book: setattr(book.copy_worksheet(book["Data"]), "title", "Data (2)"))

    assert reads_the_same(tmp_path, plain, "coventry", "indicators", DATA, copy) == ["table_repeated"]
    finding = finding_of(read_changed(tmp_path / "again", "coventry", copy), "table_repeated")
    assert finding.message == "The table 'data' was found again, in another sheet; only the one in 'Data' was read."
    assert (finding.sheet, finding.place) == ("Data (2)", "A1")


def test_two_sheets_that_nothing_tells_apart_reject_the_return(tmp_path):
    def copy(book):
        book.copy_worksheet(book["Data"]).title = "Figures (final)"
        book["Data"].title = "Figures"

    read = read_changed(tmp_path, "coventry", lambda place: change_workbook(place, copy))

    assert read.state == "rejected"
    assert finding_of(read, "table_ambiguous").message == (
        "The table 'data' was found again, in another sheet; nothing tells which of the two counts. "
        "Send the return with one of them."
    )


def test_two_files_that_nothing_tells_apart_reject_the_return(tmp_path):
    def copy(place):
        path = only_file(place, "*Finance*")
        shutil.copy(path, place / "finance v1.csv")
        path.rename(place / "finance v2.csv")

    read = read_changed(tmp_path, "leeds", copy)

    assert (read.state, kinds(read)) == ("rejected", ["table_ambiguous"])


def test_a_file_of_another_name_beside_the_right_one_is_not_read(tmp_path, plain):
    def copy(place):
        path = only_file(place, "*Finance*")
        shutil.copy(path, place / "finance old.csv")

    assert reads_the_same(tmp_path, plain, "leeds", "finance", FINANCE, copy) == ["table_repeated"]


def test_a_hidden_sheet_is_not_read(tmp_path):
    def hide(book):
        book["Finance"].sheet_state = "hidden"

    read = read_changed(tmp_path, "coventry", lambda place: change_workbook(place, hide))

    assert sorted(kinds(read)) == ["hidden_sheet", "section_missing"]
    assert finding_of(read, "hidden_sheet").message == "The sheet 'Finance' is hidden and was not read."
    assert raw_rows(settings_in(tmp_path), "finance", read.landed) == []


def test_a_sheet_that_nobody_has_told_us_about_is_said(tmp_path):
    def add(book):
        book.create_sheet("Extra").append(["Something", "else"])

    read = read_changed(tmp_path, "coventry", lambda place: change_workbook(place, add))

    finding = finding_of(read, "unread_sheet")
    assert finding.message == "No table of the return's layout was found in 'Extra'; its 2 cells were not read."
    assert finding.sheet == "Extra"


def test_two_tables_in_one_sheet_do_not_run_into_each_other(tmp_path, plain):
    def stack(book):
        sheet = book["Milestones"]
        sheet.append([])
        for row in book["Benefits"].iter_rows(values_only=True):
            sheet.append(row)
        del book["Benefits"]

    def change(place):
        change_workbook(place, stack)

    fields = ("benefit", "financial_year", "planned", "delivered", "forecast")
    assert reads_the_same(tmp_path, plain, "coventry", "benefits", fields, change) == []
    fields = ("project", "work_area", "milestone", "baseline_date", "rag", "comment")
    assert reads_the_same(tmp_path / "two", plain, "coventry", "milestones", fields, change) == []


def test_notes_under_a_table_are_not_data(tmp_path):
    read = read_changed(tmp_path, "sefton")

    labels = [row["label"] for row in raw_rows(settings_in(tmp_path), "indicators", read.landed)]
    notes = [
        row for row in raw_rows(settings_in(tmp_path), "dispositions", read.landed) if row["disposition"] == "note"
    ]
    assert "End of return" not in labels
    assert [(row["sheet"], row["kind"], row["cell_count"]) for row in notes] == [("Performance", "rows", 1)]


def test_a_known_label_without_a_figure_is_a_blank_and_not_a_note(tmp_path):
    def clear(rows):
        [row] = [row for row in rows if row[:1] == ["FGCs held"]]
        row[2] = ""

    read = read_changed(tmp_path, "leeds", lambda place: change_csv(place, "*Delivery*", clear))

    [row] = [row for row in raw_rows(settings_in(tmp_path), "indicators", read.landed) if row["label"] == "FGCs held"]
    assert (row["value"], row["value_place"]) == (None, "line 6, column 3")


def test_a_row_with_figures_and_no_label_is_said(tmp_path):
    def clear(rows):
        [row] = [row for row in rows if row[:1] == ["FGCs held"]]
        row[0] = ""

    read = read_changed(tmp_path, "leeds", lambda place: change_csv(place, "*Delivery*", clear))

    finding = finding_of(read, "row_without_label")
    assert (read.state, finding.place) == ("accepted", "line 6, column 1")
    assert finding.message == (
        "This row holds figures but does not say what they are, so they were set aside. Name them, or clear the row."
    )


def test_a_name_given_once_is_the_name_of_the_rows_below(tmp_path):
    read = read_changed(tmp_path, "warwickshire")
    rows = raw_rows(settings_in(tmp_path), "milestones", read.landed)

    assert [(row["project"], row["project_place"]) for row in rows[:3]] == [("Early Help", "A3")] * 3
    assert all(row["project"] for row in rows)


def test_a_name_on_a_row_of_its_own_is_the_name_of_the_rows_below(tmp_path):
    def lift(book):
        sheet = book["Highlight report"]
        sheet.insert_rows(3)
        sheet["A3"], sheet["A4"] = sheet["A4"].value, None

    read = read_changed(tmp_path, "warwickshire", lambda place: change_workbook(place, lift))

    rows = raw_rows(settings_in(tmp_path), "milestones", read.landed)
    assert (rows[0]["project"], rows[0]["project_place"]) == ("Early Help", "A3")


def test_a_list_of_another_name_in_a_document_is_found_by_its_members(tmp_path, plain):
    def rename(place):
        change_json(place, lambda document: document.update(kpis=document.pop("performance")["indicators"]))

    fields = ("label", "value", "percentage")
    assert reads_the_same(tmp_path, plain, "newcastle", "indicators", fields, rename) == []


def test_a_column_for_each_quarter_becomes_a_record_for_each(tmp_path):
    read = read_changed(tmp_path, "warwickshire")
    rows = raw_rows(settings_in(tmp_path), "indicators", read.landed)
    children = [row for row in rows if row["label"] == "Number of children looked after"]

    assert [(row["period"], row["value"], row["value_place"]) for row in children] == [
        ("Q1", "857", "D5"),
        ("Q2", "840", "E5"),
        ("Q3", None, "F5"),
        ("Q4", None, "G5"),
    ]


# ------------------------------------------------------------------------- returns of other shapes


def test_a_return_of_files_that_are_not_read_is_rejected(tmp_path):
    def only_a_letter(place):
        for path in place.glob("*.csv"):
            path.unlink()
        (place / "letter.pdf").write_bytes(b"%PDF-1.7")

    read = read_changed(tmp_path, "leeds", only_a_letter)

    assert (read.state, kinds(read)) == ("rejected", ["unknown_file_kind", "nothing_to_read"])
    assert read.findings[0].message == "Files of the kind '.pdf' are not read; a return is CSV, XLSX, ODS or JSON."


def test_a_letter_beside_a_return_is_said_and_the_return_is_taken(tmp_path):
    read = read_changed(tmp_path, "leeds", lambda place: (place / "README").write_bytes(b"Dear all"))

    assert (read.state, kinds(read)) == ("accepted", ["unknown_file_kind"])
    assert read.findings[0].message.startswith("Files of the kind without an ending are not read")


def test_an_unreadable_file_rejects_the_return(tmp_path):
    read = read_changed(tmp_path, "leeds", lambda place: only_file(place, "*Finance*").write_bytes(b'a,"b\r\n'))

    assert read.state == "rejected"
    finding = finding_of(read, "unreadable_file")
    assert finding.message == (
        "The file cannot be read: it is not well-formed CSV (unexpected end of data). Send it again."
    )
    assert (finding.file, finding.place) == ("FV_Leeds_Finance_Q2_2021-22.csv", "line 1")


def test_a_document_without_figures_is_rejected(tmp_path):
    read = read_changed(
        tmp_path,
        "newcastle",
        lambda place: change_json(place, lambda document: {"returnHeader": document["returnHeader"]}),
    )

    assert read.state == "rejected"
    assert "nothing_to_read" in kinds(read)


def test_a_return_of_headings_alone_is_rejected(tmp_path):
    def clear(place):
        for path in place.glob("*.csv"):
            change_csv(place, path.name, lambda rows: rows[:4])

    assert "nothing_to_read" in kinds(read_changed(tmp_path, "leeds", clear))


def test_an_authority_without_a_layout_is_kept_and_not_read(tmp_path):
    settings = settings_in(tmp_path)
    send(settings, "solihull", "2021-22-Q2", a__csv="x,y")

    [read] = read_all(settings)

    assert (read.state, kinds(read)) == ("rejected", ["no_layout"])
    assert read.findings[0].message == (
        "Solihull has no layout, or owes no return, for 2021-22-Q2; the return was kept and not read. "
        "Add its layout to the seeds, or move the return to the quarter it is for."
    )
