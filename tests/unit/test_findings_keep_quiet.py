"""A finding names a place and never quotes what may be about a person, wherever in a return it stands."""

import pytest

from sfpc import landing
from sfpc.period import Quarter
from sfpc.reference import reference
from sfpc.return_template import write_template
from tests.builders import (
    HOME,
    change_csv,
    change_json,
    change_workbook,
    kinds,
    only_file,
    read_all,
    read_changed,
    sample,
    settings_in,
)
from tests.filling import Filling, fill

PERSONAL = "Jo Smith born 14/03/2013"
PARTS = ("Smith", "14/03", "2013", "A123456789012", "943 476")


def assert_quiet(read):
    """No message holds any part of it."""
    for finding in read.findings:
        assert not [part for part in PARTS if part in finding.message], finding


def put(sheet, cell, text=PERSONAL):
    """A change of one cell of a workbook."""
    return lambda place: change_workbook(place, lambda book: book[sheet].__setitem__(cell, text))


def add_heading(place):
    change_workbook(place, lambda book: (put_in(book["Data"], "I1"), put_in(book["Data"], "I2")))


def put_in(sheet, cell):
    sheet[cell] = PERSONAL


def add_sheet(place):
    change_workbook(place, lambda book: book.create_sheet("Jo Smith (7 yrs) 2013").append([PERSONAL]))


def hide_sheet(place):
    def change(book):
        book.create_sheet("Jo Smith (7 yrs) 2013").append([PERSONAL])
        book["Jo Smith (7 yrs) 2013"].sheet_state = "hidden"

    change_workbook(place, change)


def rename_and_copy(place):
    def change(book):
        book["Data"].title = "Jo Smith (7 yrs) 2013"
        book.copy_worksheet(book["Jo Smith (7 yrs) 2013"]).title = "Copy"

    change_workbook(place, change)


def repeat_heading(place):
    change_csv(
        place, "*Performance*", lambda rows: [[*row, PERSONAL, PERSONAL] if len(row) > 1 else row for row in rows]
    )


def break_csv(place):
    only_file(place, "*Finance*").write_bytes(f'a,b\r\n"{PERSONAL}'.encode())


def break_json(place):
    only_file(place).write_bytes(f'{{"{PERSONAL}": "{PERSONAL}'.encode())


def repeat_member(place):
    only_file(place).write_bytes(f'{{"{PERSONAL}": 1, "{PERSONAL}": 2}}'.encode())


def odd_ending(place):
    (place / "letter.Jo Smith born 14-03-2013").write_bytes(PERSONAL.encode())


PLACES = {
    "a comment": ("coventry", put("Data", "H5")),
    "a milestone": ("coventry", put("Milestones", "C3")),
    "a label": ("coventry", put("Data", "C5")),
    "a figure": ("coventry", put("Data", "E5")),
    "a date": ("coventry", put("Milestones", "D3")),
    "a funder": ("coventry", put("Finance", "B4")),
    "an unknown heading": ("coventry", add_heading),
    "a heading that is gone": ("coventry", put("Data", "E1")),
    "a row without label": ("coventry", put("Data", "C5", None)),
    "who it is from": ("coventry", put("Data", "A5")),
    "when it is for": ("coventry", put("Data", "B5")),
    "a cover": ("warwickshire", put("Cover", "B4")),
    "a quarter on a cover": ("warwickshire", put("Cover", "B6", f"Q2 {PERSONAL}")),
    "a quarter with brackets": ("warwickshire", put("Cover", "B6", f"Q2 ({PERSONAL}) 2021-22")),
    "the name of a sheet": ("coventry", add_sheet),
    "the name of a hidden sheet": ("coventry", hide_sheet),
    "the name of a copied sheet": ("coventry", rename_and_copy),
    "a heading that stands twice": ("leeds", repeat_heading),
    "a file cut short": ("leeds", break_csv),
    "a document cut short": ("newcastle", break_json),
    "a member named twice": ("newcastle", repeat_member),
    "the ending of a file": ("leeds", odd_ending),
    "a title": ("leeds", lambda place: change_csv(place, "*Finance*", lambda rows: [[PERSONAL], *rows])),
    "a note": ("leeds", lambda place: change_csv(place, "*Finance*", lambda rows: [*rows, [PERSONAL]])),
    "an unknown member": (
        "newcastle",
        lambda place: change_json(place, lambda document: document.update({PERSONAL: 1})),
    ),
}


@pytest.mark.parametrize("where", PLACES)
def test_no_message_quotes_personal_data(where, tmp_path):
    folder, change = PLACES[where]

    assert_quiet(read_changed(tmp_path, folder, change))


@pytest.mark.parametrize("where", ["a comment", "a milestone", "a label", "a figure", "a date", "a funder"])
def test_personal_data_in_a_value_is_a_finding_at_its_place(where, tmp_path):
    folder, change = PLACES[where]

    read = read_changed(tmp_path, folder, change)

    [finding] = [one for one in read.findings if one.finding_type == "personal_data"]
    assert finding.message.endswith(
        "seems to hold a date of birth. It was kept out of everything that is published. "
        "Send the return again without it."
    )
    assert finding.place in ("H5", "C3", "C5", "E5", "D3", "B4")
    assert (finding.file, read.state) == ("COV_SFPC_202122_Q2.xlsx", "accepted")


@pytest.mark.parametrize("sheet", ["Performance", "Delivery", "Finance", "Milestones", "Benefits"])
def test_a_comment_in_any_section_of_the_template_is_looked_through(sheet, tmp_path):
    settings, quarter = settings_in(tmp_path), "2022-23-Q1"
    place = settings.inbox / "leeds" / quarter
    place.mkdir(parents=True)
    path = write_template(settings, "leeds", Quarter.parse(quarter), place / "return.xlsx")
    fill(path, "E08000035", quarter)
    filling = Filling(path)
    columns, heading = filling.headings(sheet)
    cell = filling.book[sheet].cell(heading + 1, columns["Comment"], PERSONAL)
    filling.save()

    [read] = read_all(settings)

    [finding] = [one for one in read.findings if one.finding_type == "personal_data"]
    assert (finding.section, finding.sheet, finding.place) == (sheet.lower(), sheet, cell.coordinate)
    assert_quiet(read)


def test_several_kinds_are_named_in_one_finding(tmp_path):
    change = put("Data", "H5", "UPN A123456789012, NHS no 943 476 5919")

    read = read_changed(tmp_path, "coventry", change)

    assert [finding.message.split(". ")[0] for finding in read.findings] == [
        "The text under 'comment' seems to hold a unique pupil number and an NHS number"
    ]
    assert_quiet(read)


def test_a_text_that_stands_for_many_rows_is_one_finding(tmp_path):
    read = read_changed(tmp_path, "warwickshire", put("Highlight report", "A3"))

    assert kinds(read).count("personal_data") == 1


def test_a_delayed_milestone_is_not_a_date_of_birth(tmp_path):
    read = read_changed(tmp_path, "coventry", put("Milestones", "H3", "Delayed to 14/03/2022; slipped 3 months."))

    assert read.findings == ()


def test_no_sample_return_brings_a_finding_of_personal_data(tmp_path):
    settings = settings_in(tmp_path)
    for folder in ("coventry", "leeds", "newcastle", "sefton", "warwickshire"):
        sample(settings, folder)

    assert {finding.finding_type for read in read_all(settings) for finding in read.findings} <= {
        "hidden_sheet",
        "identical_duplicate",
    }
    assert landing.misplaced(settings) == []


def test_every_kind_of_finding_that_is_raised_is_registered(tmp_path):
    known = reference(HOME / "seeds")

    for number, (folder, change) in enumerate(PLACES.values()):
        for finding in read_changed(tmp_path / str(number), folder, change).findings:
            assert known.severity(finding.finding_type) in ("reject", "critical", "warning", "info")
