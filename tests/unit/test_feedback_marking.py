"""The sender's own workbook comes back with its cells marked, and nothing in it runs, reaches out or is personal."""

from __future__ import annotations

import zipfile

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from sfpc.feedback import marked_name
from sfpc.feedback.marking import WITHHELD, bounds_of, mark
from tests.builders import BAD, write_xlsx

MOMENT = "2021-10-20T09:00:00"


def marked(path, *marks, target=None):
    """The marked copy of a workbook, opened, and what marking said."""
    target = target or path.with_name("marked.xlsx")
    written = [{"sheet": "Data", "severity": "critical", "text": "See here.", **one} for one in marks]
    answer = mark(str(path), str(target), written, MOMENT)
    return answer, openpyxl.load_workbook(target) if target.exists() else None


def changed(path, change):
    workbook = openpyxl.load_workbook(path)
    change(workbook)
    workbook.save(path)


@pytest.fixture
def workbook(tmp_path):
    path = tmp_path / "return.xlsx"
    write_xlsx(
        path, {"Data": [["Measure", "Value"], ["Referrals", 12], ["Started", "abc"]], "Lists": [["x"]]}, ["Lists"]
    )
    return path


def test_a_cell_is_shaded_and_commented_and_the_others_are_as_they_were(workbook):
    answer, copy = marked(workbook, {"place": "B3"})

    assert answer == {"marked": 1, "problem": None}
    assert copy["Data"]["B3"].comment.text == "See here."
    assert copy["Data"]["B3"].fill.fill_type == "solid"
    assert copy["Data"]["B2"].comment is None
    assert [[cell.value for cell in row] for row in copy["Data"]] == [
        ["Measure", "Value"], ["Referrals", 12], ["Started", "abc"],
    ]  # fmt: skip
    assert copy["Lists"].sheet_state == "hidden"


def test_a_range_is_shaded_whole_and_commented_once(workbook):
    _, copy = marked(workbook, {"place": "A2 to A3"})

    assert [copy["Data"][name].fill.fill_type for name in ("A1", "A2", "A3")] == [None, "solid", "solid"]
    assert [copy["Data"][name].comment is None for name in ("A2", "A3")] == [False, True]


def test_a_finding_of_several_places_marks_each(workbook):
    answer, copy = marked(workbook, {"place": "A1; B2 to B3"})

    assert answer["marked"] == 1
    assert [copy["Data"][name].comment is None for name in ("A1", "B2", "B3")] == [False, False, True]


def test_two_findings_at_one_cell_are_both_told(workbook):
    _, copy = marked(workbook, {"place": "B3"}, {"place": "B3", "text": "And this."})

    assert copy["Data"]["B3"].comment.text == "See here.\n\nAnd this."


def test_a_merged_cell_is_commented_at_its_top_left(workbook):
    changed(workbook, lambda book: book["Data"].merge_cells("A2:B3"))

    answer, copy = marked(workbook, {"place": "B3"})

    assert answer["marked"] == 1
    assert copy["Data"]["A2"].comment.text == "See here."


@pytest.mark.parametrize(
    "place", ["line 3, column 2", "/finance/3", "row 9999999", "ZZZZ1", "XFE1", "A1048577", "", "B0"]
)
def test_a_place_that_is_no_cell_marks_nothing_and_harms_nothing(workbook, place):
    answer, copy = marked(workbook, {"place": place})

    assert answer == {"marked": 0, "problem": None}
    assert copy is not None


def test_a_sheet_that_is_not_there_marks_nothing(workbook):
    assert marked(workbook, {"place": "B3", "sheet": "Gone"})[0]["marked"] == 0


def test_a_text_with_personal_data_is_withheld_wherever_it_stands(workbook):
    def change(book):
        book["Lists"]["A5"] = "child born 14/03/2013"
        book["Data"]["B2"].comment = Comment("Jo (7) moved", "someone")

    changed(workbook, change)

    marked(workbook, {"place": "B3"})

    copy = openpyxl.load_workbook(workbook.with_name("marked.xlsx"))
    assert copy["Lists"]["A5"].value == WITHHELD
    assert copy["Data"]["B2"].comment is None
    with zipfile.ZipFile(workbook.with_name("marked.xlsx")) as parts:
        content = b"".join(parts.read(name) for name in parts.namelist())
    assert b"14/03/2013" not in content
    assert b"Jo (7)" not in content


@pytest.mark.parametrize("text", ["=1+1", "+44", "-x", "@SUM(A1)", "＝1+1"])
def test_text_that_looks_like_a_formula_stays_text_when_it_is_edited(workbook, text):
    def change(book):
        book["Data"]["B3"].value = text
        book["Data"]["B3"].data_type = "s"

    changed(workbook, change)

    _, copy = marked(workbook)

    assert (copy["Data"]["B3"].data_type, copy["Data"]["B3"].quotePrefix) == ("s", True)
    assert copy["Data"]["B3"].value == text


@pytest.mark.parametrize(
    "formula", ["=[1]Other!A1", '=WEBSERVICE("http://example.invalid")', "=cmd|' /C calc'!A0", '=HYPERLINK("x","y")']
)
def test_a_formula_that_reaches_outside_is_left_out_and_another_is_kept(workbook, formula):
    def change(book):
        book["Data"]["B3"] = formula
        book["Data"]["C3"] = "=SUM(Figures[Value])"
        book.defined_names["There"] = DefinedName("There", attr_text="[1]Other!$A$1")
        book.defined_names["Here"] = DefinedName("Here", attr_text="Data!$A$1")

    changed(workbook, change)

    _, copy = marked(workbook)

    assert copy["Data"]["B3"].data_type != "f"
    assert copy["Data"]["C3"].value == "=SUM(Figures[Value])"
    assert list(copy.defined_names) == ["Here"]


def test_links_to_other_workbooks_and_macros_are_left_out(tmp_path, workbook):
    workbook.rename(tmp_path / "return.xlsm")
    with zipfile.ZipFile(tmp_path / "return.xlsm", "a") as parts:
        parts.writestr("xl/vbaProject.bin", b"macro")
        parts.writestr("xl/externalLinks/externalLink1.xml", b"<externalLink/>")

    answer, _ = marked(tmp_path / "return.xlsm", {"place": "B3"}, target=tmp_path / "marked.xlsx")

    assert answer["problem"] is None
    with zipfile.ZipFile(tmp_path / "marked.xlsx") as parts:
        assert not [name for name in parts.namelist() if "vba" in name or "externalLink" in name]


def test_the_same_workbook_gives_the_same_bytes(workbook, tmp_path):
    marked(workbook, {"place": "B3"}, target=tmp_path / "one.xlsx")
    marked(workbook, {"place": "B3"}, target=tmp_path / "two.xlsx")

    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


@pytest.mark.parametrize("path", sorted(BAD.glob("*.xlsx")), ids=lambda path: path.stem)
def test_a_workbook_that_cannot_be_opened_is_a_word_and_no_crash(path, tmp_path):
    answer = mark(str(path), str(tmp_path / "marked.xlsx"), [], MOMENT)

    assert (answer["problem"] is None) == (tmp_path / "marked.xlsx").exists()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("COV SFPC.xlsx", "marked_COV_SFPC.xlsx"),
        ("..\\..\\evil.xlsx", "marked_evil.xlsx"),
        ("../../../etc/passwd.xlsx", "marked_passwd.xlsx"),
        ("\x1b[2J.xlsx", "marked_2J.xlsx"),
        ("Jo (7).xlsx", "marked_3.xlsx"),
        ("年.xlsx", "marked_3.xlsx"),
    ],
)
def test_a_marked_copy_is_named_in_plain_letters(name, expected):
    assert marked_name(name, 3, set()) == expected


def test_two_copies_never_share_a_name():
    taken = set()

    assert marked_name("a b.xlsx", 1, taken) != marked_name("A_b.xlsx", 2, taken)


def test_a_place_is_a_cell_or_cells():
    assert bounds_of("A1:C3") == (1, 1, 3, 3)
    assert bounds_of("XFD1048576") == (16384, 1048576, 16384, 1048576)
