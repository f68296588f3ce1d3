"""Every rule of the open-data standard speaks for a file made to break it, alone, and for no file that keeps it."""

from __future__ import annotations

import re

import pytest

from sfpc.report.open_data import checker
from sfpc.report.open_data.complaints import FAIL, GAP, WARNING
from tests.folders import HOME
from tests.open_data_cases import BREAKING, KEEPING, Pairs
from tests.open_data_pairs import NAME, PLACES, Book, as_csv, told


@pytest.mark.parametrize("case", BREAKING)
def test_a_pair_made_to_break_a_rule_makes_that_rule_speak_and_no_other(tmp_path, case):
    expected, book = BREAKING[case]

    assert told(book().files(tmp_path)) == [expected]


@pytest.mark.parametrize("case", KEEPING)
def test_a_pair_that_keeps_the_rules_makes_none_speak(tmp_path, case):
    assert told(KEEPING[case]().files(tmp_path)) == []


def test_every_rule_of_the_standard_is_broken_by_a_case_or_needs_no_check():
    told_by_files = {"F1", "F2", "F3", "F4", "F5"}  # test_open_data_files.py
    needs_no_check = {"C4", "I5"}
    counted = {"C8"}  # the case below
    rules = {
        *(f"F{each}" for each in range(1, 6)), *(f"C{each}" for each in range(1, 13)),
        *(f"T{each}" for each in range(1, 5)), *(f"G{each}" for each in range(1, 9)),
        *(f"FI{each}" for each in range(1, 10)), *(f"I{each}" for each in range(1, 6)),
        *(f"M{each}" for each in range(1, 11)), "API",
    }  # fmt: skip
    broken = {rule for (rule, _), _ in BREAKING.values()}

    assert rules == broken | told_by_files | needs_no_check | counted


def test_more_rows_of_metadata_than_the_data_has_room_for_are_told_beside_what_is_missing(tmp_path):
    book = Pairs()
    book.meta += [[f"spare_{each}_count", "Indicator", f"Spare {each}", "", "", "0", "", ""] for each in range(20)]

    assert told(book.files(tmp_path)) == [("C8", FAIL), ("M2", GAP)]


def test_the_pair_of_the_standards_last_chapter_is_accepted_though_its_matrix_is_not_complete(tmp_path):
    first, *_ = rows = Book().data[1:]
    darlington = next(row for row in rows if "Darlington" in row)
    book = Book()
    book.data = [book.data[0], first, [*darlington[:10], "Family group decision making", "c", "c"]]

    assert told(book.files(tmp_path)) == [("FI9", WARNING)]


def test_a_complaint_says_where_what_and_what_to_do_and_how_often(tmp_path):
    book = Pairs().set("families_count", "1,234", row=3).set("families_count", "1,234", row=5)

    (one,) = checker.check_folder(book.files(tmp_path), PLACES)

    assert str(one) == (
        f"{NAME}.csv, row 4, column families_count: I1 (gap): '1,234' is no number (and 1 more). "
        "Write a number, or c, z, x or low: no commas, units or spaces."
    )


def test_a_complaint_about_an_authority_says_how_it_is_written(tmp_path):
    (one,) = checker.check_folder(Pairs().of_place("391", "E08000021", "Newcastle Upon Tyne").files(tmp_path), PLACES)

    assert one.remedy == "Write 391, E08000021, Newcastle upon Tyne, if that is meant"


def test_every_rule_that_the_checker_can_name_is_described_in_its_page():
    page = (HOME / "docs" / "how_to" / "check_open_data.md").read_text(encoding="utf-8")
    named = {rule for (rule, _), _ in BREAKING.values()} | {"F1", "F2", "F3", "F4", "F5", "C8", "C4", "I5"}

    assert named == set(re.findall(r"^\| (F\d|C\d+|T\d|G\d|FI\d|I\d|M\d+|API) \|", page, re.MULTILINE))


def test_a_folder_without_open_data_has_nothing_to_complain_of(tmp_path):
    (tmp_path / "note.txt").write_bytes(as_csv([["a"]]))

    assert checker.check_folder(tmp_path, PLACES) == []
