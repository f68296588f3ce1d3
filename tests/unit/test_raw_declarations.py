"""What a return says of itself must agree with where it was sent: on its cover, in its name, title, columns, months."""

import json

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.builders import change_csv, change_json, change_workbook, kinds, only_file, read_changed


def rejected_for(read):
    """The findings that say a return is not what it was sent as."""
    kinds_of_it = ("wrong_authority", "several_authorities", "wrong_quarter", "declaration_unreadable")
    found = [one for one in read.findings if one.finding_type in kinds_of_it]
    assert (read.state == "rejected") == bool(found)
    return found


def cover(cell, value):
    """A change to one cell of the cover."""

    def change(place):
        change_workbook(place, lambda book: book["Cover"].__setitem__(cell, value))

    return change


def column(sheet, letter, value):
    """A change to one cell in a column that declares."""

    def change(place):
        change_workbook(place, lambda book: book[sheet].__setitem__(f"{letter}5", value))

    return change


def member(*path, value):
    """A change to one member of a document."""

    def change(document):
        *parents, last = path
        inner = document
        for name in parents:
            inner = inner[name]
        inner[last] = value

    return lambda place: change_json(place, change)


def cell(pattern, row, position, value):
    """A change to one value of a CSV."""

    def change(rows):
        rows[row][position] = value

    return lambda place: change_csv(place, pattern, change)


def renamed(old, new, pattern="*"):
    """A change of a file's name."""

    def change(place):
        path = only_file(place, pattern)
        path.rename(place / path.name.replace(old, new))

    return change


LEEDS_TITLE = "Quarter 2 2021-22. Extracted from Mosaic"

WRONG = {
    "authority on a cover": (
        "warwickshire", cover("B4", "Coventry City Council"), "wrong_authority", "Cover", "B4",
        "'Authority' says 'Coventry City Council', but the return was sent as that of Warwickshire.",
    ),
    "somebody unknown on a cover": (
        "warwickshire", cover("B4", "Jo Smith, born 14/03/2013"), "wrong_authority", "Cover", "B4",
        "'Authority' says something else, but the return was sent as that of Warwickshire.",
    ),
    "year on a cover": (
        "warwickshire", cover("B5", "2020/21"), "wrong_quarter", "Cover", "B5",
        "'Financial year' says '2020/21', but the return was sent as that of 2021-22-Q2.",
    ),
    "calendar year on a cover": (
        "warwickshire", cover("B5", 2021), "declaration_unreadable", "Cover", "B5",
        "'Financial year' should say a period of 2021-22-Q2, but cannot be read.",
    ),
    "quarter on a cover": (
        "warwickshire", cover("B6", "Quarter 3"), "wrong_quarter", "Cover", "B6",
        "'Quarter' says 'Quarter 3', but the return was sent as that of 2021-22-Q2.",
    ),
    "whole quarter on a cover": (
        "warwickshire", cover("B6", "Q2 2020-21"), "wrong_quarter", "Cover", "B6", "'Quarter' says 'Q2 2020-21'",
    ),
    "words for a quarter on a cover": (
        "warwickshire", cover("B6", "the second, Jo Smith 0113 496 0000"), "declaration_unreadable", "Cover", "B6",
        "'Quarter' should say a period of 2021-22-Q2, but cannot be read. Write it as in the last return.",
    ),
    "quarter in a file's name": (
        "coventry", renamed("_Q2", "_Q3"), "wrong_quarter", None, "the file's name",
        "The file's name says 'Q3', but the return was sent as that of 2021-22-Q2.",
    ),
    "year in a file's name": (
        "sefton", renamed("21-22", "20-21"), "wrong_quarter", None, "the file's name", "The file's name says '20-21'",
    ),
    "authority in a title": (
        "leeds", cell("*Finance*", 0, 0, "Sefton MBC – Family Valued – finance"), "wrong_authority", None,
        "line 1, column 1", "The title says 'Sefton MBC', but the return was sent as that of Leeds.",
    ),
    "quarter in a title": (
        "leeds", cell("*Finance*", 1, 0, LEEDS_TITLE.replace("Quarter 2", "Quarter 1")), "wrong_quarter", None,
        "line 2, column 1", "The title says quarter 1",
    ),
    "year in a title": (
        "leeds", cell("*Finance*", 1, 0, LEEDS_TITLE.replace("2021-22", "2022-23")), "wrong_quarter", None,
        "line 2, column 1", "The title says '2022-23'",
    ),
    "year in a heading": (
        "leeds", cell("*Finance*", 3, 2, "Budget 2020-21"), "wrong_quarter", None, "line 4, column 3",
        "'Budget 2020-21' says '2020-21'",
    ),
    "quarter in a heading": (
        "leeds", cell("*Finance*", 3, 3, "Actual Q1"), "wrong_quarter", None, "line 4, column 4",
        "'Actual Q1' says 'Q1'",
    ),
    "month in a column": (
        "leeds", cell("*Performance*", 5, 0, "Nov-21"), "wrong_quarter", None, "line 6, column 1",
        "'Month' says 'Nov-21', but the return was sent as that of 2021-22-Q2.",
    ),
    "authority in a column": (
        "coventry", column("Data", "A", "Leeds"), "several_authorities", "Data", "A5",
        "The file holds more than one council's return: Coventry (sheet 'Data', A2 to A4; A6 to A40); Leeds",
    ),
    "day in a column": (
        "coventry", column("Data", "B", "31/12/2021"), "wrong_quarter", "Data", "B5", "'Period end' says '31/12/2021'",
    ),
    "serial number of a day in a column": (
        "coventry", column("Data", "B", 44561), "wrong_quarter", "Data", "B5",
        "'Period end' says '44561', that is 2021-12-31",
    ),
    "no day in a column": (
        "coventry", column("Data", "B", "soon"), "declaration_unreadable", "Data", "B5",
        "'Period end' should say a period of 2021-22-Q2, but cannot be read.",
    ),
    "authority in a document": (
        "newcastle", member("returnHeader", "authority", "name", value="Leeds"), "wrong_authority", None,
        "/returnHeader/authority/name", "'returnHeader/authority/name' says 'Leeds'",
    ),
    "number of an authority in a document": (
        "newcastle", member("returnHeader", "authority", "dfeCode", value=383), "wrong_authority", None,
        "/returnHeader/authority/dfeCode", "'returnHeader/authority/dfeCode' says '383'",
    ),
    "year in a document": (
        "newcastle", member("returnHeader", "period", "financialYear", value="2022/23"), "wrong_quarter", None,
        "/returnHeader/period/financialYear", "'returnHeader/period/financialYear' says '2022/23'",
    ),
    "quarter in a document": (
        "newcastle", member("returnHeader", "period", "quarter", value=1), "wrong_quarter", None,
        "/returnHeader/period/quarter", "'returnHeader/period/quarter' says quarter 1",
    ),
    "first day in a document": (
        "newcastle", member("returnHeader", "period", "from", value="2021-04-01"), "wrong_quarter", None,
        "/returnHeader/period/from", "'returnHeader/period/from' says '2021-04-01'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_a_return_that_says_it_is_another_is_rejected(wrong, tmp_path):
    folder, change, kind, sheet, place, beginning = WRONG[wrong]

    [finding] = rejected_for(read_changed(tmp_path, folder, change))

    assert (finding.finding_type, finding.sheet, finding.place) == (kind, sheet, place)
    assert finding.message.startswith(beginning)
    assert finding.file


RIGHT = {
    "a code for a name": ("warwickshire", cover("B4", "E10000031")),
    "a name in capitals": ("warwickshire", cover("B4", " WARWICKSHIRE  COUNTY COUNCIL ")),
    "a year with a dash": ("warwickshire", cover("B5", "2021–22")),
    "a quarter with its months": ("warwickshire", cover("B6", "Q2 (Jul-Sep)")),
    "a number for a quarter": ("warwickshire", cover("B6", 2)),
    "a quarter with its year": ("warwickshire", cover("B6", "Q2 2021/22")),
    "a day of the quarter": ("coventry", column("Data", "B", "2021-09-30")),
    "a day in words": ("coventry", column("Data", "B", "30 September 2021")),
    "a month with an apostrophe": ("leeds", cell("*Performance*", 5, 0, "Aug ’21")),
    "a file of another name": ("coventry", renamed("COV_SFPC_202122_Q2", "return")),
    "a file's name in small letters": ("coventry", renamed("COV_SFPC", "cov_sfpc")),
}  # fmt: skip


@pytest.mark.parametrize("right", RIGHT)
def test_another_way_of_saying_what_is_so_is_right(right, tmp_path):
    folder, change = RIGHT[right]

    read = read_changed(tmp_path, folder, change)

    assert rejected_for(read) == []
    assert read.state == "accepted"


def test_many_cells_that_say_the_same_wrong_thing_are_one_finding(tmp_path):
    def change(book):
        for row in range(2, 41):
            book["Data"].cell(row, 1).value = "Leeds City Council"

    [finding] = rejected_for(read_changed(tmp_path, "coventry", lambda place: change_workbook(place, change)))

    assert finding.place == "A2 to A40"
    assert finding.message.startswith("'LA' in 39 rows says 'Leeds City Council'")


def test_a_cover_of_another_name_is_found_by_its_labels(tmp_path):
    def change(book):
        book["Cover"].title = "Front"
        book["Front"]["B6"] = "Quarter 1"

    [finding] = rejected_for(read_changed(tmp_path, "warwickshire", lambda place: change_workbook(place, change)))

    assert (finding.sheet, finding.place) == ("Front", "B6")


def test_a_cover_that_leaves_something_blank_is_said(tmp_path):
    read = read_changed(tmp_path, "warwickshire", cover("B6", None))

    [finding] = [one for one in read.findings if one.finding_type == "declaration_missing"]
    assert read.state == "accepted"
    assert finding.message == "The sheet 'Cover' should say 'Quarter', and does not. Fill it in."
    assert finding.sheet == "Cover"


def test_a_return_without_its_cover_is_said(tmp_path):
    def change(book):
        del book["Cover"]

    read = read_changed(tmp_path, "warwickshire", lambda place: change_workbook(place, change))

    [finding] = [one for one in read.findings if one.finding_type == "declaration_missing"]
    assert finding.message == (
        "The sheet 'Cover' should say 'Authority', 'Financial year', 'Quarter', and does not. Fill it in."
    )


def test_a_return_that_says_nothing_of_itself_is_said(tmp_path):
    def change(place):
        path = only_file(place)
        document = json.loads(path.read_text(encoding="utf-8"))
        del document["returnHeader"]
        path.unlink()
        (place / "return.json").write_text(json.dumps(document), encoding="utf-8")

    read = read_changed(tmp_path, "newcastle", change)

    assert "declaration_missing" in kinds(read)
    assert "Nothing in the return says whose it is or for which quarter; only the folder it was put in does." in [
        one.message for one in read.findings
    ]


def counted_from_1904(book):
    """The same days, in a workbook that counts them from 1904."""
    book.epoch = CALENDAR_MAC_1904
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if isinstance(cell.value, int) and 40_000 < cell.value < 50_000 and not cell.is_date:
                cell.value -= 1462


def test_days_that_are_numbers_are_counted_from_where_the_workbook_counts(tmp_path):
    read = read_changed(tmp_path, "coventry", lambda place: change_workbook(place, counted_from_1904))

    assert rejected_for(read) == []
