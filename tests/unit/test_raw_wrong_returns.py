"""A return that is not what it was sent as is refused, and the message says what stands where."""

import shutil

import pytest

from tests.builders import (
    change_json,
    change_workbook,
    kinds,
    only_file,
    raw_rows,
    read_all,
    read_changed,
    settings_in,
)
from tests.folders import QUARTERS, SAMPLES

FOLDERS = ("coventry", "leeds", "newcastle", "sefton", "warwickshire")


def refused(read, kind):
    """The one finding of a kind, of a return that was refused."""
    assert read.state == "rejected", read.findings
    [found] = [one for one in read.findings if one.finding_type == kind]
    return found


def a_year_later(name):
    """A quarter, or the name of a file, with every way to write its financial year set a year on."""
    years = [(f"{short}", f"{short + 1}") for short in (22, 21, 20)]
    for this, following in years:
        after = str(int(following) + 1)
        for before, then in (
            (f"20{this}-{following}", f"20{following}-{after}"),
            (f"20{this}{following}", f"20{following}{after}"),
            (f"{this}-{following}", f"{following}-{after}"),
        ):
            if before in name:
                return name.replace(before, then)
    raise AssertionError(f"{name} names no year")


@pytest.mark.parametrize("quarter", QUARTERS)
@pytest.mark.parametrize("folder", FOLDERS)
def test_last_years_return_under_this_years_name_is_caught_by_what_stands_inside(folder, quarter, tmp_path):
    settings = settings_in(tmp_path)
    place = settings.inbox / folder / a_year_later(quarter)
    place.mkdir(parents=True)
    for file in sorted((SAMPLES / quarter / folder).glob("[!.]*")):
        shutil.copy(file, place / a_year_later(file.name))

    [read] = read_all(settings, folder)

    wrong = [one for one in read.findings if one.finding_type == "wrong_quarter"]
    assert read.state == "rejected"
    assert wrong
    assert all(one.place != "the file's name" for one in wrong)
    assert all(a_year_later(quarter) in one.message for one in wrong)


def test_two_councils_in_one_column_are_listed_with_their_rows(tmp_path):
    def change(book):
        for row in range(21, 41):
            book["Data"].cell(row, 1).value = "Leeds City Council"

    read = read_changed(tmp_path, "coventry", lambda place: change_workbook(place, change))

    assert refused(read, "several_authorities").message == (
        "The file holds more than one council's return: Coventry (sheet 'Data', A2 to A20); Leeds (sheet 'Data', A21 "
        "to A40). It was sent as that of Coventry, and nothing of it was read. Send each council's return by itself, "
        "in the folder of that council."
    )
    assert kinds(read) == ["several_authorities"]
    assert raw_rows(settings_in(tmp_path), "indicators", read.landed) == []


def test_one_council_a_sheet_is_listed_with_the_sheets(tmp_path):
    def change(book):
        book["Data"].title = "Coventry"
        other = book.copy_worksheet(book["Coventry"])
        other.title = "Solihull"
        for row in range(2, 41):
            other.cell(row, 1).value = "Solihull MBC"

    read = read_changed(tmp_path, "coventry", lambda place: change_workbook(place, change))

    message = refused(read, "several_authorities").message
    assert "Coventry (sheet 'Coventry', A2 to A40" in message
    assert "Solihull (sheet 'Solihull', A2 to A40, sheet 'Solihull', its name)" in message


@pytest.mark.parametrize("name", ["Leeds", "Leeds Q2", "KPIs - Leeds City Council"])
def test_a_sheet_named_after_another_council_is_evidence(name, tmp_path):
    def change(book):
        book.copy_worksheet(book["KPIs"]).title = name

    read = read_changed(tmp_path, "warwickshire", lambda place: change_workbook(place, change))

    message = refused(read, "several_authorities").message
    assert f"Leeds (sheet '{name}', its name)" in message
    assert "Warwickshire (sheet 'Cover', B4)" in message


@pytest.mark.parametrize(
    "title",
    ["Leeds City Council", "Leeds City Council – finance", "Finance: Sefton", "Sefton finance return Q2 2021-22"],
)
def test_a_title_that_names_another_council_is_evidence(title, tmp_path):
    def change(book):
        book["Finance £m"]["A1"] = title

    read = read_changed(tmp_path, "warwickshire", lambda place: change_workbook(place, change))

    finding = refused(read, "several_authorities")
    assert (finding.sheet, finding.place) == ("Finance £m", "A1")


def test_a_council_beside_a_label_that_asks_for_it_is_evidence(tmp_path):
    def change(book):
        sheet = book["Finance £m"]
        sheet["A1"], sheet["B1"] = "Local authority:", "Darlington"

    read = read_changed(tmp_path, "warwickshire", lambda place: change_workbook(place, change))

    finding = refused(read, "several_authorities")
    assert (finding.sheet, finding.place) == ("Finance £m", "B1")


@pytest.mark.parametrize(
    "sentence",
    [
        "Prepared with the help of Leeds City Council",
        "Working with Sefton on audits.",
        "Leeds helped us to set up the pathway",
    ],
)
def test_a_mere_mention_of_another_council_is_no_evidence(sentence, tmp_path):
    def change(book):
        book["Finance £m"]["A1"] = sentence
        book["Highlight report"]["H4"] = "Visited Leeds City Council"
        book["Highlight report"]["A40"] = "Leeds City Council"

    read = read_changed(tmp_path, "warwickshire", lambda place: change_workbook(place, change))

    assert (read.state, kinds(read)) == ("accepted", ["hidden_sheet"])


def test_a_column_of_councils_that_the_layout_does_not_know_is_evidence(tmp_path):
    def change(book):
        sheet = book["Finance £m"]
        sheet["F3"] = "Local authority"
        for row in range(4, 15):
            sheet.cell(row, 6).value = "Warwickshire" if row < 9 else "Coventry City Council"

    read = read_changed(tmp_path, "warwickshire", lambda place: change_workbook(place, change))

    message = refused(read, "several_authorities").message
    assert "Warwickshire (sheet 'Finance £m', F4 to F8)" in message
    assert "Coventry (sheet 'Finance £m', F9 to F14)" in message


def test_several_councils_in_one_document_are_listed_with_their_members(tmp_path):
    def change(document):
        other = {"authority": {"name": "Leeds", "dfeCode": "383"}, "period": document["returnHeader"]["period"]}
        return [document, {"returnHeader": other | {"system": "Eclipse"}}]

    read = read_changed(tmp_path, "newcastle", lambda place: change_json(place, change))

    message = refused(read, "several_authorities").message
    assert "/0/returnHeader/authority/name" in message
    assert "/1/returnHeader/authority/name" in message


def test_two_quarters_in_one_column_are_listed_with_their_rows(tmp_path):
    def change(book):
        for row in range(31, 41):
            book["Data"].cell(row, 2).value = "2021-06-30"

    finding = refused(read_changed(tmp_path, "coventry", lambda place: change_workbook(place, change)), "wrong_quarter")

    assert finding.place == "B31 to B40"
    assert finding.message.startswith(
        "'Period end' in 10 rows says '2021-06-30', but the return was sent as that of 2021-22-Q2."
    )
    assert "Other rows say '44469', that is 2021-09-30 (B2 to B19); '30/09/2021' (B20 to B30)." in finding.message


def test_rows_of_another_quarter_among_the_right_ones_are_all_placed(tmp_path):
    def change(book):
        for row in (5, 6, 9):
            book["Data"].cell(row, 2).value = "2021-06-30"

    finding = refused(read_changed(tmp_path, "coventry", lambda place: change_workbook(place, change)), "wrong_quarter")

    assert finding.place == "B5 to B6; B9"


def test_a_cover_and_figures_of_two_quarters_are_both_named(tmp_path):
    def change(book):
        book["KPIs"]["F5"] = 861

    finding = refused(
        read_changed(tmp_path, "warwickshire", lambda place: change_workbook(place, change)), "wrong_quarter"
    )

    assert (finding.sheet, finding.place) == ("KPIs", "F4")
    assert finding.message == (
        "There are figures under 'Q3' of the table 'kpis', but the return was sent as that of 2021-22-Q2, which is "
        "earlier. Send it for the quarter it is for, or take those figures out."
    )


@pytest.mark.parametrize("filler", [0, "0.00", "-", "n/a", None])
def test_nothing_under_a_later_quarter_is_no_figure(filler, tmp_path):
    def change(book):
        book["KPIs"]["F5"] = filler

    read = read_changed(tmp_path, "warwickshire", lambda place: change_workbook(place, change))

    assert read.state == "accepted"


def test_a_return_that_contradicts_itself_names_both(tmp_path):
    def renamed(document):
        document["returnHeader"]["period"] |= {"quarter": 2, "from": "2021-10-01", "to": "2021-12-31"}

    read = read_changed(tmp_path, "newcastle", lambda place: change_json(place, renamed))

    wrong = [one for one in read.findings if one.finding_type == "wrong_quarter"]
    assert read.state == "rejected"
    assert len(wrong) == 2
    assert all("Elsewhere the return says quarter 2 (/returnHeader/period/quarter)." in one.message for one in wrong)


def test_months_of_another_quarter_in_the_headings_are_evidence(tmp_path):
    def change(book):
        for column, month in ((4, "Oct 2021"), (5, "Nov 2021"), (6, "Dec 2021")):
            book["Finance"].cell(2, column).value = month

    finding = refused(read_changed(tmp_path, "coventry", lambda place: change_workbook(place, change)), "wrong_quarter")

    assert (finding.sheet, finding.place) == ("Finance", "D2; E2; F2")
    assert "'Oct 2021', 'Nov 2021', 'Dec 2021'" in finding.message


def test_dates_of_milestones_are_no_evidence(tmp_path):
    def change(book):
        for row in range(2, 8):
            book["Milestones"].cell(row, 5).value = "01/01/2020"

    assert read_changed(tmp_path, "coventry", lambda place: change_workbook(place, change)).state == "accepted"


def test_another_councils_workbook_beside_the_right_one_is_caught_by_its_cover(tmp_path):
    def add(place):
        shutil.copy(only_file_of("warwickshire"), place)

    read = read_changed(tmp_path, "coventry", add)

    finding = refused(read, "wrong_authority")
    assert (finding.sheet, finding.place) == ("Cover", "B4")


def only_file_of(folder, quarter="2021-22-Q2"):
    """The one file of a sample return."""
    return only_file(SAMPLES / quarter / folder)


def test_a_file_named_after_another_council_is_caught(tmp_path):
    def rename(place):
        only_file(place).rename(place / "Leeds_SFPC_return.xlsx")

    finding = refused(read_changed(tmp_path, "coventry", rename), "wrong_authority")

    assert finding.message.startswith("The file's name says 'Leeds', but the return was sent as that of Coventry.")


@pytest.mark.parametrize(
    "name", ["Coventry Q1 2021-22 v2.xlsx", "return_2021-22_Q1_final.xlsx", "Q2 20-21 return.xlsx"]
)
def test_a_quarter_in_the_name_of_a_file_that_is_not_named_as_usual_is_evidence(name, tmp_path):
    read = read_changed(tmp_path, "coventry", lambda place: only_file(place).rename(place / name))

    assert refused(read, "wrong_quarter").place == "the file's name"


@pytest.mark.parametrize(
    "name",
    [
        "COV_SFPC_202122_Q2 (2).xlsx",
        "Coventry City Council Q2 2021-22 v3.xlsx",
        "return 20-10-21.xlsx",
        "Q2 return sent 12-10-2021.xlsx",
        "Q1 2021-22 and Q2 2021-22.xlsx",
        "return.xlsx",
    ],
)
def test_another_name_for_the_right_file_is_no_evidence_against_it(name, tmp_path):
    read = read_changed(tmp_path, "coventry", lambda place: only_file(place).rename(place / name))

    assert (read.state, kinds(read)) == ("accepted", [])


def test_a_sheet_named_after_another_quarter_is_evidence_where_it_was_read(tmp_path):
    def change(book):
        book["Data"].title = "Data Q1 21-22"

    finding = refused(read_changed(tmp_path, "coventry", lambda place: change_workbook(place, change)), "wrong_quarter")

    assert (finding.sheet, finding.place) == ("Data Q1 21-22", "the sheet's name")
    said = "Elsewhere the return says '44469', that is 2021-09-30"
    assert f"{said} (sheet 'Data Q1 21-22', B2 to B19)." not in finding.message
    assert f"{said} (B2 to B19)." in finding.message


def test_a_sheet_of_an_earlier_quarter_that_is_not_read_is_no_evidence(tmp_path):
    def change(book):
        book.create_sheet("Q1 2021-22").append(["Notes of the last quarter", "kept"])

    read = read_changed(tmp_path, "coventry", lambda place: change_workbook(place, change))

    assert (read.state, kinds(read)) == ("accepted", ["unread_sheet"])


@pytest.mark.parametrize("title", ["Quarter 1 2021-22", "Programme finance (£), Q1 2021/22", "Finance - Q2 2020-21"])
def test_a_title_of_another_quarter_is_evidence(title, tmp_path):
    def change(book):
        book["Finance"]["A1"] = title

    finding = refused(read_changed(tmp_path, "coventry", lambda place: change_workbook(place, change)), "wrong_quarter")

    assert (finding.sheet, finding.place) == ("Finance", "A1")


@pytest.mark.parametrize("title", ["Programme finance since the review of Q1 2020-21 began", "Q2 2021-22 finance"])
def test_a_title_that_mentions_another_quarter_or_names_the_right_one_is_none(title, tmp_path):
    def change(book):
        book["Finance"]["A1"] = title

    assert read_changed(tmp_path, "coventry", lambda place: change_workbook(place, change)).state == "accepted"


def test_a_title_of_any_length_is_read_in_no_time(tmp_path):
    def change(book):
        book["Finance"]["A1"] = "2020 " * 5000 + "x Leeds"

    read = read_changed(tmp_path, "coventry", lambda place: change_workbook(place, change))

    assert (read.state, kinds(read)) == ("accepted", [])
